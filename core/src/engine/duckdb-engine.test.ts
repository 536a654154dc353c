import { openDuckdb } from '#adapter';
import { duckdbEngine } from '#engine';
import { describeSqlEngine } from '../port/query-engine.contract.ts';

describeSqlEngine('DuckDB', true, () =>
  Promise.resolve({
    engine: duckdbEngine({ tables: [], openEngine: () => openDuckdb({ threads: 2, memory: '200MB' }) }),
  }),
);
