import type { Macros } from './athena-macros.ts';

/** `a, b`, `a, b, c` … up to eight parameters, each with its body. */
function overloads(make: (all: readonly string[]) => string): Readonly<Record<string, string>> {
  const names = 'abcdefghijkl'.split('');
  return Object.fromEntries(
    names.slice(1).map((_, at) => [names.slice(0, at + 2).join(', '), make(names.slice(0, at + 2))]),
  );
}

const nullIfAny = (name: string) => (all: readonly string[]) =>
  `CASE WHEN ${all.map((each) => `${each} IS NOT NULL`).join(' AND ')} THEN ${name}(${all.join(', ')}) END`;

/** Code points that Java calls white space. */
const SPACES = [
  9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 0x16_80, 0x20_00, 0x20_01, 0x20_02, 0x20_03, 0x20_04, 0x20_05,
  0x20_06, 0x20_08, 0x20_09, 0x20_0a, 0x20_28, 0x20_29, 0x20_5f, 0x30_00,
];

/** What `trim` cuts where nothing is said: white space, as Java has it. */
const WHITE = `'${String.fromCodePoint(...SPACES)}'`;

/** A delimiter, which must be there. */
const DELIMITER =
  "CASE WHEN d = '' THEN CAST(CAST('! The delimiter may not be the empty string' AS INTEGER) AS VARCHAR) ELSE d END";

const SIZE =
  "CASE WHEN n < 0 THEN CAST('! Target length must be in the range [0..2147483647]' AS INTEGER) ELSE n END";
const PADDING =
  "CASE WHEN p = '' THEN CAST(CAST('! Padding string must not be empty' AS INTEGER) AS VARCHAR) ELSE p END";

/** ASCII has so many characters of one byte that stand for others here. */
const MOST_CHARACTERS = 94;

/** A distance between texts, by their characters. */
function distance(name: string): string {
  const all = "list_distinct(string_split(a || b, ''))";
  const each = (text: string) => `athena_single_bytes(${text}, ${all})`;
  const failed = `CAST('! ${name}_distance() of texts with more than ${MOST_CHARACTERS} different characters is not supported yet' AS BIGINT)`;
  return `CASE WHEN strlen(a || b) = length(a || b) THEN ${name}(a, b) WHEN len(${all}) > ${MOST_CHARACTERS} THEN ${failed} ELSE ${name}(${each('a')}, ${each('b')}) END`;
}

/** Texts. */
export const TEXT_MACROS: Macros = {
  // Texts and arrays: DuckDB takes a null array for an empty one.
  athena_concat: overloads(
    (all) =>
      `CASE WHEN ${all.map((each) => `${each} IS NOT NULL`).join(' AND ')} THEN ${all.join(' || ')} END`,
  ),
  // NaN is the greatest number in DuckDB; in Athena it is left out.
  athena_greatest: overloads(
    (all) =>
      `CASE WHEN ${all.map((each) => `${each} IS NOT NULL`).join(' AND ')} THEN coalesce(greatest(${all.map((each) => `athena_no_nan(${each})`).join(', ')}), greatest(${all.join(', ')})) END`,
  ),
  athena_least: overloads(nullIfAny('least')),
  athena_concat_ws: { 's, x': 'athena_concat_ws_of([x], s, x)' },
  athena_concat_ws_of: {
    'k VARCHAR[], s, x': "CASE WHEN s IS NOT NULL THEN coalesce(x, '') END",
    'k, s, x': 'array_to_string(x, s)',
  },
  // An empty text stands between all characters.
  athena_replace: {
    's, a': "replace(s, a, '')",
    's, a, b':
      "CASE WHEN a = '' THEN regexp_replace(s, '', replace(b, '\\', '\\\\'), 'g') ELSE replace(s, a, b) END",
  },
  athena_lpad: { 's, n, p': `lpad(s, ${SIZE}, ${PADDING})` },
  athena_rpad: { 's, n, p': `rpad(s, ${SIZE}, ${PADDING})` },
  athena_chr: { n: 'chr(CAST(n AS INTEGER))' },
  athena_codepoint: {
    c: "unicode(CASE WHEN length(c) = 1 THEN c ELSE CAST(CAST('! Input string must be a single character string' AS INTEGER) AS VARCHAR) END)",
  },
  // DuckDB counts bytes: characters that have several get one each.
  athena_levenshtein: { 'a, b': distance('levenshtein') },
  athena_hamming: { 'a, b': distance('hamming') },
  athena_single_bytes: {
    't, d':
      "array_to_string(list_transform(string_split(t, ''), lambda c: chr(CAST(list_position(d, c) AS INTEGER) + 32)), '')",
  },
  athena_trim: { x: `trim(x, ${WHITE})`, 'x, c': 'trim(x, c)' },
  athena_ltrim: { x: `ltrim(x, ${WHITE})`, 'x, c': 'ltrim(x, c)' },
  athena_rtrim: { x: `rtrim(x, ${WHITE})`, 'x, c': 'rtrim(x, c)' },
  athena_strpos: {
    's, t': 'strpos(s, t)',
    's, t, n':
      "coalesce(list_extract(list_filter(generate_series(1, length(s)), lambda i: starts_with(s[i:], t)), CASE WHEN n = 0 THEN CAST('! strpos counts from 1, or from -1 at the end' AS BIGINT) ELSE n END), CASE WHEN s IS NOT NULL AND t IS NOT NULL THEN 0 END)",
  },
  athena_reverse: { x: 'athena_reverse_of([x], x)' },
  athena_reverse_of: {
    // DuckDB keeps together what stands for one sign, such as a letter and its accent.
    'k VARCHAR[], x':
      "CASE WHEN strlen(x) = length(x) THEN reverse(x) ELSE array_to_string(list_reverse(regexp_extract_all(x, '(?s).')), '') END",
    'k, x': 'list_reverse(x)',
  },
  athena_split: {
    's, d': `string_split(s, ${DELIMITER})`,
    's, d, n':
      "CASE WHEN n <= 0 THEN [CAST(CAST('! Limit must be positive' AS INTEGER) AS VARCHAR)] WHEN len(string_split(s, d)) <= n THEN string_split(s, d) ELSE string_split(s, d)[1:n - 1] || [array_to_string(string_split(s, d)[n:], d)] END",
  },
  athena_split_part: {
    's, d, n':
      "list_extract(string_split(s, d), CASE WHEN n > 0 THEN n ELSE CAST('! Index must be greater than zero: ' || n AS BIGINT) END)",
  },
  athena_split_to_map: {
    's, e, k':
      "map_from_entries(list_transform(CASE WHEN s = '' OR ends_with(s, e) THEN string_split(s, e)[1:-2] ELSE string_split(s, e) END, lambda x: {key: split_part(x, k, 1), value: CASE WHEN len(string_split(x, k)) = 2 THEN split_part(x, k, 2) ELSE CAST(CAST('! Key-value delimiter must appear exactly once in each entry. Bad input: ' || x AS INTEGER) AS VARCHAR) END}))",
  },
  athena_substr: {
    's, f': "CASE WHEN f = 0 OR -f > length(s) THEN '' ELSE substring(s, f) END",
    's, f, n': "CASE WHEN f = 0 OR -f > length(s) OR n <= 0 THEN '' ELSE substring(s, f, n) END",
  },
  // Java counts two for a character beyond the basic plane.
  athena_java_length: {
    t: String.raw`length(t) + length(regexp_replace(t, '[^\x{10000}-\x{10FFFF}]', '', 'g'))`,
  },
  // `ß` has no capital of one character in Java; DuckDB makes `ẞ` of it.
  upper: {
    'x VARCHAR':
      "CASE WHEN contains(x, 'ß') THEN array_to_string(list_transform(string_split(x, 'ß'), lambda piece: system.main.upper(piece)), 'ß') ELSE system.main.upper(x) END",
  },
};
