/**
 * The API's requests and answers, for the server, the page and the OpenAPI document. Imports nothing of Node. All paths
 * are below `/api/v1`; what takes a filter is a POST with a JSON body. Times are ISO 8601 in UTC; a range holds `from`
 * and not `to`. Whole numbers beyond 2^53 arrive as text.
 */
export {
  coversSchema,
  errorSchema,
  filterSchema,
  MOST_BUCKETS,
  MOST_ROWS,
  MOST_TOP,
  progressLine,
  rangeSchema,
  rowSchema,
  valueSchema,
  type ApiError,
  type Covers,
  type Filter,
  type ProgressLine,
  type Row,
  type SimpleFilter,
  type TimeRange,
  type Value,
} from './contract-shared.ts';
export * from './contract-explore.ts';
export * from './contract-board.ts';
export * from './contract-lake.ts';
export * from './contract-sql.ts';
