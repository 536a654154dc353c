import { once } from './athena-once.ts';
import type { Macros } from './athena-macros.ts';

/** Operators that a query may use without a name: always there. */
export const OPERATORS: readonly string[] = ['/', '%'];

/**
 * Types are told apart by `typeof`, whose answer is known before a query runs: only one branch is left of these. All branches have one
 * type, that of `like` (`cast_to_type` takes no more of it). Overloads by type would not do: DuckDB does not know the type of an
 * aggregate, or of a column from outside of a subquery, when it chooses one.
 */
const isWhole = (value: string): string =>
  `typeof(${value}) IN ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT')`;

const isFloating = (value: string): string => `typeof(${value}) IN ('DOUBLE', 'FLOAT')`;

/** Of an array of the value: the type of an aggregate is known too late. */
const isDecimal = (value: string): string => `typeof([${value}])[1:7] = 'DECIMAL'`;
const isReal = (value: string): string => `typeof([${value}]) = 'FLOAT[]'`;

const isOfReal = (value: string): string =>
  `regexp_matches(typeof([${value}]), '^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|FLOAT|DECIMAL)')`;

/** How many bits a whole number has, by its type. */
const BITS =
  "CASE typeof(a) WHEN 'TINYINT' THEN 8 WHEN 'SMALLINT' THEN 16 WHEN 'INTEGER' THEN 32 ELSE 64 END";

/** A number whose lowest bits are set, so many. */
const lowest = (bits: string): string => `((CAST(1 AS HUGEINT) << CAST(${bits} AS INTEGER)) - 1)`;

/** A divisor that fails where it is 0. `error()` would do, but TRY takes no function that may have effects. */
const notZero = (type: string): string =>
  `CASE WHEN b = 0 THEN CAST('! Division by zero' AS ${type}) ELSE CAST(b AS ${type}) END`;

/** Whole numbers cut; a quotient of decimals has the digits of the one that has more (https://trino.io/docs/current/functions/decimal.html). */
const QUOTIENT = `CASE WHEN ${isWhole('a + b')} THEN cast_to_type(CAST(a AS BIGINT) // (${notZero('BIGINT')}), a + b)
  WHEN ${isFloating('a + b')} THEN cast_to_type(system.main."/"(CAST(a AS DOUBLE), CAST(b AS DOUBLE)), a + b)
  ELSE cast_to_type(system.main."/"(CAST(a AS DOUBLE), ${notZero('DOUBLE')}), a + b) END`;

const REMAINDER = `CASE WHEN ${isFloating('a + b')} THEN system.main."%"(a, b)
  ELSE CASE WHEN b = 0 THEN cast_to_type(CAST('! Division by zero' AS BIGINT), system.main."%"(a, b)) ELSE system.main."%"(a, b) END END`;

const whole = (type: string): Readonly<Record<string, string>> => ({
  x: `CASE WHEN typeof(x) = 'VARCHAR' THEN CAST(CASE WHEN x IS NULL OR regexp_full_match(CAST(x AS VARCHAR), '\\s*[+-]?[0-9]+\\s*') THEN CAST(x AS VARCHAR) ELSE 'no whole number: ' || CAST(x AS VARCHAR) END AS ${type})
  WHEN ${isFloating('x')} THEN CAST(round(CAST(x AS DOUBLE)) AS ${type}) ELSE CAST(x AS ${type}) END`,
});

/** Text that Athena takes for a value of a type; any other fails. */
const written = (value: string, pattern: string, type: string): string =>
  `CASE WHEN typeof(${value}) = 'VARCHAR' THEN CAST(CASE WHEN ${value} IS NULL OR regexp_full_match(CAST(${value} AS VARCHAR), '${pattern}') THEN ${type === 'BOOLEAN' ? '' : 'rtrim('}CAST(${value} AS VARCHAR)${type === 'BOOLEAN' ? '' : ", 'dDfF \t\n')"} ELSE 'not of this type: ' || CAST(${value} AS VARCHAR) END AS ${type}) ELSE CAST(${value} AS ${type}) END`;

const FLOATING_TEXT = String.raw`\s*[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?)\s*`;

/** As Java does it: the number times a power of ten, rounded half away from zero, unless that goes beyond 64 bits. */
const ROUNDED =
  'CASE WHEN abs(CAST(v AS DOUBLE) * pow(10, n)) < 9e18 THEN system.main."/"(round(CAST(v AS DOUBLE) * pow(10, n)), pow(10, n)) ELSE CAST(v AS DOUBLE) END';

/** A whole number as it is; any other by a function, whose type the engine chooses: that of a decimal has no digits left. */
const towards = (name: string): string =>
  `struct_extract({'whole': v, 'other': ${name}(v)}, CASE WHEN ${isWhole('[v][1]')} THEN 'whole' ELSE 'other' END)`;

/** A type that comparisons ask for (`compared.ts`): nested, or floating. */
const SPECIAL = String.raw`'^(STRUCT|MAP)|\[\]\[\]$'`;

const noNumber = (when: string, made: string): string =>
  `CASE WHEN ${when} THEN CAST('NaN' AS DOUBLE) ELSE ${made} END`;

const logarithm = (name: string): string =>
  `CASE WHEN x < 0 THEN CAST('NaN' AS DOUBLE) WHEN x = 0 THEN CAST('-Infinity' AS DOUBLE) ELSE ${name}(x) END`;

/** Numbers of Athena that DuckDB computes otherwise. */
export const NUMBER_MACROS: Macros = {
  // A value as it is; of a special type it fails when it is bound, and names the type.
  athena_typed: {
    'x, k, n': `struct_extract({'plain': x}, CASE WHEN regexp_matches(typeof([x]), ${SPECIAL}) OR n = 'NaN' AND typeof([x]) IN ('DOUBLE[]', 'FLOAT[]') THEN '! ' || k || ' ' || regexp_replace(typeof([x]), '\\[\\]$', '') ELSE 'plain' END)`,
  },
  '/': { 'a, b': QUOTIENT },
  '%': { 'a, b': REMAINDER },
  athena_mod: { 'a, b': REMAINDER },
  athena_to_boolean: {
    x: written('x', '(?i)true|t|1|false|f|0', 'BOOLEAN'),
  },
  athena_to_double: { x: written('x', FLOATING_TEXT, 'DOUBLE') },
  athena_to_real: { x: written('x', FLOATING_TEXT, 'FLOAT') },
  athena_to_bigint: whole('BIGINT'),
  athena_to_integer: whole('INTEGER'),
  athena_to_smallint: whole('SMALLINT'),
  athena_to_tinyint: whole('TINYINT'),
  athena_ceil: { x: once('x', 'v', towards('ceil')) },
  athena_floor: { x: once('x', 'v', towards('floor')) },
  athena_round: {
    x: 'round(x)',
    'x, n': once(
      'x',
      'v',
      `CASE WHEN ${isFloating('v')} THEN cast_to_type(${ROUNDED}, v + v) ELSE cast_to_type(round(v, n), v + v) END`,
    ),
  },
  // What no number is: DuckDB fails.
  athena_sqrt: { x: noNumber('x < 0', 'sqrt(x)') },
  athena_ln: { x: logarithm('ln') },
  athena_log: { 'b, x': 'athena_ln(x) / athena_ln(b)' },
  athena_log2: { x: logarithm('log2') },
  athena_log10: { x: logarithm('log10') },
  athena_acos: { x: noNumber('abs(x) > 1', 'acos(x)') },
  athena_asin: { x: noNumber('abs(x) > 1', 'asin(x)') },
  // An aggregate `s` of values such as `v`: of the type that Athena gives it.
  athena_averaged: {
    's, v': `struct_extract({'plain': s, 'decimal': CASE WHEN ${isDecimal('v')} THEN cast_to_type(CAST(s AS VARCHAR), v) END, 'real': CASE WHEN ${isReal('v')} THEN CAST(s AS FLOAT) END}, CASE WHEN ${isDecimal('v')} THEN 'decimal' WHEN ${isReal('v')} THEN 'real' ELSE 'plain' END)`,
  },
  athena_of_reals: {
    's, a, b': `struct_extract({'plain': s, 'real': CAST(s AS FLOAT)}, CASE WHEN ${isOfReal('a')} AND ${isOfReal('b')} THEN 'real' ELSE 'plain' END)`,
  },
  // Decimals are `real` to a percentile.
  athena_measured: {
    x: `struct_extract({'plain': x, 'real': CASE WHEN ${isDecimal('x')} THEN CAST(x AS FLOAT) END}, CASE WHEN ${isDecimal('x')} THEN 'real' ELSE 'plain' END)`,
  },
  // Of `n` values of which `l` are the least of `few`, in their order; `q` is the estimate.
  athena_percentile: {
    'l, n, q, p, few':
      'CASE WHEN n <= few THEN l[least(n, CAST(floor(CAST(p AS DOUBLE) * n) AS BIGINT) + 1)] ELSE cast_to_type(q, l[1]) END',
  },
  // No aggregate may stand within a lambda.
  athena_percentiles: {
    'l, n, q, p, few':
      'list_transform([{l: l, n: n, q: cast_to_type(q, l)}], lambda a: CASE WHEN a.n = 0 THEN NULL WHEN a.n <= few THEN list_transform(CAST(p AS DOUBLE[]), lambda e: a.l[least(a.n, CAST(floor(e * a.n) AS BIGINT) + 1)]) ELSE a.q END)[1]',
  },
  athena_corr: { c: 'CASE WHEN isfinite(c) THEN c END' },
  // Whether a value of any type is NaN; null is not.
  athena_is_nan: {
    x: `CASE WHEN ${isFloating('x')} THEN coalesce(isnan(CAST(x AS DOUBLE)), false) ELSE false END`,
  },
  // In an order of what is compared, NaN stands before all numbers.
  athena_nan_first: { x: "CASE WHEN x IS NOT NULL THEN {'is': NOT athena_is_nan(x), 'x': x} END" },
  athena_finite: {
    x: `CASE WHEN ${isFloating('x')} AND NOT isfinite(CAST(x AS DOUBLE)) THEN cast_to_type(CAST('! value must be finite' AS INTEGER), x) ELSE x END`,
  },
  athena_no_nan: { x: 'CASE WHEN athena_is_nan(x) THEN NULL ELSE x END' },
  athena_format_whole: {
    x: `CASE WHEN ${isWhole('x')} OR typeof(x) = '"NULL"' THEN CAST(x AS BIGINT) ELSE CAST('! %d and %x take whole numbers: ' || CAST(x AS VARCHAR) AS BIGINT) END`,
  },
  athena_sign: {
    x: `struct_extract({'plain': CASE WHEN athena_is_nan(x) THEN x ELSE cast_to_type(sign(x), x) END, 'decimal': CASE WHEN ${isDecimal('x')} THEN CAST(sign(x) AS DECIMAL(1, 0)) END}, CASE WHEN ${isDecimal('x')} THEN 'decimal' ELSE 'plain' END)`,
  },
  // By the digits that a double is written with, as Java's formats have it: 1.005 is 1.01. That matters near a half only.
  athena_written_round: {
    'x, n':
      'CASE WHEN abs(x) < 1e15 AND n < 16 AND (abs(x) * pow(10, n) > 1e9 OR abs(abs(x) * pow(10, n) - floor(abs(x) * pow(10, n)) - 0.5) < 1e-6) THEN CAST(round(CAST(CAST(x AS VARCHAR) AS DECIMAL(38, 20)), n) AS DOUBLE) ELSE x END',
  },
  // A double by the digits that it is written with: 1.005 is 1.01 of two digits.
  athena_to_decimal: {
    'x, t':
      "CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN cast_to_type(CAST(x AS VARCHAR), t) WHEN typeof(x) = 'VARCHAR' THEN cast_to_type(replace(CAST(x AS VARCHAR), '_', '?'), t) ELSE cast_to_type(x, t) END",
  },
  athena_truncate: {
    x: 'trunc(x)',
    'x, n': 'cast_to_type(trunc(CAST(x AS DECIMAL(38, 10)), n), x)',
  },
  athena_random: {
    '': 'random()',
    n: 'CAST(floor(random() * n) AS BIGINT)',
    'low, high': 'CAST(low + floor(random() * (high - low)) AS BIGINT)',
  },
  athena_infinity: { '': "CAST('Infinity' AS DOUBLE)" },
  athena_nan: { '': "CAST('NaN' AS DOUBLE)" },
  athena_e: { '': 'exp(1)' },
  athena_to_base: { 'n, r': "CASE WHEN n < 0 THEN '-' ELSE '' END || lower(to_base(abs(n), r))" },
  athena_bitwise_and: { 'a, b': 'CAST(a AS BIGINT) & CAST(b AS BIGINT)' },
  athena_bitwise_or: { 'a, b': 'CAST(a AS BIGINT) | CAST(b AS BIGINT)' },
  athena_bitwise_xor: { 'a, b': 'xor(CAST(a AS BIGINT), CAST(b AS BIGINT))' },
  // Within the bits of the number's type, beyond which nothing is left.
  athena_shift_left: {
    'a, n': `CASE WHEN n >= ${BITS} THEN cast_to_type(0, a) ELSE cast_to_type(athena_of_bits((CAST(a AS HUGEINT) & ${lowest(`${BITS} - n`)}) << CAST(n AS INTEGER), ${BITS}), a) END`,
  },
  athena_shift_right: {
    'a, n': `cast_to_type(CAST(a AS BIGINT) >> CAST(least(n, 63) AS INTEGER), a)`,
  },
  athena_shift_logical: {
    'a, n': `CASE WHEN n >= ${BITS} THEN cast_to_type(0, a) ELSE cast_to_type(athena_of_bits((CAST(a AS HUGEINT) & ${lowest(BITS)}) >> CAST(n AS INTEGER), ${BITS}), a) END`,
  },
  athena_of_bits: {
    'x, n': 'CASE WHEN x >= CAST(1 AS HUGEINT) << (n - 1) THEN x - (CAST(1 AS HUGEINT) << n) ELSE x END',
  },
  athena_bit_count: { 'x, n': `CAST(bit_count(CAST(x AS HUGEINT) & ${lowest('n')}) AS BIGINT)` },
  athena_width_bucket: {
    'x, low, high, n':
      "CAST(CASE WHEN athena_is_nan(x) THEN CAST('! operand must not be NaN' AS INTEGER) WHEN x < low THEN 0 WHEN x >= high THEN n + 1 ELSE floor((x - low) * n / (high - low)) + 1 END AS BIGINT)",
  },
  athena_bitwise_not: { a: '~CAST(a AS BIGINT)' },
};
