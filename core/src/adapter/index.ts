import { availableParallelism } from 'node:os';
import type { EmbeddedEngine } from '#port';
import { giveBackSoon } from './duckdb-allocator.ts';
import type { DuckdbLimits } from './duckdb.ts';

export type { DuckdbLimits };
export { openLedgerToRead, openSqliteLedger, type SqliteLedgerOptions } from './sqlite-ledger.ts';
export { folderStore } from './folder-store.ts';
export { openedWhenAsked } from './opened-when-asked.ts';
export { spillFolder } from './spill-folder.ts';

/** Opens an in-memory DuckDB, which is loaded by then: what needs no engine starts in two thirds of the time. */
export async function openDuckdb(limits: DuckdbLimits = {}): Promise<EmbeddedEngine> {
  if (limits.readsOnce === true) giveBackSoon(limits.threads ?? availableParallelism());
  const duckdb = await import('./duckdb.ts');
  return duckdb.openDuckdb(limits);
}
