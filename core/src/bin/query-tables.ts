import { join } from 'node:path';
import { columnName, derivedColumns, unionViews, type AthenaSql, type Format } from '#format';
import { catalogue } from '#formats';
import { LeveeError } from '#kernel';
import { NAMESPACE, type Lake } from '#lake';
import type { Ledger, LedgerEntry } from '#port';
import { athenaToDuckdb, type LakeTable, type QueryTable, type QueryView, type RowTable } from '#query';
import type { Context } from './context.ts';

/** Every table that SQL may ask: those of the lake, and the ledger as `ingest_log`. */
export async function queryTables({ lake, ledger, config }: Context): Promise<QueryTable[]> {
  const names = await lake.tables();
  return [...names.map((name) => lakeTable(lake, name, config.lake)), ingestLog(ledger)];
}

/** Views over the tables that the lake has. */
export async function queryViews({ lake }: Context): Promise<QueryView[]> {
  const tables = new Set(await lake.tables());
  const formats = catalogue.map(({ format }): Format => format).filter(({ table }) => tables.has(table));
  return unionViews(formats).map(({ name, parts }) => ({
    name,
    parts: parts.map(({ table, columns }) => ({ table, columns: embedded(columns) })),
  }));
}

/** Declared expressions as the embedded engine takes them. */
const embedded = (columns: Readonly<Record<string, AthenaSql>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(columns).map(([name, sql]) => [name, athenaToDuckdb(sql, NO_TABLES)]));

const NO_TABLES: ReadonlyMap<string, string> = new Map();

const formatOf = (table: string): Format | undefined =>
  catalogue.map(({ format }): Format => format).find((format) => format.table === table);

const lakeTable = (lake: Lake, name: string, folder: string): LakeTable => ({
  name,
  ...namesOf(formatOf(name)),
  open: async (choose, needles) => {
    const scan = await lake.scan(name, { choose, needles });
    if (scan === undefined)
      throw new LeveeError(`table ${name} is gone`, { hint: 'levee tables lists the tables' });
    const { relation, files, total } = scan;
    const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    return {
      relation,
      folders: [join(folder, NAMESPACE, name, 'data')],
      covers: { files: files.length, bytes, allFiles: total.files, allBytes: total.sizeBytes },
    };
  },
});

const namesOf = (format: Format | undefined): Pick<LakeTable, 'aliases' | 'derived' | 'isoTime'> =>
  format === undefined
    ? {}
    : { aliases: format.aliases, derived: embedded(derivedColumns(format)), ...isoTimeOf(format) };

/** The one column that event_time is read from, where it is ISO 8601 text. */
function isoTimeOf({ time: { form, fields } }: Format): Pick<LakeTable, 'isoTime'> {
  const [field, second] = fields;
  return form !== 'iso-8601' || field === undefined || second !== undefined
    ? {}
    : { isoTime: columnName(field) };
}

const INGEST_LOG = {
  source_object: 'VARCHAR',
  version: 'VARCHAR',
  size_bytes: 'BIGINT',
  format: 'VARCHAR',
  table_name: 'VARCHAR',
  batch: 'VARCHAR',
  records: 'BIGINT',
  rows: 'BIGINT',
  rejects: 'BIGINT',
  committed_at: 'TIMESTAMPTZ',
  first_day: 'VARCHAR',
  last_day: 'VARCHAR',
} as const;

/** The ledger as a table: one row per object that is in the lake. */
function ingestLog(ledger: Ledger): RowTable {
  return {
    name: 'ingest_log',
    columns: Object.entries(INGEST_LOG).map(([name, type]) => ({ name, type })),
    rows: async function* rows() {
      for await (const entry of ledger.entries()) yield ingestRow(entry);
    },
  };
}

const ingestRow = (entry: LedgerEntry): Record<keyof typeof INGEST_LOG, unknown> => ({
  source_object: entry.uri,
  version: entry.version,
  size_bytes: entry.sizeBytes,
  format: entry.format,
  table_name: entry.table,
  batch: entry.batch,
  records: entry.records,
  rows: entry.rows,
  rejects: entry.rejects,
  committed_at: new Date(entry.committedAt).toISOString(),
  first_day: entry.firstDay,
  last_day: entry.lastDay,
});
