export { costOf } from './athena-cost.ts';
export { athenaEngine } from './athena-engine.ts';
export type { AthenaOptions } from './athena-session.ts';
export { duckdbEngine, type EmbeddedLake } from './duckdb-engine.ts';
export type { DistributedLake, DistributedTable, DistributedView } from './rewrite-tables.ts';
export { trinoEngine } from './trino-engine.ts';
export type { TrinoOptions } from './trino-session.ts';
