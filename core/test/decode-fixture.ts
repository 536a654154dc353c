import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckdb } from '#adapter';
import { DEFAULT_LIMITS, rejectSelect, rowSelect, spoolBatch, WorkerPool } from '#decode';
import type { DecodeLimits, ObjectOutcome } from '#decode';
import type { Format } from '#format';
import { catalogue } from '#formats';
import type { EmbeddedEngine, EngineRow } from '#port';

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
  /** Columns of the answer; all by default. */
  readonly select?: string;
}

/** The real decoder, workers and engine, on objects in a temporary folder. */
export interface Decoder {
  decode(format: Format, objects: readonly TestObject[], options?: DecodeOptions): Promise<Decoded>;
  close(): Promise<void>;
}

export async function openDecoder(workers = 2): Promise<Decoder> {
  const pool = new WorkerPool(workers);
  const engine = await openDuckdb({ threads: 2 });
  return {
    decode: (format, objects, options = {}) => decode({ pool, engine }, { format, objects, options }),
    close: async () => {
      await pool.close();
      engine.close();
    },
  };
}

interface Work {
  readonly format: Format;
  readonly objects: readonly TestObject[];
  readonly options: DecodeOptions;
}

async function decode(
  world: { pool: WorkerPool; engine: EmbeddedEngine },
  { format, objects, options }: Work,
): Promise<Decoded> {
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
      explainAll: options.explainAll ?? false,
    });
    const facts = { objectsPath: spooled.objectsPath, ingestedAt: 1_700_000_000_000_000n };
    const select = options.select ?? '*';
    return await world.engine.withConnection(async (connection) => {
      const ask = async (sql: string | undefined, columns: string) =>
        sql === undefined ? [] : connection.rows(`SELECT ${columns} FROM (${sql}) ORDER BY ALL`);
      return {
        rows: await ask(rowSelect(format, spooled.spools, facts), select),
        rejects: await ask(
          rejectSelect(format, spooled.spools, facts),
          'source_object, record_number, byte_offset, kind, reason, raw, raw_bytes, raw_sha256, reject_count',
        ),
        outcomes: spooled.outcomes,
      };
    });
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
