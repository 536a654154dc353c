import { z } from 'zod';
import { query } from './query-schema.ts';
import { serve } from './serve-schema.ts';
import { days, duration, network, size, whole } from './quantity.ts';

const text = (error: string) => z.string({ error }).min(1, { error });
const flag = (error: string) => text(error).regex(/^[a-z0-9][a-z0-9-]*$/, { error });

const engine = z
  .strictObject({
    threads: whole(1, 1024)
      .exactOptional()
      .describe('Threads of the embedded engine; all processors by default.'),
    memory: size(100_000_000)
      .exactOptional()
      .describe(
        'Buffers of the embedded engine; beyond them it spills to disk. 600MB by default, 450MB while collecting.',
      ),
    tempDisk: size(0)
      .exactOptional()
      .describe('The most disk that may be spilled to; by default 90 % of what is free.'),
  })
  .prefault({})
  .describe('Limits of the embedded engine.');

const decode = z
  .strictObject({
    maxRecordBytes: size(1024)
      .prefault(32 * 2 ** 20)
      .describe('Longest record. A longer one becomes a reject.'),
    maxObjectBytes: size(2 ** 20)
      .prefault(16 * 2 ** 30)
      .describe('Most inflated bytes of one object. What follows becomes one reject.'),
    maxInflationRatio: whole(1, 1032)
      .default(200)
      .describe('Most inflated bytes per stored byte, checked above 100 MB. Gzip itself reaches 1,032.'),
    maxDepth: whole(1, 10_000).default(1000).describe('Deepest nesting of a JSON record.'),
    rejectRawBytes: size(0)
      .prefault(65_536)
      .describe('Raw bytes that a reject keeps; of more it keeps the SHA-256 and the length.'),
    maxRejectsPerObject: whole(1, 10_000_000)
      .default(10_000)
      .describe(
        'Rejects of one object that are written one by one; one more says how many others there are.',
      ),
    batchBytes: size(2 ** 20)
      .prefault(384 * 2 ** 20)
      .describe('Stored bytes of the objects that are decoded together.'),
  })
  .prefault({})
  .describe('Limits of decoding. What they cut off becomes a reject that says so.');

const GLOBS = 'a list of patterns such as "**/*.json.gz"';
const globs = z.array(text(GLOBS), { error: GLOBS });

const source = z.strictObject({
  folder: text('a folder').describe('A folder that holds log objects; relative to this file.'),
  format: flag('the name of a format')
    .exactOptional()
    .describe('Format of every object here; recognised otherwise.'),
  include: globs
    .exactOptional()
    .describe('Only objects whose path below the folder fits one of these patterns.'),
  exclude: globs
    .exactOptional()
    .describe('Not objects whose path below the folder fits one of these patterns.'),
});

const TABLE = 'the name of a table: lower-case letters, digits and _';

const table = z.strictObject({
  retention: days()
    .exactOptional()
    .describe('How long rows are kept: 90d, 13w, 7y (a year counts 366 days). For ever by default.'),
});

const maintenance = z
  .strictObject({
    targetFileBytes: size(2 ** 20)
      .prefault(128 * 2 ** 20)
      .describe('Size of a data file that compaction aims at.'),
    expireSnapshotsAfter: duration()
      .prefault('5d')
      .describe('Age from which snapshots of a table are dropped; the newest always stays.'),
    orphanAge: duration()
      .prefault('24h')
      .describe('Age from which files that belong to no snapshot are removed.'),
  })
  .prefault({})
  .describe('What `levee maintain` does.');

/** What levee.yaml may say. Every leaf's error message is what was expected there. */
export const schema = z
  .strictObject({
    lake: text('a folder')
      .exactOptional()
      .describe('Folder of the lake; relative to this file. ./lake by default.'),
    engine,
    query,
    serve,
    decode,
    sources: z.array(source).default([]).describe('Where `levee collect` without arguments looks.'),
    tables: z
      .record(z.string().regex(/^[a-z][a-z0-9_]*$/, { error: TABLE }), table)
      .default({})
      .describe('Settings of single tables, by name.'),
    trustedHops: z
      .array(network())
      .default([])
      .describe('Networks of the proxies whose X-Forwarded-For is believed; none by default.'),
    maintenance,
  })
  .describe('Configuration of Levee (levee.yaml).');

/** The content of a levee.yaml, checked, with defaults filled in. */
export type Settings = z.output<typeof schema>;

/**
 * The JSON Schema (2020-12) of levee.yaml, for editors. It is what the file may hold, before defaults.
 */
export const configSchema = (): Readonly<Record<string, unknown>> => ({
  ...z.toJSONSchema(schema, { io: 'input' }),
  title: 'levee.yaml',
});
