export { athenaToDuckdb } from './athena.ts';
export { neededMacros } from './athena-macros.ts';
export { cellText } from './cell.ts';
export {
  type LakeTable,
  type OpenedTable,
  type QueryTable,
  type QueryView,
  type RowTable,
  type ScanCover,
  type TableCover,
} from './query-table.ts';
export { closeOff } from './fence.ts';
export { KeptEngine } from './kept-engine.ts';
export { outputText, TEXT_OUTPUTS, type OutputOptions, type TextOutput } from './output.ts';
export { queryToParquet } from './parquet.ts';
export { stoppable } from './stopper.ts';
export { partitionForms } from './partition-forms.ts';
export {
  DEFAULT_ROW_LIMIT,
  query,
  scanPlan,
  type QueryLimits,
  type QueryRequest,
  type QueryResult,
  type QuerySummary,
} from './query.ts';
export { markAt } from './sql-mark.ts';
export { nameOf, sqlWords, type SqlWord } from './sql-words.ts';
