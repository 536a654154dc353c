export type { ClaimAnswer, Ledger, LedgerEntry, ObjectVersion } from './ledger.ts';
export type { ObjectStore, StoredObject } from './object-store.ts';
export { ident, literal, type EmbeddedEngine, type EngineConnection, type EngineRow } from './sql-engine.ts';
