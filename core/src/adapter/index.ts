export { openDuckdb, type DuckdbLimits } from './duckdb.ts';
