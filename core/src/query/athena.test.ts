import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type QueryWorld } from './query-world.contract.ts';

/** Functions and forms of Athena's SQL, with the values of Trino's documentation or worked out by hand. */
let world: QueryWorld;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(() => world.remove());

const one = async (expression: string): Promise<unknown> => {
  const [row] = await world.rowsOf(`SELECT CAST(${expression} AS VARCHAR)`);
  return row?.[0];
};

test.each([
  // https://trino.io/docs/current/functions/datetime.html
  ["date_format(TIMESTAMP '2022-10-20 05:10:00', '%m-%d-%Y %H')", '10-20-2022 05'],
  ["date_parse('2022/10/20/05', '%Y/%m/%d/%H')", '2022-10-20 05:00:00.000'],
  [
    `date_format(TIMESTAMP '2020-01-02 15:04:05', '%M %W %e %k %l %i %s %T')`,
    'January Thursday 2 15 3 04 05 15:04:05',
  ],
  ["date_diff('second', TIMESTAMP '2020-03-01 00:00:00', TIMESTAMP '2020-03-02 00:00:00')", '86400'],
  ["date_diff('day', TIMESTAMP '2020-01-01 23:00:00', TIMESTAMP '2020-01-02 01:00:00')", '0'],
  ["date_add('second', 86, TIMESTAMP '2020-03-01 00:00:00')", '2020-03-01 00:01:26.000'],
  ["date_add('day', -1, TIMESTAMP '2020-03-01 00:00:00')", '2020-02-29 00:00:00.000'],
  ["date_trunc('hour', TIMESTAMP '2022-10-20 05:10:00')", '2022-10-20 05:00:00.000'],
  ["day_of_week(DATE '2020-01-05')", '7'],
  ['to_iso8601(from_unixtime(0))', '1970-01-01T00:00:00.000Z'],
  ["to_unixtime(from_iso8601_timestamp('2020-01-01T00:00:00Z'))", '1.5778368E9'],
  ["from_iso8601_date('2020-05-11')", '2020-05-11'],
  [
    "parse_datetime('06/Feb/2019:00:00:38 +0100', 'dd/MMM/yyyy:HH:mm:ss Z')",
    '2019-02-06 00:00:38.000 +01:00',
  ],
  ["format_datetime(TIMESTAMP '2020-01-02 03:04:05', 'yyyy-MM-dd''T''HH:mm')", '2020-01-02T03:04'],
  // https://trino.io/docs/current/functions/regexp.html
  ["regexp_extract('1a 2b 14m', '\\d+')", '1'],
  ["regexp_extract('1a 2b 14m', '(\\d+)([a-z]+)', 2)", 'a'],
  ["regexp_extract('none', '\\d+')", null],
  ["regexp_like('1a 2b 14m', '\\d+b')", 'true'],
  ["regexp_replace('1a 2b 14m', '\\d+[ab] ')", '14m'],
  ["regexp_replace('1a 2b 14m', '(\\d+)([ab]) ', '3c$2 ')", '3ca 3cb 14m'],
  ["regexp_count('1a 2b 14m', '\\s*[a-z]+\\s*')", '3'],
  // https://trino.io/docs/current/functions/url.html
  ["url_extract_host('https://example.com:8443/p?x=1#f')", 'example.com'],
  ["url_extract_port('https://example.com:8443/p')", '8443'],
  ["url_extract_path('https://example.com/p/q?x=1')", '/p/q'],
  ["url_extract_query('https://example.com/p?x=1&y=2#f')", 'x=1&y=2'],
  ["url_extract_fragment('https://example.com/p#f')", 'f'],
  ["url_extract_parameter('https://example.com/p?x=1&y=a%20b', 'y')", 'a b'],
  ["url_extract_protocol('https://example.com/')", 'https'],
  // https://trino.io/docs/current/functions/json.html
  ['json_extract_scalar(\'{"store":{"book":"b"}}\', \'$.store.book\')', 'b'],
  ['json_extract_scalar(\'{"store":{"book":"b"}}\', \'$.store\')', null],
  ["json_array_length('[1, 2, 3]')", '3'],
  // https://trino.io/docs/current/functions/array.html and map.html
  ['element_at(ARRAY[10, 20, 30], -1)', '30'],
  ['element_at(ARRAY[10], 2)', null],
  ["element_at(MAP(ARRAY['a'], ARRAY[1]), 'a')", '1'],
  ["element_at(MAP(ARRAY['a'], ARRAY[1]), 'b')", null],
  ["cardinality(ARRAY['a', 'b'])", '2'],
  ["contains(ARRAY['a', 'b'], 'b')", 'true'],
  ["array_join(ARRAY['a', NULL, 'b'], '-')", 'a-b'],
  ['transform(ARRAY[5, 6], x -> x + 1)', '[6, 7]'],
  ['filter(ARRAY[5, -6, 7], x -> x > 0)', '[5, 7]'],
  ['any_match(ARRAY[1, 2], x -> x > 1)', 'true'],
  ['none_match(ARRAY[1, 2], x -> x IN (1))', 'false'],
  ['any_match(filter(ARRAY[1, 2], x -> x > 1), y -> y = 1)', 'false'],
  ["split('a,b', ',')", '[a, b]'],
  ["split_part('a,b', ',', 3)", null],
  ["element_at(split_to_map('a=1;b=2', ';', '='), 'b')", '2'],
  ["CAST(ROW('x') AS ROW(name VARCHAR)).name", 'x'],
  // https://trino.io/docs/current/functions/math.html, comparison.html, string.html
  ['7 / 2', '3'],
  ['7.0 / 2', '3.5'],
  ['-7 / 2', '-3'],
  ['greatest(1, NULL)', null],
  ['least(2, 1)', '1'],
  ["concat('a', NULL)", null],
  ["'a' || 'b'", 'ab'],
  ["replace('abca', 'a')", 'bc'],
])('%s is %s', async (expression, expected) => {
  expect(await one(expression)).toBe(expected);
});

test('aggregates of some rows, and counts of conditions that are never known', async () => {
  expect(
    await world.rowsOf(
      'SELECT count(*) FILTER (WHERE x > 1), count_if(x > 1), count_if(CAST(NULL AS BOOLEAN)), count_if(x IN (1, 2)) FROM (VALUES (1), (2), (3)) AS t(x)',
    ),
  ).toEqual([[2n, 2n, 0n, 2n]]);
});

test('different values are counted within any error that is asked for', async () => {
  expect(
    await world.rowsOf(
      'SELECT approx_distinct(x), approx_distinct(x % 1000, 0.004), approx_distinct(DISTINCT x) FILTER (WHERE x > 99), approx_distinct(nullif(x, 1)) FROM UNNEST(sequence(1, 10000)) AS t(x)',
    ),
  ).toEqual([[10_000n, 1000n, 9901n, 9999n]]);
});

// SQL:2016, 8.4: x IN (a, b) is x = a OR x = b; https://trino.io/docs/current/functions/comparison.html: null = anything is null.
test.each([
  ['x IN (1, 2, NULL)', [true, null, null]],
  ['x NOT IN (1, 2, NULL)', [false, null, null]],
  ['x IN (2, 3)', [false, true, null]],
  ['x IN (NULL)', [null, null, null]],
  ['NULL IN (1, 3)', [null, null, null]],
  ['NOT (x IN (1, NULL) OR x IS NULL)', [false, null, false]],
  ['x IN (SELECT y FROM (VALUES (1), (NULL)) AS s(y))', [true, null, null]],
  ['x NOT IN (SELECT y FROM (VALUES (1), (NULL)) AS s(y))', [false, null, null]],
  ['x IN (SELECT y FROM (VALUES (7)) AS s(y) WHERE y < 0)', [false, false, false]],
  [`x IN (${Array.from({ length: 300 }, (_, at) => at + 3).join(', ')}, NULL)`, [null, true, null]],
  ["CAST(x AS varchar) IN ('1', NULL)", [true, null, null]],
])('%s, of 1, 3 and null', async (condition, expected) => {
  const values = '(VALUES (1, 1), (2, 3), (3, NULL)) AS t(at, x)';
  const rows = await world.rowsOf(`SELECT ${condition} FROM ${values} ORDER BY at`);
  expect(rows.flat()).toEqual(expected);
  const counts = `SELECT count(*), count(*) FILTER (WHERE ${condition}) FROM ${values} WHERE ${condition}`;
  const met = BigInt(expected.filter((each) => each === true).length);
  expect(await world.rowsOf(counts)).toEqual([[met, met]]);
});

test('nulls come last in both directions', async () => {
  const values = '(VALUES (1), (NULL), (2)) AS t(x)';
  expect((await world.rowsOf(`SELECT x FROM ${values} ORDER BY x`)).flat()).toEqual([1, 2, null]);
  expect((await world.rowsOf(`SELECT x FROM ${values} ORDER BY x DESC`)).flat()).toEqual([2, 1, null]);
});

test.each([
  ['SELECT checksum(1)', /checksum\(\) is not supported yet/],
  [
    'SELECT list_aggregate(ARRAY[1], x)',
    /list_aggregate\(\) cannot be used in a query: Athena has no such function/,
  ],
  ["SELECT date_format(now(), '%D')", /%D is no specifier/],
  ["SELECT format_datetime(now(), 'QQ')", /QQ is no specifier/],
  [
    "SELECT regexp_replace('baaac', '^|a*', 'X')",
    /regexp_replace\(\) is not supported yet where the pattern/,
  ],
  ["SELECT regexp_split('a,b', ',?|$')", /regexp_split\(\) is not supported yet where the pattern/],
  [
    "SELECT TRY(regexp_replace('abc', '^|b*', 'x'))",
    /^regexp_replace\(\) within TRY is not supported yet where the pattern .*\nline 1: /,
  ],
  [
    "SELECT json_value('{}', 'lax $.a ? (@.b > 1)')",
    /^this path of JSON is not supported yet\nline 1: .*\n {40}\^/,
  ],
  ["SELECT json_value('{}', 'lax $.a' PASSING 1 AS x)", /^PASSING is not supported here yet\nline 1: /],
  ["SELECT json_query('{}', 'lax $' RETURNING varbinary)", /^json_query\(\) returns varchar\nline 1: /],
  ["SELECT regexp_replace('abc', 'b', 'US$')", /a "\$" in a replacement of regexp_replace\(\) names a group/],
  [
    "SELECT MAP(ARRAY['a'], ARRAY[IPADDRESS '192.0.2.1'])",
    /an address inside a map or a row cannot be shown/,
  ],
  ["SELECT ROW(IPADDRESS '192.0.2.1', 1)", /an address inside a map or a row cannot be shown/],
  ["SELECT ARRAY[ARRAY[IPADDRESS '192.0.2.1']]", /an address inside a map or a row cannot be shown/],
  [
    "SELECT regexp_position('ab', '\\bb', 2, 2)",
    /regexp_position\(\) from a place within the text is not supported yet/,
  ],
  ['SELECT array_sort(ARRAY[1, 2], (x, y) -> NULL)', /the comparison of array_sort\(\) gives null/],
  [
    "SELECT 5 - 1, d - INTERVAL '1' DAY, d - 1 FROM (VALUES DATE '2024-01-01') AS t(d)",
    /^cannot apply operator: date - integer\nline 1: .*\n {46}\^/,
  ],
  ["SELECT d + n FROM (VALUES (DATE '2024-01-01', 1)) AS t(d, n)", /^cannot apply operator: date \+ integer/],
  ["SELECT d + INTERVAL '1' HOUR FROM (VALUES DATE '2024-01-01') AS t(d)", /^Cannot add hour, minutes/],
  ["SELECT MAP(ARRAY['a'], ARRAY[1]) < MAP()", /^maps have no order\nline 1: /],
  [
    'SELECT a FROM (VALUES ARRAY[1]) AS t(a) WHERE a IN (SELECT ARRAY[1])',
    /^an array or a map cannot be looked for in the answer of a subquery yet\nline 1: /,
  ],
  [
    'SELECT transform(ARRAY[ROW(1, 2)], r -> r[1])',
    /^a field of a row by its number is not supported yet\nline 1: .*\n {49}\^/,
  ],
  ['SELECT * FROM $__table', /placeholder of another tool/],
  ['SELECT * FROM ${database}.logs', /placeholder of another tool/],
  ["SELECT CAST('x' AS HyperLogLog)", /hyperloglog is not supported yet/],
])('%s is refused by name, not answered wrong', async (sql, message) => {
  expect((await world.problemOf(sql)).message).toMatch(message);
});

test('what is refused is marked by characters, whatever stands before it', async () => {
  expect((await world.problemOf("SELECT 'ünï 😀', median(1)")).message).toBe(
    "median() cannot be used in a query: Athena has no such function\nline 1: SELECT 'ünï 😀', median(1)\n                         ^",
  );
});

test.each(['waf_logs', '"any_database"."waf_logs"', 'AwsDataCatalog.security.WAF_LOGS'])(
  'a table is known as %s',
  async (name) => {
    const [plain] = await world.rowsOf('SELECT count(*) FROM waf_logs');
    expect(await world.rowsOf(`SELECT count(*) FROM ${name}`)).toEqual([plain]);
  },
);

test('words that look like calls or names stay as they are in texts and comments', async () => {
  expect(await world.rowsOf("SELECT 'date_format(x)' AS a -- zip(1)\n, 1 AS b /* contains( */")).toEqual([
    ['date_format(x)', 1],
  ]);
});

/** Joda takes two digits for a year between 80 years before this one and 19 behind it (`DateTimeFormat.forPattern`: its pivot is 30 years ago). */
test.each([-80, -1, 0, 19])('two digits of the year %i years from now', async (by) => {
  const year = new Date().getUTCFullYear() + by;
  const digits = String(year % 100).padStart(2, '0');
  expect(await world.rowsOf(`SELECT year(parse_datetime('${digits}', 'yy'))`)).toEqual([[BigInt(year)]]);
});

// Where each macro has its value seven times in its body, the column stands there millions of times.
test('functions within functions are planned as fast as beside each other', async () => {
  const nested = ['floor', 'ceiling', 'floor', 'ceiling', 'floor', 'ceiling', 'floor', 'ceiling'].reduce(
    (inner, name) => `${name}(${inner})`,
    'round(x, 1)',
  );
  const sql = `SELECT CAST(${nested} AS varchar(9)) FROM (VALUES 2.25e0, -2.25e0) AS t(x)`;
  expect(await world.rowsOf(sql)).toEqual([['2.0E0'], ['-3.0E0']]);
});
