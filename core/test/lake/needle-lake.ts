import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openDuckdb } from '#adapter';
import type { Field, TableDefinition } from '#format';
import { literal } from '#port';
import { query, type KeptEngine, type LakeTable, type QueryLimits } from '#query';
import { commitRows, MAINTAIN, rejects, testLake, type TestLake } from './lake-fixture.ts';

const field = (id: number, name: string, type: Field['type']): Field => ({ id, name, required: false, type });
const texts = (id: number, name: string): Field =>
  field(id, name, { type: 'list', 'element-id': 40 + id, 'element-required': false, element: 'string' });

const FIELDS: readonly Field[] = [
  field(1, 'event_time', 'timestamptz'),
  field(2, 'client_ip', 'string'),
  texts(3, 'ips'),
  field(4, 'request', { type: 'struct', fields: [field(20, 'agent', 'string'), field(21, 'size', 'long')] }),
  field(5, 'source_object', 'string'),
];

const SEARCHED = [['client_ip'], ['ips'], ['request', 'agent']];

/** A table as an earlier release made it, and with a column that came later. */
const early: TableDefinition = {
  name: 'events',
  about: 'A test event.',
  entity: 'client_ip',
  fields: FIELDS,
  searched: SEARCHED,
};
const late: TableDefinition = {
  ...early,
  fields: [...FIELDS, field(6, 'key_id', 'string')],
  searched: [...SEARCHED, ['key_id']],
};

/**
 * Rows of a day, a steady stream: one address comes once, some often, some are IPv6 (in the day of 300
 * rows not written as usual), some are null.
 */
const rowsOf = (day: string, rows: number): string => `
  SELECT TIMESTAMPTZ '${day} 00:00:00+00' + to_milliseconds(i * ${Math.floor(80_000_000 / rows)}) AS event_time,
    CASE WHEN i = ${Math.floor(rows / 3)} THEN '203.0.113.77' WHEN i % 50 = 0 THEN '198.51.100.' || (i % 7) WHEN i % 31 = 0 THEN NULL
      WHEN i % 29 = 0 THEN ['2001:db8::1', '2001:db8::a', '${rows === 300 ? '2001:DB8::A' : '2001:db8::b'}'][1 + i % 3] ELSE '192.0.2.' || (i % 200) END AS client_ip,
    CASE WHEN i % 37 = 0 THEN NULL WHEN i % 41 = 0 THEN [] ELSE [client_ip, '10.0.' || (i // 2000) || '.1', NULL] END AS ips,
    {'agent': 'agent ' || (i // 3000), 'size': i} AS request, 'file:///' || (i % 3) AS source_object,
    'KEY' || (i % 5000) AS key_id, '${day}' AS event_day
  FROM range(${rows}) r(i)`;

const put = (
  lake: TestLake,
  definition: TableDefinition,
  [day, rows]: readonly [day: string, rows: number],
): Promise<void> => commitRows(lake, definition, { day, select: rowsOf(day, rows), rows });

/**
 * A lake of four days: of the first two, of 20,000 and 300 rows, there are indexes without the column that came later, of the third
 * with it, of the fourth none.
 */
export async function needleLake(): Promise<TestLake> {
  const old = await testLake([early, rejects]);
  await put(old, early, ['2024-04-30', 20_000]);
  await put(old, early, ['2024-05-01', 300]);
  await old.lake.maintain(MAINTAIN);
  const lake = await testLake([late, rejects], old.folder);
  await put(lake, late, ['2024-05-02', 9000]);
  await lake.lake.maintain(MAINTAIN);
  await put(lake, late, ['2024-05-03', 200]);
  const close = () => {
    lake.close();
    old.close();
  };
  return { ...lake, close };
}

/** The same lake, of which nothing has been read yet: data files and their indexes never change, so what was read is kept. */
export const openedAnew = ({ folder }: TestLake): Promise<TestLake> => testLake([late, rejects], folder);

/** What a query answered, and which rows it was given to read. */
export interface Read {
  readonly rows: readonly string[];
  readonly files: number;
  /** Rows that the engine was given: of the files, or picked from them. */
  readonly candidates: number;
}

/** How the lake is asked: by a kept engine, or by one for the query alone. */
export interface Asking {
  readonly isIndexed: boolean;
  readonly parameters?: readonly string[];
  readonly kept?: KeptEngine | undefined;
  /** A row that the engine is given counts as a byte. */
  readonly limits?: QueryLimits;
}

export const openEngine = () => openDuckdb({ threads: 1, memory: '300MB' });

/** Where the lake's questions put excerpts of its files. */
export const excerptFolder = (lake: TestLake): string => join(lake.folder, '.levee/scratch/excerpts');

/** Folders of what is read of the table. */
export const dataFolders = (lake: TestLake): string[] => [
  join(lake.folder, 'levee/events/data'),
  excerptFolder(lake),
];

/** Rows of a Parquet file. */
async function rowsIn(lake: TestLake, path: string): Promise<number> {
  const [row] = await lake.engine.withConnection((connection) =>
    connection.rows(`SELECT num_rows AS rows FROM parquet_file_metadata(${literal(path)})`),
  );
  return Number(row?.['rows']);
}

/** Asks the lake's table, with its indexes or without. */
export async function ask(
  lake: TestLake,
  sql: string,
  { isIndexed, parameters = [], kept, limits = {} }: Asking,
): Promise<Read> {
  const read = { files: 0, candidates: 0 };
  const table: LakeTable = {
    name: 'events',
    derived: { caller: 'client_ip' },
    folders: dataFolders(lake),
    open: async (choose, needles) => {
      const own = join(excerptFolder(lake), randomUUID());
      const scan = await lake.lake.scan('events', isIndexed ? { choose, needles, excerpts: own } : {});
      if (scan === undefined) throw new Error('there is no table');
      read.files = scan.files.length;
      const candidates = scan.read.map(async ({ path, records, rows = [[0, records - 1]] }) =>
        path.startsWith(own)
          ? rowsIn(lake, path)
          : rows.reduce((sum, [first, last]) => sum + Math.min(last, records - 1) - first + 1, 0),
      );
      read.candidates = (await Promise.all(candidates)).reduce((sum, each) => sum + each, 0);
      const covers = { files: scan.files.length, bytes: read.candidates, allFiles: 0, allBytes: 0 };
      return { relation: scan.relation, covers, close: () => rm(own, { recursive: true, force: true }) };
    },
  };
  const request = { sql, tables: [table], openEngine, parameters, limits, kept };
  const found = await query(request, ({ chunks }) => Array.fromAsync(chunks));
  const rows = found
    .flat()
    .map((row) =>
      JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
    );
  return { ...read, rows: rows.toSorted() };
}
