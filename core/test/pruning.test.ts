import * as fc from 'fast-check';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import { messageOf } from '#kernel';
import { literal, type ScanCandidate } from '#port';
import { KeptEngine, query, scanPlan, type LakeTable, type QueryLimits, type QueryView } from '#query';

const root = mkdtempSync(join(tmpdir(), 'levee-pruning-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const TYPES: Readonly<Record<string, string>> = {
  n: 'BIGINT',
  d: 'DOUBLE',
  s: 'VARCHAR',
  event_time: 'TIMESTAMPTZ',
  iso: 'VARCHAR',
  year: 'VARCHAR',
  day: 'VARCHAR',
  st: 'STRUCT(a VARCHAR)',
  'st.a': 'VARCHAR',
  tags: 'VARCHAR[]',
};

/** Six files of 20 rows, two per day: n runs from 0 to 119, with nulls; texts in several lengths and scripts. */
const DAYS = ['2025-12-31', '2026-01-01', '2026-01-02'] as const;
const FILES = 6;
/** What a file is said to have. */
const FILE_BYTES = 1000;
const rowsOf = (file: number): string => `
  SELECT CASE WHEN i % 7 = 3 THEN NULL ELSE ${file * 20} + i END::BIGINT AS n,
    CASE WHEN i % 5 = 1 THEN NULL ELSE (${file * 20} + i) / 4 END AS d,
    ['ant', 'Bär', 'a rather long text ${file}', chr(128512) || '${file}', ''][1 + i % 5] || ${file} AS s,
    TIMESTAMPTZ '${DAYS[file >> 1]} 00:00:00+00' + to_minutes(${(file % 2) * 720} + i * 30) AS event_time,
    strftime(event_time::TIMESTAMP, '%Y-%m-%dT%H:%M:%SZ') AS iso,
    strftime(event_time::TIMESTAMP, '%Y') AS year, strftime(event_time::TIMESTAMP, '%d') AS day,
    {'a': '192.0.2.' || (${file * 20} + i)} AS st, ['x' || i] AS tags
  FROM range(20) r(i)`;

const paths = Array.from({ length: FILES }, (_, file) => join(root, 'data', `${file}.parquet`));
let candidates: ScanCandidate[] = [];

/** Lower-case name of a leaf to its least and greatest value in a file, as Iceberg keeps them. */
type Bounds = Readonly<Record<string, { least: string; greatest: string }>>;

const openEngine = () => openDuckdb({ threads: 1, memory: '300MB' });
const kept = new KeptEngine(openEngine, [join(root, 'data')]);
afterAll(() => kept.close());

beforeAll(async () => {
  mkdirSync(join(root, 'data'));
  const engine = await openEngine();
  await engine.withConnection(async (connection) => {
    for (const [file, path] of paths.entries())
      await connection.run(`COPY (${rowsOf(file)}) TO ${literal(path)} (FORMAT parquet)`);
    const leaves = ['n', 'd', 's', 'event_time', 'iso', 'year', 'day', 'st.a'];
    const texts = (kind: string) => leaves.map((leaf) => `${kind}(${leaf})::VARCHAR`).join(', ');
    for (const path of paths) {
      const [row] = await connection.rows(
        `SELECT [${texts('min')}] AS least, [${texts('max')}] AS greatest FROM ${literal(path)}`,
      );
      const { least, greatest } = row as { least: string[]; greatest: string[] };
      const bounds: Bounds = Object.fromEntries(
        leaves.map((leaf, at) => [leaf, cut(leaf, { least: least[at] ?? '', greatest: greatest[at] ?? '' })]),
      );
      candidates.push({ files: 1, range: (names) => bounds[names.join('.')] });
    }
  });
  engine.close();
});

/** Texts are cut after four characters here, the upper bound rounded up: a bound need not be a value. */
function cut(leaf: string, range: { least: string; greatest: string }): { least: string; greatest: string } {
  if (TYPES[leaf] !== 'VARCHAR') return range;
  const [lower, upper] = [Array.from(range.least), Array.from(range.greatest)];
  const last = upper[3]?.codePointAt(0) ?? 0;
  return {
    least: lower.slice(0, 4).join(''),
    greatest:
      upper.length <= 4 ? range.greatest : upper.slice(0, 3).join('') + String.fromCodePoint(last + 1),
  };
}

/** The files that the last query read. */
let read: number[] = [];

const table = (name: string, prunes: boolean): LakeTable => ({
  name,
  folders: [join(root, 'data')],
  isoTime: 'iso',
  derived: { minute: "strftime(CAST(event_time AS TIMESTAMP), '%Y/%m/%d/%H/%M')", plain: 'n' },
  open: async (choose) => {
    const chosen = prunes
      ? await choose(candidates, (names) => TYPES[names.join('.')])
      : candidates.map(() => true);
    read = chosen.flatMap((isKept, file) => (isKept ? [file] : []));
    const files = read.map((file) => literal(paths[file] ?? ''));
    const none = `(SELECT * FROM read_parquet(${literal(paths[0] ?? '')}) WHERE false)`;
    const covers = {
      files: read.length,
      bytes: read.length * FILE_BYTES,
      allFiles: FILES,
      allBytes: FILES * FILE_BYTES,
    };
    return {
      relation: read.length === 0 ? none : `read_parquet([${files.join(', ')}])`,
      covers,
    };
  },
});

const VIEWS: readonly QueryView[] = [
  {
    name: 'joined',
    parts: [{ table: 'logs', columns: { number: 'n', at: 'event_time', address: 'st.a', kind: "'log'" } }],
  },
];

type Values = readonly (string | number)[];

interface Asking {
  readonly parameters?: Values;
  readonly limits?: QueryLimits;
  /** By an engine for the query alone, whose tables stand otherwise: opening one takes longer than the query. */
  readonly isAlone?: boolean;
}

/** Rows of the answer; by the kept engine, as `levee serve` asks, or by one for the query alone. */
async function answer(
  sql: string,
  prunes: boolean,
  { parameters = [], limits = {}, isAlone = false }: Asking = {},
): Promise<string[]> {
  const tables = [table('logs', prunes), table('others', prunes)];
  const request = { sql, tables, views: VIEWS, openEngine, parameters, limits, ...(isAlone ? {} : { kept }) };
  const rows = await query(request, ({ chunks }) => Array.fromAsync(chunks));
  return rows
    .flat()
    .map((row) =>
      JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
    );
}

const filesRead = async (condition: string, parameters: Values = []): Promise<number[]> => {
  await answer(`SELECT count(*) FROM logs WHERE ${condition}`, true, { parameters });
  return read;
};

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
    expect(await filesRead(condition)).toEqual(files);
  });

  test('values that are bound', async () => {
    expect(await filesRead('n = ? OR n = ?', [5, 45])).toEqual([0, 2]);
    expect(await filesRead('year = ?', ['2025'])).toEqual([0, 1]);
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
    expect(await filesRead(condition).catch(() => read)).toEqual(ALL);
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
    read = [];
    await answer(sql, true);
    expect(read).toEqual(files);
  });

  test('WITH queries that double at every step are given up, not walked', async () => {
    const steps = Array.from(
      { length: 40 },
      (_, at) => `w${at + 1} AS (SELECT a.n FROM w${at} a, w${at} b WHERE a.n = 1)`,
    );
    const sql = `EXPLAIN WITH w0 AS (SELECT n FROM logs), ${steps.join(', ')} SELECT 1`;
    await answer(sql, true);
    expect(read).toEqual(ALL);
  });
});

const number = fc.integer({ min: -5, max: 125 }).map(String);
const text = fc.constantFrom(
  "'ant'",
  "'Bär'",
  "'a rather'",
  "''",
  "'192.0.2.5'",
  "'\u{1f600}'",
  "'2026'",
  "'2025-12-31T10'",
  "'a%'",
);
const time = fc
  .tuple(fc.constantFrom(...DAYS), fc.integer({ min: 0, max: 23 }))
  .map(([day, hour]) => `TIMESTAMP '${day} ${String(hour).padStart(2, '0')}:30:00'`);
const sign = fc.constantFrom('=', '<', '<=', '>', '>=', '<>');
const numbers = fc.constantFrom(
  'n',
  'd',
  'n + 3',
  'n / 7',
  'n * 2',
  'n - 40',
  '60 - n',
  'round(d)',
  'n * -1',
  'n % 10',
  'CAST(d AS bigint)',
  'length(s)',
);
const textual = fc.constantFrom(
  's',
  'iso',
  'year',
  'day',
  'st.a',
  'substr(s, 1, 2)',
  'upper(s)',
  "date_format(event_time, '%Y-%m-%dT%H')",
  "concat(year, '-x')",
  'reverse(iso)',
  'minute',
);
const temporal = fc.constantFrom(
  'event_time',
  "date_trunc('hour', event_time)",
  "event_time - INTERVAL '3' HOUR",
  'from_iso8601_timestamp(iso)',
  'CAST(event_time AS date)',
  'CAST(event_time AS timestamp(0))',
  'date(event_time)',
  "date_parse(iso, '%Y-%m-%dT%H:%i:%sZ')",
);
const comparison = fc
  .oneof(
    fc.tuple(numbers, sign, fc.oneof(number, numbers)),
    fc.tuple(textual, sign, fc.oneof(text, textual)),
    fc.tuple(temporal, sign, fc.oneof(time, temporal)),
    fc.tuple(textual, fc.constant('LIKE'), text),
  )
  .map((parts) => parts.join(' '));
const condition = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison,
    fc.tuple(numbers, number, number).map(([a, b, c]) => `${a} BETWEEN ${b} AND ${c}`),
    fc
      .tuple(numbers, fc.array(number, { minLength: 1, maxLength: 4 }))
      .map(([a, items]) => `${a} IN (${items.join(', ')})`),
    fc.tuple(tie('tree'), fc.constantFrom('AND', 'OR'), tie('tree')).map((parts) => `(${parts.join(' ')})`),
    tie('tree').map((inner) => `NOT (${inner})`),
    numbers.map((each) => `${each} IS NULL`),
  ),
})).tree;

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
  answer(sql, true, { isAlone, limits: lessThanAll(sql) }).catch((error: unknown) => {
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
      const here = { sql, read };
      const whole = await answer(sql, false);
      expect({ ...here, rows: part.toSorted() }).toEqual({ ...here, rows: whole.toSorted() });
      if (!isAlone) return;
      const alone = await prunedAnswer(sql, true);
      expect({ ...here, rows: alone?.toSorted() }).toEqual({ sql, read, rows: whole.toSorted() });
    }),
    { numRuns: 200 },
  );
  expect(pruned).toBeGreaterThan(15);
});

test('a plan tells what is read and what lets the rest go', async () => {
  const rows = await scanPlan(
    {
      sql: "SELECT * FROM logs WHERE year = '2026' AND n < 100 AND s <> ''",
      tables: [table('logs', true)],
      openEngine,
      kept,
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
        tables: [table('logs', true)],
        openEngine,
        kept,
        limits: { bytes },
      },
      ({ chunks }) => Array.fromAsync(chunks),
    );
  await expect(ask(1999)).rejects.toThrow('the query would read 2 files of 2.0 KB; it may read 2.0 KB');
  await expect(ask(2000)).resolves.toHaveLength(1);
});
