import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { messageOf } from '#kernel';
import type { QueryLimits } from '#query';
import { FILE_BYTES, FILES, PrunedFiles } from './pruned-files.ts';
import { condition } from './random-conditions.ts';

let world: PrunedFiles;

beforeAll(async () => {
  world = await PrunedFiles.open();
});

afterAll(() => world.close());

/** Statements around a condition; each must give the same rows whether files are left out or not. */
const FRAMES = [
  (where: string) => `SELECT n, s FROM logs WHERE ${where}`,
  (where: string) => `SELECT count(*), max(n) FROM (SELECT * FROM logs WHERE n > 10) WHERE ${where}`,
  (where: string) => `SELECT year, count(*) FROM logs WHERE ${where} GROUP BY GROUPING SETS ((year), ())`,
  (where: string) =>
    `SELECT * FROM (SELECT n, d, s, iso, year, day, st, event_time, minute, sum(d) FROM logs GROUP BY ALL) WHERE ${where}`,
  (where: string) =>
    `SELECT l.n, o.n FROM (SELECT * FROM logs WHERE ${where}) l FULL JOIN (SELECT n + 20 AS n FROM others) o ON l.n = o.n`,
  (where: string) =>
    `WITH w AS (SELECT *, n AS extra_n, minute FROM logs) SELECT n, extra_n FROM w WHERE ${where}`,
];

/** One byte less than a query reads that leaves no file out. */
const lessThanAll = (sql: string): QueryLimits => ({
  bytes: (sql.includes('others') ? 2 : 1) * FILES * FILE_BYTES - 1,
});

/** Rows of a query that leaves a file out; nothing of one that leaves none, which would read what it reads without pruning. */
const prunedAnswer = (sql: string, isAlone: boolean): Promise<string[] | undefined> =>
  world.answer(sql, true, { isAlone, limits: lessThanAll(sql) }).catch((error: unknown) => {
    if (messageOf(error).startsWith('the query would read')) return undefined;
    throw error;
  });

test('leaving files out changes no answer', { timeout: 240_000 }, async () => {
  let pruned = 0;
  const oneInFour = fc.constantFrom(true, false, false, false);
  await fc.assert(
    fc.asyncProperty(condition, fc.constantFrom(...FRAMES), oneInFour, async (where, frame, isAlone) => {
      const sql = frame(where);
      const part = await prunedAnswer(sql, false);
      if (part === undefined) return;
      pruned += 1;
      const here = { sql, read: world.read };
      const whole = await world.answer(sql, false);
      expect({ ...here, rows: part.toSorted() }).toEqual({ ...here, rows: whole.toSorted() });
      if (!isAlone) return;
      const alone = await prunedAnswer(sql, true);
      expect({ ...here, rows: alone?.toSorted() }).toEqual({
        sql,
        read: world.read,
        rows: whole.toSorted(),
      });
    }),
    { numRuns: 200 },
  );
  expect(pruned).toBeGreaterThan(15);
});
