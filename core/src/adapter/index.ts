export { openDuckdb, type DuckdbLimits } from './duckdb.ts';
export { openLedgerToRead, openSqliteLedger, type SqliteLedgerOptions } from './sqlite-ledger.ts';
export { folderStore } from './folder-store.ts';
