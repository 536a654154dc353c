import { parseJson } from '../../core/src/kernel/index.ts';
import type { Lake } from '../../core/src/lake/index.ts';
import type { EmbeddedEngine } from '../../core/src/port/index.ts';
import { duckdbDialect } from './duckdb-dialect.ts';
import type { Engine, Target } from './engine.ts';
import { leavesOf, typeText } from './leaf.ts';
import { sqlEngine, type Answer, type Cell } from './sql-engine.ts';

/** A lake that is open, with the engine that reads it. */
export interface OpenLake {
  readonly lake: Lake;
  readonly engine: EmbeddedEngine;
  readonly close: () => void;
}

/** Levee's own reader: the lake's relation in the embedded engine. The others are held to what it says. */
export function levee(open: OpenLake): Engine {
  const { lake } = open;
  const scanned = async (table: string) => {
    const scan = await lake.scan(table);
    if (scan === undefined) throw new Error(`the lake has no table ${table}`);
    return scan;
  };
  const engine = sqlEngine({
    name: 'Levee',
    dialect: duckdbDialect,
    query: (sql) => query(open.engine, sql),
    relation: async (table) => (await scanned(table)).relation,
    snapshotIds: () => '',
    atSnapshot: () => '',
    metadataTable: () => '',
    metadataKinds: [],
    typeName: typeText,
    columns: async (table) =>
      (await scanned(table)).fields.map(({ name, type }) => `${name} ${typeText(type)}`),
    close: () => Promise.resolve(open.close()),
  });
  return {
    ...engine,
    snapshots: ({ table }) => writtenSnapshots(lake, table),
    recordsOfFiles: async ({ table }) =>
      (await scanned(table)).files.reduce((total, { records }) => total + records, 0),
  };
}

async function query(engine: EmbeddedEngine, sql: string): Promise<Answer> {
  const rows = await engine.withConnection((connection) => connection.rows(sql));
  return { rows: rows.map((row) => Object.values(row).map(cell)) };
}

const cell = (value: unknown): Cell => {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

interface Snapshot {
  readonly 'snapshot-id': number | bigint;
  readonly summary: Readonly<Record<string, string>>;
}

/** The snapshots and their row counts as their summaries say: what time travel must find. */
async function writtenSnapshots(lake: Lake, table: string): Promise<string[]> {
  const metadata = await lake.metadata(table);
  const { snapshots = [] } = parseJson(metadata?.text ?? '{}') as { snapshots?: unknown[] };
  return (snapshots as Snapshot[]).map(
    ({ 'snapshot-id': id, summary }) =>
      `${id} ${Number(summary['total-records']) - Number(summary['total-position-deletes'] ?? 0)}`,
  );
}

/** A table as its current schema is. */
export async function targetOf(lake: Lake, table: string): Promise<Target> {
  const scan = await lake.scan(table);
  if (scan === undefined) throw new Error(`the lake has no table ${table}`);
  return { table, fields: scan.fields, leaves: leavesOf(scan.fields) };
}
