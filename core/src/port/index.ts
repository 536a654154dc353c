export type {
  ChooseFiles,
  ColumnRange,
  Needle,
  NeedleUses,
  ScanCandidate,
  SoughtValue,
  TypeOf,
} from './file-choice.ts';
export type { ClaimAnswer, Ledger, LedgerEntry, ObjectVersion } from './ledger.ts';
export type { ObjectStore, StoredObject } from './object-store.ts';
export {
  ident,
  literal,
  type EmbeddedEngine,
  type EngineColumn,
  type EngineConnection,
  type EngineRow,
  type EngineStream,
  type EngineValue,
  type NumberColumn,
} from './sql-engine.ts';
export type {
  SqlAnswer,
  SqlEngine,
  SqlLimits,
  SqlParameter,
  SqlQuestion,
  SqlSummary,
} from './query-engine.ts';
export type { WantedRecord } from './wanted-record.ts';
