import { join } from 'node:path';
import { LeveeError } from '#kernel';
import { NAMESPACE, type Lake } from '#lake';
import type { Ledger, LedgerEntry } from '#port';
import type { LakeTable, QueryTable, RowTable } from '#query';
import type { Context } from './context.ts';

/** Every table that SQL may ask: those of the lake, and the ledger as `ingest_log`. */
export async function queryTables({ lake, ledger, config }: Context): Promise<QueryTable[]> {
  const names = await lake.tables();
  return [...names.map((name) => lakeTable(lake, name, config.lake)), ingestLog(ledger)];
}

const lakeTable = (lake: Lake, name: string, folder: string): LakeTable => ({
  name,
  open: async () => {
    const scan = await lake.scan(name);
    if (scan === undefined)
      throw new LeveeError(`table ${name} is gone`, { hint: 'levee tables lists the tables' });
    return { relation: scan.relation, folders: [join(folder, NAMESPACE, name, 'data')] };
  },
});

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
