export { DEFAULT_LIMITS, type DecodeLimits } from './limits.ts';
export type { ObjectOutcome } from './object-outcome.ts';
export { rejectsDefinition, rejectSelect } from './reject-sql.ts';
export type { Reject, RejectKind } from './reject.ts';
export { rowSelect, type BatchFacts } from './row-sql.ts';
export {
  findRecord,
  recordSpools,
  type RawRecord,
  type RecordSpools,
  type WantedRecord,
} from './find-record.ts';
export { absentColumns } from './source-sql.ts';
export { spoolBatch, type BatchObject, type SpooledBatch, type SpoolOptions } from './spool-batch.ts';
export { WorkerPool } from './worker-pool.ts';
export { CLIENT_FUNCTION, trustedClient } from './trusted-client.ts';
