import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PrunedFiles } from './pruned-files.ts';

let world: PrunedFiles;

beforeAll(async () => {
  world = await PrunedFiles.open();
});

afterAll(() => world.close());

const ALL = [0, 1, 2, 3, 4, 5];

describe('files that a condition can do without are left out', () => {
  test.each<[string, readonly number[]]>([
    // Numbers: file k holds 20k … 20k + 19.
    ['n = 45', [2]],
    ['45 = n', [2]],
    ['n IN (45, NULL, 3)', [0, 2]],
    ['n < 20', [0]],
    ['n <= 20', [0, 1]],
    ['n > 99.5', [5]],
    ['n BETWEEN 38 AND 61', [1, 2, 3]],
    ['n IN (1, 2, 100)', [0, 5]],
    ['n = 5 OR n = 105', [0, 5]],
    ['n >= 40 AND n < 60', [2]],
    ['n / 20 = 3', [3]],
    ['n / 7 BETWEEN 0 AND 5', [0, 1, 2]],
    ['n + 20 < 40', [0]],
    ['n - 20 >= 80', [5]],
    ['CAST(n AS DOUBLE) < 19.5', [0]],
    ['floor(d) = 2', [0]],
    ['"plain" = 45', [2]],
    ['n = 1000', []],
    // Times: two files a day, from midnight and from noon, of ten hours.
    ["event_time >= TIMESTAMP '2026-01-02 12:00:00 UTC'", [5]],
    ["event_time < from_iso8601_timestamp('2025-12-31T12:00:00Z')", [0]],
    ["date_trunc('day', event_time) = TIMESTAMP '2026-01-01 00:00:00'", [2, 3]],
    ["date(event_time) = DATE '2026-01-01'", [2, 3]],
    ["CAST(event_time AS date) >= DATE '2026-01-02'", [4, 5]],
    ["event_time + INTERVAL '1' DAY < TIMESTAMP '2026-01-01 12:00:00'", [0]],
    ["date_format(event_time, '%Y-%m-%d') = '2026-01-01'", [2, 3]],
    ["minute BETWEEN '2026/01/01/12/00' AND '2026/01/01/23/59'", [3]],
    ['to_unixtime(event_time) < 1767182400', [0]],
    ['year(event_time) = 2025', [0, 1]],
    ["event_time > now() - INTERVAL '1' MINUTE", []],
    ['event_time < current_timestamp', ALL],
    ["event_time > date_add('year', -400, current_date)", ALL],
    // The text of event_time.
    ["from_iso8601_timestamp(iso) >= TIMESTAMP '2026-01-02 12:00:00'", [5]],
    // Cut to a millisecond, a text may be less than its time.
    ["from_iso8601_timestamp(iso) <= TIMESTAMP '2026-01-01 23:59:59.9999'", [0, 1, 2, 3, 4]],
    ["from_iso8601_timestamp(iso) <= TIMESTAMP '2026-01-01 23:59:58.9999'", [0, 1, 2, 3]],
    ["date_parse(iso, '%Y-%m-%dT%H:%i:%sZ') < TIMESTAMP '2025-12-31 12:00:00'", [0]],
    ["CAST(iso AS timestamp) < TIMESTAMP '2025-12-31 12:00:00'", [0]],
    ["year = '2025'", [0, 1]],
    // Partitions are texts here, and numbers in some published tables.
    ['year = 2025', [0, 1]],
    ["day = '2026/01/01'", [2, 3]],
    ["day BETWEEN '2025-12-31' AND '2026-01-01'", [0, 1, 2, 3]],
    ["year <> '2025'", [2, 3, 4, 5]],
    ["year LIKE '2025%'", [0, 1]],
    ["substr(iso, 1, 4) = '2025'", [0, 1]],
    ["year = '2026' AND day IN ('02', '03')", [4, 5]],
    // Inside a struct; bounds are cut after "192.".
    ["st.a = '10.0.0.1'", []],
    ["logs.st.a = '192.0.2.1'", ALL],
  ])('%s', async (condition, files) => {
    expect(await world.filesRead(condition)).toEqual(files);
  });

  test('values that are bound', async () => {
    expect(await world.filesRead('n = ? OR n = ?', [5, 45])).toEqual([0, 2]);
    expect(await world.filesRead('year = ?', ['2025'])).toEqual([0, 1]);
  });

  test.each([
    // Null, negation, other orders, other tables, what depends on more than one row.
    'n IS NULL',
    'n = 5 OR s IS NULL',
    'NOT (n = 5 AND year IS NULL)',
    'coalesce(n, 5) = 5',
    'abs(n - 100) < 5',
    'n % 20 = 3',
    '100 - n < 0',
    'n * -1 > -5',
    'iso = 2025',
    "date_format(event_time, '%d/%m') = '01/01'",
    "iso = '2026-01-01T00:00:00Z' OR random() < 2",
    "contains(tags, 'x1')",
    "'x1' = ANY (SELECT 'x1')",
  ])('nothing is left out for %s', async (condition) => {
    expect(await world.filesRead(condition).catch(() => world.read)).toEqual(ALL);
  });
});

describe('conditions reach a table', () => {
  test.each<[string, readonly number[]]>([
    ['SELECT * FROM (SELECT * FROM logs) WHERE n = 45', [2]],
    ['SELECT * FROM (SELECT n AS m FROM logs WHERE n > 20) q WHERE q.m < 40', [1]],
    ['WITH a AS (SELECT n + 20 AS m FROM logs), b AS (SELECT * FROM a) SELECT * FROM b WHERE m = 45', [1]],
    [
      'WITH a AS (SELECT * FROM logs) SELECT * FROM a x JOIN a y ON x.n = y.n WHERE x.n = 5 AND y.n = 105',
      [0, 5],
    ],
    ['SELECT year, count(*) FROM (SELECT * FROM logs) GROUP BY year HAVING count(*) > 1', ALL],
    [
      "SELECT * FROM (SELECT year, count(*) AS c FROM logs GROUP BY year) WHERE year = '2025' AND c > 1",
      [0, 1],
    ],
    ['SELECT * FROM logs l LEFT JOIN others o ON l.n = o.n WHERE l.n = 45', ALL],
    ['SELECT * FROM logs, UNNEST(tags) AS t(tag) WHERE n = 45', [2]],
    ['SELECT * FROM joined WHERE number = 45', [2]],
    ["SELECT * FROM joined WHERE kind = 'other'", []],
    ['SELECT n FROM logs WHERE n = 5 UNION ALL SELECT n FROM logs WHERE n = 105', [0, 5]],
    ['SELECT (SELECT max(n) FROM logs WHERE n < 20)', [0]],
    // Not where rows are counted off, compared, sampled, or come from the other side.
    ['SELECT * FROM (SELECT * FROM logs ORDER BY n LIMIT 10) WHERE n = 45', ALL],
    ['SELECT * FROM (SELECT n, row_number() OVER (ORDER BY n) AS r FROM logs) WHERE n = 45', ALL],
    ['SELECT * FROM (SELECT DISTINCT ON (year) n, year FROM logs) WHERE n = 45', ALL],
    ['SELECT * FROM (SELECT max(n) AS n FROM logs) WHERE n = 45', ALL],
    ['SELECT * FROM logs l ANTI JOIN others o ON l.n = o.n WHERE n = 45', ALL],
    ['SELECT count(*) FROM logs HAVING count(*) = 45', ALL],
    [
      'WITH RECURSIVE a AS (SELECT n FROM logs UNION SELECT n + 1 FROM a WHERE n < 3) SELECT * FROM a WHERE n = 45',
      ALL,
    ],
    ['SELECT * FROM (SELECT *, n AS d FROM logs) WHERE d = 45', ALL],
  ])('%s', async (sql, files) => {
    world.read = [];
    await world.answer(sql, true);
    expect(world.read).toEqual(files);
  });

  test('WITH queries that double at every step are given up, not walked', async () => {
    const steps = Array.from(
      { length: 40 },
      (_, at) => `w${at + 1} AS (SELECT a.n FROM w${at} a, w${at} b WHERE a.n = 1)`,
    );
    const sql = `EXPLAIN WITH w0 AS (SELECT n FROM logs), ${steps.join(', ')} SELECT 1`;
    await world.answer(sql, true);
    expect(world.read).toEqual(ALL);
  });
});
