import { afterAll, expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import { duckdbEngine } from '#engine';
import { KeptEngine } from '#query';
import { describeSqlEngine } from '../port/query-engine.contract.ts';

const opened: string[] = [];
const openEngine = () => {
  opened.push('an engine');
  return openDuckdb({ threads: 1, memory: '200MB' });
};
const kept = new KeptEngine(openEngine, []);
afterAll(() => kept.close());

describeSqlEngine('DuckDB', true, () =>
  Promise.resolve({ engine: duckdbEngine({ tables: [], openEngine, kept }) }),
);

test('the kept engine answers all questions; without one each has an engine of its own', async () => {
  const ask = (engine = duckdbEngine({ tables: [], openEngine })) =>
    engine.query({ sql: 'SELECT 5 AS a' }, ({ chunks }) => Array.fromAsync(chunks));
  await ask(duckdbEngine({ tables: [], openEngine, kept }));
  opened.length = 0;
  expect(await ask(duckdbEngine({ tables: [], openEngine, kept }))).toEqual([[[5]]]);
  expect(opened).toHaveLength(0);
  expect([await ask(), await ask()]).toEqual([[[[5]]], [[[5]]]]);
  expect(opened).toHaveLength(2);
});
