import { afterAll, beforeAll, expect, test } from 'vitest';
import { query, scanPlan } from '#query';
import { PrunedFiles } from './pruned-files.ts';

let world: PrunedFiles;

beforeAll(async () => {
  world = await PrunedFiles.open();
});

afterAll(() => world.close());

test('a plan tells what is read and what lets the rest go', async () => {
  const rows = await scanPlan(
    {
      sql: "SELECT * FROM logs WHERE year = '2026' AND n < 100 AND s <> ''",
      tables: [world.table('logs', true)],
      openEngine: world.openEngine,
      kept: world.kept,
    },
    ({ chunks }) => Array.fromAsync(chunks),
  );
  expect(rows.flat()).toEqual([
    ['logs', null, 3, 3000, 3, 3000],
    ['logs', `("year" = '2026')`, null, null, 2, null],
    ['logs', '(n < 100)', null, null, 1, null],
  ]);
});

test('a query that would read too much is refused before it reads', async () => {
  const ask = (bytes: number) =>
    query(
      {
        sql: 'SELECT count(*) FROM logs WHERE n < 40',
        tables: [world.table('logs', true)],
        openEngine: world.openEngine,
        kept: world.kept,
        limits: { bytes },
      },
      ({ chunks }) => Array.fromAsync(chunks),
    );
  await expect(ask(1999)).rejects.toThrow('the query would read 2 files of 2.0 KB; it may read 2.0 KB');
  await expect(ask(2000)).resolves.toHaveLength(1);
});
