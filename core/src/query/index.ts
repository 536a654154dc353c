export { type LakeTable, type OpenedTable, type QueryTable, type QueryView, type RowTable } from './fence.ts';
export { outputText, TEXT_OUTPUTS, type OutputOptions, type TextOutput } from './output.ts';
export { queryToParquet } from './parquet.ts';
export { stoppable } from './stopper.ts';
export { query, type QueryLimits, type QueryRequest, type QueryResult, type QuerySummary } from './query.ts';
