import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type QueryWorld } from './query-world.contract.ts';

/**
 * Forms that a Trino 476 answers, or refuses, and that are refused here: by name, with the place. What it answers stands beside each, so that
 * nobody takes a wrong answer for a mend.
 */
let world: QueryWorld;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(() => world.remove());

const OTHER_ZONE = "'2024-02-29T10:00:00+02:00'";
const WITH_LINE_END = 'concat(x, chr(10))';

test.each([
  // Trino: bigint addition overflow: 9223372036854775807 + 1
  ['sum(x)', 'VALUES 9223372036854775807, 1', /^bigint sum overflow: 9223372036854775808\nline 1: .*\n\s+\^/],
  // Trino: bigint multiplication overflow
  ['sum(x) * 4', 'VALUES 4611686018427387904, 1', /^Overflow in multiplication of INT64/],
  // Trino: 10, since the text keeps its zone.
  [
    'hour(from_iso8601_timestamp(x))',
    `VALUES ${OTHER_ZONE}`,
    /^from_iso8601_timestamp\(\) of a time of another zone than UTC is not supported here yet; .*\nline 1: /,
  ],
  [
    "date_trunc('day', parse_datetime(x, 'dd/MMM/yyyy:HH:mm:ss Z'))",
    "VALUES '29/Feb/2024:10:11:12 +0200'",
    /^parse_datetime\(\) of a time of another zone than UTC/,
  ],
  [
    'hour(CAST(x AS timestamp with time zone))',
    "VALUES '2024-02-29 10:00:00 Europe/Berlin'",
    /^CAST AS timestamp with time zone of a time of another zone than UTC.*\nline 1: /,
  ],
  // Trino: b, which stands before the line end.
  [
    `regexp_replace(${WITH_LINE_END}, 'b$', 'x')`,
    "VALUES 'ab'",
    /^regexp_replace\(\) is not supported yet where the pattern has \$ and the text ends with a line end\nline 1: /,
  ],
  // Trino: 2, the ends of the word; RE2 knows no letters beyond ASCII there.
  [
    String.raw`regexp_count(x, '\b')`,
    "VALUES 'é'",
    /^regexp_count\(\) is not supported yet where the pattern has \\b/,
  ],
  [
    "regexp_like(x, '^[[:alpha:]]+$')",
    "VALUES 'é'",
    /^regexp_like\(\) is not supported yet where the pattern/,
  ],
  ["regexp_like(x, '(?i)strasse')", "VALUES 'Straße'", /^regexp_like\(\) is not supported yet where .* ß/],
  // Trino: true; the pattern is known with the row.
  [
    "regexp_like(x, concat('b', '$'))",
    "VALUES concat('ab', chr(10))",
    /^regexp_like\(\) is not supported yet/,
  ],
  // Trino: 1.5
  [
    "json_extract_scalar(x, '$.a')",
    `VALUES '{"a":1.5,"b":1.50}'`,
    /^json_extract_scalar\(\) is not supported yet where a number is written in several ways: /,
  ],
  // Trino: true, whatever the order of the keys.
  [
    "contains(ARRAY[x], MAP(ARRAY['b', 'a'], ARRAY[2, 1]))",
    "VALUES MAP(ARRAY['a', 'b'], ARRAY[1, 2])",
    /^contains\(\) of maps is not supported yet\nline 1: /,
  ],
  [
    'array_distinct(ARRAY[x, x])',
    "VALUES MAP(ARRAY['a'], ARRAY[1])",
    /^array_distinct\(\) of maps is not supported/,
  ],
  // Trino: Division by zero; TRY_CAST takes care of the cast alone.
  ['TRY_CAST(1 / x AS varchar)', 'VALUES 0', /^Division by zero\nline 1: /],
])('SELECT %s FROM (%s) fails', async (expression, values, message) => {
  const problem = await world.problemOf(`SELECT ${expression} FROM (${values}) AS t(x)`);
  expect(problem.message).toMatch(message);
});

test.each([
  [
    "INTERVAL '1' DAY - INTERVAL '1' MONTH",
    /^cannot apply operator: intervals of months and of days, -\nline 1: /,
  ],
  ["INTERVAL '1' YEAR + INTERVAL '2' HOUR", /^cannot apply operator: intervals of months and of days, \+/],
  ['count(1) FILTER (WHERE true) OVER ()', /^count\(\) with FILTER and OVER is not supported\nline 1: /],
  ["'a' LIKE 'a' ESCAPE ''", /^ESCAPE takes a single character\nline 1: /],
  ["regexp_extract('abc', 'a(?=b)')", /^a look-ahead, \(\?=…\), is not supported in a pattern\nline 1: /],
  ["regexp_like('abc', '(?!b)')", /^a look-ahead, \(\?!…\),/],
  ["regexp_extract('abc', '(?<=a)b')", /^a look-behind/],
  [String.raw`regexp_extract('aa', '(a)\1')`, /^a back-reference is not supported in a pattern\nline 1: /],
  ["regexp_extract('aa', 'a++')", /^a possessive repetition/],
  ["regexp_extract('aa', '(?>a)')", /^an atomic group/],
  [String.raw`regexp_extract('aa', 'a\Z')`, /^such an escape is not supported in a pattern/],
  ["regexp_extract('aa', '(?U)a')", /^such a flag of a group/],
  ["regexp_extract('aa', '(?P<n>a)')", /^a group of Python/],
  ["regexp_extract('!', '[[:punct:]]')", /^the class \[:punct:\] is not supported in a pattern/],
  ["regexp_extract('SS', '(?i)ß')", /^ß in a pattern of letters of any case/],
  [
    "regexp_replace('abc', '(b)', x -> upper(x[1]))",
    /^regexp_replace\(\) with a function is not supported yet/,
  ],
  ["TRY(regexp_replace(concat('a', 'b'), 'b$', ''))", /^regexp_replace\(\) within TRY is not supported/],
  ["hour(parse_datetime('+0200 2024', 'Z yyyy'))", /^a zone before the end of a pattern/],
])('SELECT %s is refused with its place', async (expression, message) => {
  expect((await world.problemOf(`SELECT ${expression}`)).message).toMatch(message);
});

/** What a failure would not be right for: the same forms where the answer is Trino's. */
test.each([
  [
    'x',
    "from_iso8601_timestamp(x) = TIMESTAMP '2024-02-29 08:00:00 UTC'",
    `VALUES ${OTHER_ZONE}`,
    OTHER_ZONE.slice(1, -1),
  ],
  ["hour(at_timezone(from_iso8601_timestamp(x), 'UTC'))", 'true', `VALUES ${OTHER_ZONE}`, 8n],
  ['hour(from_iso8601_timestamp(x))', 'true', "VALUES '2024-02-29T10:00:00+00:00'", 10n],
  [`regexp_extract(${WITH_LINE_END}, '(a)(b)$', 2)`, 'true', "VALUES 'ab'", 'b'],
  [String.raw`regexp_replace(${WITH_LINE_END}, '\s+$', '')`, 'true', "VALUES 'ab '", 'ab'],
  [String.raw`regexp_like(x, '\bcurl\b')`, 'true', "VALUES 'é wget'", false],
])('SELECT %s WHERE %s FROM (%s)', async (...[expression, condition, values, expected]) => {
  const rows = await world.rowsOf(`SELECT ${expression} FROM (${values}) AS t(x) WHERE ${condition}`);
  expect(rows).toEqual([[expected]]);
});
