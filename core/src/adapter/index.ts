import type { EmbeddedEngine } from '#port';
import type { DuckdbLimits } from './duckdb.ts';

export type { DuckdbLimits };
export { openLedgerToRead, openSqliteLedger, type SqliteLedgerOptions } from './sqlite-ledger.ts';
export { folderStore } from './folder-store.ts';

/** Opens an in-memory DuckDB, which is loaded by then: what needs no engine starts in two thirds of the time. */
export async function openDuckdb(limits: DuckdbLimits = {}): Promise<EmbeddedEngine> {
  const duckdb = await import('./duckdb.ts');
  return duckdb.openDuckdb(limits);
}
