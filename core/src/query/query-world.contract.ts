import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LeveeError } from '#kernel';
import type { EmbeddedEngine, EngineValue } from '#port';
import { openDuckdb } from '../adapter/duckdb.ts';
import {
  KeptEngine,
  query,
  type LakeTable,
  type QueryRequest,
  type QueryTable,
  type RowTable,
} from './index.ts';

/** A small lake in a folder, with files beside it that no query may reach. */
export interface QueryWorld {
  readonly root: string;
  /** The data folder of `waf_logs`, and its one file. */
  readonly data: string;
  readonly file: string;
  readonly waf: LakeTable;
  readonly ledger: RowTable;
  readonly tables: readonly QueryTable[];
  /** Names of tables in the order in which they were opened. */
  readonly opened: string[];
  readonly openEngine: () => Promise<EmbeddedEngine>;
  /** What answers where nothing else is said. */
  readonly kept: KeptEngine;
  readonly rowsOf: (
    sql: string,
    more?: Partial<QueryRequest>,
  ) => Promise<readonly (readonly EngineValue[])[]>;
  /** The error of a query that must fail. */
  readonly problemOf: (sql: string, more?: Partial<QueryRequest>) => Promise<LeveeError>;
  readonly remove: () => void;
}

/** Writes the lake and the files beside it into a new folder. */
export async function openWorld(): Promise<QueryWorld> {
  const root = mkdtempSync(join(tmpdir(), 'levee-query-'));
  const data = join(root, 'lake/levee/waf_logs/data');
  const file = join(data, 'a.parquet');
  const openEngine = () => openDuckdb({ threads: 1, memory: '200MB', tempDirectory: join(root, 'spill') });
  await writeFiles({ root, data, file, openEngine });
  const kept = new KeptEngine(openEngine, [data]);
  const opened: string[] = [];
  const waf = wafTable(data, file, opened);
  const tables = [waf, broken, ledger];
  const rowsOf: QueryWorld['rowsOf'] = (sql, more = {}) =>
    query({ sql, tables, openEngine, kept, ...more }, async ({ chunks }) =>
      (await Array.fromAsync(chunks)).flat(),
    );
  return {
    root,
    data,
    file,
    waf,
    ledger,
    tables,
    opened,
    openEngine,
    kept,
    rowsOf,
    problemOf: (sql, more) => problemOf(() => rowsOf(sql, more)),
    remove: () => {
      kept.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

async function writeFiles(world: Pick<QueryWorld, 'root' | 'data' | 'file' | 'openEngine'>): Promise<void> {
  mkdirSync(world.data, { recursive: true });
  writeFileSync(join(world.root, 'secret.csv'), 'secret\nhidden\n');
  writeFileSync(join(world.data, 'beside.csv'), 'secret\nhidden\n');
  const engine = await world.openEngine();
  await engine.withConnection((connection) =>
    connection.run(`COPY (SELECT range AS n, 'GET' AS httpmethod, {'clientip': '192.0.2.' || range % 3} AS httprequest
      FROM range(10)) TO '${world.file}' (FORMAT parquet)`),
  );
  engine.close();
}

const wafTable = (data: string, file: string, opened: string[]): LakeTable => ({
  name: 'waf_logs',
  folders: [data],
  open: async () => {
    opened.push('waf_logs');
    const covers = { files: 1, bytes: 100, allFiles: 1, allBytes: 100 };
    return { relation: `read_parquet(['${file}'])`, covers };
  },
});

const broken: LakeTable = {
  name: 'broken_logs',
  folders: [],
  open: () => Promise.reject(new LeveeError('must not be opened')),
};
const ledger: RowTable = {
  name: 'ingest_log',
  columns: [
    { name: 'uri', type: 'VARCHAR' },
    { name: 'rows', type: 'BIGINT' },
    { name: 'committed_at', type: 'TIMESTAMPTZ' },
    { name: 'first_day', type: 'DATE' },
  ],
  async *rows() {
    for (let index = 0; index < 12_000; index += 1) {
      yield {
        uri: `s3://logs/${index}'"`,
        rows: 9_007_199_254_740_993n,
        committed_at: '2026-01-31T00:00:00.123Z',
        first_day: index === 0 ? null : '2026-01-31',
      };
    }
  },
};
async function problemOf(ask: () => Promise<unknown>): Promise<LeveeError> {
  try {
    await ask();
  } catch (error) {
    if (error instanceof LeveeError) return error;
    throw error;
  }
  throw new Error('the query was answered');
}
