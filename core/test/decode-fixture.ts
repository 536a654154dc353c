import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckdb } from '#adapter';
import { DEFAULT_LIMITS, rejectSelect, rowSelect, spoolBatch, WorkerPool } from '#decode';
import type { DecodeLimits, ObjectOutcome } from '#decode';
import type { Format } from '#format';
import { catalogue } from '#formats';
import type { EmbeddedEngine, EngineConnection, EngineRow } from '#port';

/** What decoding objects came to. */
export interface Decoded {
  readonly rows: readonly EngineRow[];
  readonly rejects: readonly EngineRow[];
  readonly outcomes: readonly ObjectOutcome[];
}

/** An object as bytes, with the key it would have. */
export interface TestObject {
  readonly key: string;
  readonly bytes: Uint8Array | string;
}

export interface DecodeOptions {
  readonly limits?: Partial<DecodeLimits>;
  readonly explainAll?: boolean;
  /** Columns of the answer, whose every row is a `row`; all by default. */
  readonly select?: string;
}

/** The real decoder, workers and engine, on objects in a temporary folder. */
export interface Decoder {
  decode(format: Format, objects: readonly TestObject[], options?: DecodeOptions): Promise<Decoded>;
  /** Answers of queries over the format's table, filled by the objects. */
  query(format: Format, objects: readonly TestObject[], queries: readonly string[]): Promise<EngineRow[][]>;
  close(): Promise<void>;
}

export async function openDecoder(workers = 2): Promise<Decoder> {
  const pool = new WorkerPool(workers);
  const engine = await openDuckdb({ threads: 2 });
  const world = { pool, engine };
  return {
    decode: (format, objects, options = {}) => decode(world, { format, objects, options }),
    query: (format, objects, queries) => query(world, { format, objects, options: {} }, queries),
    close: async () => {
      await pool.close();
      engine.close();
    },
  };
}

interface World {
  readonly pool: WorkerPool;
  readonly engine: EmbeddedEngine;
}

interface Work {
  readonly format: Format;
  readonly objects: readonly TestObject[];
  readonly options: DecodeOptions;
}

/** What a batch decoded to, for as long as its spools are there. */
interface Spooled {
  readonly rows: string | undefined;
  readonly rejects: string | undefined;
  readonly outcomes: readonly ObjectOutcome[];
}

async function decode(world: World, work: Work): Promise<Decoded> {
  const select = work.options.select ?? '*';
  return spooling(world, work, (spooled, connection) => {
    const ask = async (sql: string | undefined, columns: string) =>
      sql === undefined ? [] : connection.rows(`SELECT ${columns} FROM (${sql}) AS row ORDER BY ALL`);
    return ask(spooled.rows, select).then(async (rows) => ({
      rows,
      rejects: await ask(
        spooled.rejects,
        'source_object, record_number, byte_offset, kind, reason, raw, raw_bytes, raw_sha256, reject_count',
      ),
      outcomes: spooled.outcomes,
    }));
  });
}

/** Answers of queries over the format's table, filled by the objects. */
async function query(world: World, work: Work, queries: readonly string[]): Promise<EngineRow[][]> {
  return spooling(world, work, async ({ rows }, connection) => {
    await connection.run(`CREATE OR REPLACE TEMP TABLE ${work.format.table} AS ${rows}`);
    const answers: EngineRow[][] = [];
    for (const sql of queries) answers.push(await connection.rows(sql));
    return answers;
  });
}

async function spooling<T>(
  world: World,
  { format, objects, options }: Work,
  use: (spooled: Spooled, connection: EngineConnection) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'levee-decode-'));
  try {
    const batch = objects.map(({ key, bytes }, at) => {
      const path = join(folder, String(at));
      writeFileSync(path, bytes);
      return {
        uri: `s3://logs/${key}`,
        path,
        sizeBytes: bytes.length,
        account: null,
        region: null,
        stream: null,
      };
    });
    const spooled = await spoolBatch(world.pool, {
      format,
      objects: batch,
      directory: join(folder, 'spool'),
      limits: { ...DEFAULT_LIMITS, ...options.limits },
      engine: world.engine,
      explainAll: options.explainAll ?? false,
    });
    const facts = { objectsPath: spooled.objectsPath, ingestedAt: 1_700_000_000_000_000n };
    const found = {
      rows: rowSelect(format, spooled.spools, facts),
      rejects: rejectSelect(format, spooled.spools, facts),
      outcomes: spooled.outcomes,
    };
    return await world.engine.withConnection((connection) => use(found, connection));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A format of the catalogue by name. */
export function formatNamed(name: string): Format {
  const found: { readonly format: Format } | undefined = catalogue.find(({ format }) => format.name === name);
  if (found === undefined) throw new Error(`no format ${name}`);
  return found.format;
}

/** Sums over all objects; the test of conservation. */
export const sums = (outcomes: readonly ObjectOutcome[]) => ({
  records: outcomes.reduce((sum, { records }) => sum + records, 0),
  rows: outcomes.reduce((sum, { rows }) => sum + rows, 0),
  rejects: outcomes.reduce((sum, { rejects }) => sum + rejects, 0),
});
