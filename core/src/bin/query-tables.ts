import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  columnName,
  derivedColumns,
  unionViews,
  type AthenaSql,
  type Field,
  type FieldType,
  type Format,
} from '#format';
import { catalogue } from '#formats';
import { LeveeError } from '#kernel';
import type { Lake } from '#lake';
import type { Ledger, LedgerEntry } from '#port';
import { athenaToDuckdb, type LakeTable, type QueryTable, type QueryView, type RowTable } from '#query';
import type { Context } from './context.ts';
import { definitions } from './lake-tables.ts';
import { dataFolder } from './data-folder.ts';

/** What SQL may ask. */
export interface Asked {
  readonly tables: readonly QueryTable[];
  readonly views: readonly QueryView[];
}

/** Every table that SQL may ask, those of the lake and the ledger as `ingest_log`, and views over the tables that the lake has. */
export async function queryTables({ lake, ledger, config, excerpts }: Context): Promise<Asked> {
  const names = await lake.tables();
  const folders = (name: string) => [dataFolder(config.lake, name), excerpts];
  const tables = [
    ...names.map((name) => lakeTable(lake, name, { folders: folders(name), excerpts })),
    ingestLog(ledger),
  ];
  return { tables, views: viewsOver(new Set(names)) };
}

function viewsOver(tables: ReadonlySet<string>): QueryView[] {
  const formats = catalogue.map(({ format }): Format => format).filter(({ table }) => tables.has(table));
  return unionViews(formats).map(({ name, parts }) => ({
    name,
    parts: parts.map(({ table, columns }) => ({ table, columns: embedded(columns) })),
  }));
}

/** Declared expressions as the embedded engine takes them. */
const embedded = (columns: Readonly<Record<string, AthenaSql>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(columns).map(([name, sql]) => [name, translated(sql)]));

/** As many as are declared. */
const translations = new Map<string, string>();

/** The translation of a declared expression, made once. */
function translated(sql: AthenaSql): string {
  const made = translations.get(sql) ?? athenaToDuckdb(sql, NO_TABLES);
  translations.set(sql, made);
  return made;
}

const NO_TABLES: ReadonlyMap<string, string> = new Map();

const formatOf = (table: string): Format | undefined =>
  catalogue.map(({ format }): Format => format).find((format) => format.table === table);

const lakeTable = (
  lake: Lake,
  name: string,
  { folders, excerpts }: { folders: readonly string[]; excerpts: string },
): LakeTable => ({
  name,
  ...namesOf(formatOf(name)),
  folders,
  names: declaredNames(name),
  open: async (choose, needles, columns) => {
    const own = join(excerpts, randomUUID());
    const scan = await lake.scan(name, { choose, needles, columns, excerpts: own });
    if (scan === undefined)
      throw new LeveeError(`table ${name} is gone`, { hint: 'levee tables lists the tables' });
    const { relation, files, picked, total } = scan;
    const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const rows = files.reduce((sum, { records }) => sum + records, 0);
    return {
      relation,
      covers: { files: files.length, bytes, rows, picked, allFiles: total.files, allBytes: total.sizeBytes },
      // What was picked is small: a promise takes longer than its removal.
      close: () => (picked === undefined ? rm(own, GONE) : rmSync(own, GONE)),
    };
  },
});

const GONE = { recursive: true, force: true } as const;

const declared = new Map<string, ReadonlySet<string>>();

/** Names of a declared table's columns and of what is in them, lower-case. */
function declaredNames(table: string): ReadonlySet<string> {
  const fields = definitions.find(({ name }) => name === table)?.fields ?? [];
  const names = declared.get(table) ?? new Set(fields.flatMap(namesInside));
  declared.set(table, names);
  return names;
}

const namesInside = ({ name, type }: Pick<Field, 'name' | 'type'>): string[] => [
  name.toLowerCase(),
  ...namesOfType(type),
];

function namesOfType(type: FieldType): string[] {
  if (typeof type === 'string') return [];
  switch (type.type) {
    case 'struct':
      return type.fields.flatMap(namesInside);
    case 'list':
      return namesOfType(type.element);
    case 'map':
      return [...namesOfType(type.key), ...namesOfType(type.value)];
  }
}

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
