import { once } from './athena-once.ts';
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

/** How `typeof` names the rows that stand for times of another zone and for networks. */
const ZONED_NAME = 'STRUCT(instant TIMESTAMP WITH TIME ZONE, "zone" VARCHAR)';
const PREFIX_NAME = 'STRUCT(network UHUGEINT, bits UTINYINT)';

/** Types whose texts are others than DuckDB's. */
const WRITTEN_OTHERWISE = [
  'DOUBLE',
  'FLOAT',
  'TIMESTAMP',
  'TIMESTAMP WITH TIME ZONE',
  'UHUGEINT',
  PREFIX_NAME,
  'BLOB',
  'JSON',
  'INTERVAL',
  ZONED_NAME,
]
  .map((type) => `'${type}'`)
  .join(', ');

/** Three digits of a second as most of Athena's functions answer, six where there are more. */
const timeText = (time: string): string =>
  `CASE WHEN epoch_us(${time}) % 1000 = 0 THEN strftime(${time}, '%Y-%m-%d %H:%M:%S.%g') ELSE strftime(${time}, '%Y-%m-%d %H:%M:%S.%f') END`;

/** Through JSON: a row cannot be cast to one of other fields, even where that is never run. */
const ZONED_TEXT = `(${timeText("athena_zone_time_of(to_json(x) ->> 'zone', CAST(to_json(x) ->> 'instant' AS TIMESTAMPTZ))")}) || ' ' || (to_json(x) ->> 'zone')`;
/** An address, or a network with its length behind it. */
const ADDRESS_TEXT =
  "athena_ip_text(CASE WHEN typeof(x) = 'UHUGEINT' THEN CAST(x AS UHUGEINT) ELSE CAST(to_json(x) ->> 'network' AS UHUGEINT) END) || CASE WHEN typeof(x) = 'UHUGEINT' THEN '' ELSE '/' || (to_json(x) ->> 'bits') END";

/** Sign, digits and exponent of DuckDB's text of a double, put together as Java does. */
const PARTS =
  "{'sign': CASE WHEN t[1] = '-' THEN '-' ELSE '' END, 'whole': regexp_extract(t, '^-?(\\d+)', 1), 'part': regexp_extract(t, '\\.(\\d+)', 1), 'e': coalesce(TRY_CAST(regexp_extract(t, 'e([+-]?\\d+)$', 1) AS INTEGER), 0)}";
const DIGITS =
  "{'digits': ltrim(p.whole || p.part, '0'), 'e': p.e + length(p.whole) - 1 - (length(p.whole || p.part) - length(ltrim(p.whole || p.part, '0')))}";
const JOINED =
  "p.sign || d.digits[1] || '.' || CASE WHEN rtrim(d.digits[2:], '0') = '' THEN '0' ELSE rtrim(d.digits[2:], '0') END || 'E' || d.e";

/** A double as Java writes it, of its text in DuckDB: `1.0E0`, `1.234E10`. */
const SCIENTIFIC = `CASE t WHEN 'nan' THEN 'NaN' WHEN 'inf' THEN 'Infinity' WHEN '-inf' THEN '-Infinity' WHEN '0.0' THEN '0E0' WHEN '-0.0' THEN '-0E0' ELSE ${once(PARTS, 'p', once(DIGITS, 'd', JOINED))} END`;

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

const WITHIN =
  "CASE WHEN length(t) > n THEN CAST(CAST('! Value cannot be represented as varchar(' || n || '): ' || t AS INTEGER) AS VARCHAR) ELSE t END";

/** A distance between texts, by their characters. */
function distance(name: string): string {
  const all = "list_distinct(string_split(a || b, ''))";
  const each = (text: string) => `athena_single_bytes(${text}, ${all})`;
  const failed = `CAST('! ${name}_distance() of texts with more than ${MOST_CHARACTERS} different characters is not supported yet' AS BIGINT)`;
  return `CASE WHEN strlen(a || b) = length(a || b) THEN ${name}(a, b) WHEN len(${all}) > ${MOST_CHARACTERS} THEN ${failed} ELSE ${name}(${each('a')}, ${each('b')}) END`;
}

/** Hexadecimal digits of a character, or of as many bytes as Trino takes together. */
const PIECE =
  '[0-7].|[CD].[89AB].|E.[89AB].[89AB].|F[0-7](?:[89AB].){3}|E.[89AB].|F[0-7](?:[89AB].){1,2}|F[89AB](?:[89AB].){1,4}|F[CD](?:[89AB].){1,5}|..';

/** Those of one character of UTF-8: the shortest that there are, and none of half a character. */
const CHARACTER =
  '[0-7].|(?:C[2-9A-F]|D.)[89AB].|E0[AB].[89AB].|E[1-9A-CEF][89AB].[89AB].|ED[89].[89AB].|F0[9AB].(?:[89AB].){2}|F[1-3](?:[89AB].){3}|F48.(?:[89AB].){2}';

/** A character of UTF-8, or as many bytes that are none as Java takes together: all that one could begin with. */
export const JAVA_PIECE = `${CHARACTER}|ED[AB].[89AB].|E0[AB].|E[1-9A-F][89AB].|F0[9AB].(?:[89AB].)?|F[1-3][89AB].(?:[89AB].)?|F48.(?:[89AB].)?|..`;

/** The text of an address or a network, for a query that speaks of addresses: planning it takes longer than all other casts to text. */
export const ADDRESS_TEXT_MACRO: Macros = { athena_address_text: { x: ADDRESS_TEXT } };

/** The text of a time of a zone, for a query that speaks of zones. */
export const ZONED_TEXT_MACRO: Macros = { athena_zoned_text: { x: ZONED_TEXT } };

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
  athena_scientific: { x: once('x', 't', SCIENTIFIC) },
  // A `real` number is written with seven digits.
  athena_real_digits: {
    t: "CASE WHEN regexp_full_match(t, '-?0\\.0|nan|-?inf') THEN t ELSE printf('%.6e', CAST(t AS DOUBLE)) END",
  },
  // Types that only a cast stands for have the value three times in the body, not twenty.
  athena_text: {
    x: `CASE WHEN typeof(x) IN (${WRITTEN_OTHERWISE}) THEN ${once('x', 'v', 'athena_other_text(v)')} ELSE CAST(x AS VARCHAR) END`,
  },
  athena_other_text: {
    x: [
      "CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN athena_scientific(CASE WHEN typeof(x) = 'FLOAT' THEN athena_real_digits(CAST(x AS VARCHAR)) ELSE CAST(x AS VARCHAR) END)",
      `WHEN typeof(x) = 'TIMESTAMP' THEN ${timeText('CAST(x AS TIMESTAMP)')}`,
      `WHEN typeof(x) = 'TIMESTAMP WITH TIME ZONE' THEN ${once('CAST(CAST(x AS TIMESTAMPTZ) AS TIMESTAMP)', 't', timeText('t'))} || ' UTC'`,
      `WHEN typeof(x) IN ('UHUGEINT', '${PREFIX_NAME}') THEN athena_address_text(x)`,
      "WHEN typeof(x) = 'BLOB' THEN CAST(CAST('! Cannot cast varbinary to varchar: write from_utf8(…)' AS INTEGER) AS VARCHAR)",
      "WHEN typeof(x) = 'JSON' THEN athena_json_text(CAST(x AS JSON)) ELSE athena_odd_text(x) END",
    ].join(' '),
  },
  athena_odd_text: {
    x: `CASE typeof(x) WHEN 'INTERVAL' THEN athena_interval_text(CAST(x AS INTERVAL)) ELSE athena_zoned_text(x) END`,
  },
  athena_address_text: { x: 'CAST(x AS VARCHAR)' },
  athena_zoned_text: { x: 'CAST(x AS VARCHAR)' },
  athena_json_text: {
    j: "CASE WHEN json_type(j) IN ('OBJECT', 'ARRAY') THEN CAST(CAST('! Cannot cast to varchar: ' || CAST(j AS VARCHAR) AS INTEGER) AS VARCHAR) WHEN json_type(j) = 'DOUBLE' AND NOT regexp_full_match(CAST(j AS VARCHAR), '-?\\d+') THEN athena_scientific(CAST(CAST(j ->> '$' AS DOUBLE) AS VARCHAR)) ELSE j ->> '$' END",
  },
  // `CAST(x AS varchar(8))` cuts a text, and nothing else.
  athena_text_within: {
    'x, n': `CASE WHEN typeof(x) = 'VARCHAR' THEN left(CAST(x AS VARCHAR), n) ELSE ${once('athena_text(x)', 't', WITHIN)} END`,
  },
  // Java counts two for a character beyond the basic plane.
  athena_java_length: {
    t: String.raw`length(t) + length(regexp_replace(t, '[^\x{10000}-\x{10FFFF}]', '', 'g'))`,
  },
  // As Java writes a value where a pattern says `%s`.
  athena_java_text: {
    x: `CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') AND (x = 0 OR abs(CAST(x AS DOUBLE)) >= 1e-3 AND abs(CAST(x AS DOUBLE)) < 1e7) THEN CAST(x AS VARCHAR)
      WHEN typeof(x) = 'TIMESTAMP' THEN regexp_replace(regexp_replace(strftime(CAST(x AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%f'), '(\\.\\d{3})?000$', '\\1'), '(:00)?\\.000$|\\.$', '') ELSE athena_text(x) END`,
  },
  // `1-2` years and months, `3 04:05:06.789` days and time; one of both is nothing in Athena.
  athena_interval_text: {
    i: "CASE WHEN year(i) <> 0 OR month(i) <> 0 THEN CASE WHEN 12 * year(i) + month(i) < 0 THEN '-' ELSE '' END || abs(year(i)) || '-' || abs(month(i)) ELSE athena_time_text(epoch_ms(i)) END",
  },
  athena_time_text: {
    n: "CASE WHEN n < 0 THEN '-' ELSE '' END || abs(n) // 86400000 || ' ' || printf('%02d:%02d:%02d.%03d', abs(n) // 3600000 % 24, abs(n) // 60000 % 60, abs(n) // 1000 % 60, abs(n) % 1000)",
  },
  athena_shown: { x: 'athena_shown_of([x], x)' },
  athena_shown_of: {
    'k UHUGEINT[], x': 'athena_ip_text(x)',
    'k STRUCT(network UHUGEINT, bits UTINYINT)[], x': 'athena_text(x)',
    'k STRUCT(instant TIMESTAMPTZ, zone VARCHAR)[], x': 'athena_text(x)',
    'k UHUGEINT[][], x': 'list_transform(x, lambda each: athena_ip_text(each))',
    // Inside of a map or a row an address cannot be told apart from a number any more.
    'k, x':
      "CASE WHEN contains(typeof(x), 'UHUGEINT') THEN [x][CAST('! an address inside a map or a row cannot be shown: cast it to varchar' AS INTEGER)] ELSE x END",
  },
  // `ß` has no capital of one character in Java; DuckDB makes `ẞ` of it.
  upper: {
    'x VARCHAR':
      "CASE WHEN contains(x, 'ß') THEN array_to_string(list_transform(string_split(x, 'ß'), lambda piece: system.main.upper(piece)), 'ß') ELSE system.main.upper(x) END",
  },
  // The signs at the end that fill it up may be missing.
  athena_from_base64: {
    t: "from_base64(t || repeat('=', CASE length(t) % 4 WHEN 2 THEN 2 WHEN 3 THEN 1 ELSE 0 END))",
  },
  athena_from_hex: {
    t: "unhex(CASE WHEN length(t) % 2 = 0 THEN t ELSE CAST(CAST('! invalid input length ' || length(t) AS INTEGER) AS VARCHAR) END)",
  },
  athena_to_utf8: { x: 'encode(x)' },
  // An address is the 16 bytes of IPv6.
  athena_to_bytes: {
    x: "CASE typeof(x) WHEN 'VARCHAR' THEN encode(CAST(x AS VARCHAR)) WHEN 'UHUGEINT' THEN unhex(lpad(to_hex(CAST(x AS UHUGEINT)), 32, '0')) ELSE CAST(x AS BLOB) END",
  },
  // What is no UTF-8 becomes one sign for as many bytes as Trino takes together.
  athena_from_utf8: {
    x: `coalesce(TRY(decode(x)), athena_utf8_of(hex(x), 'EFBFBD', '${PIECE}'))`,
    'x, r': `coalesce(TRY(decode(x)), athena_utf8_of(hex(x), hex(encode(CASE WHEN typeof(r) = 'VARCHAR' THEN CAST(r AS VARCHAR) ELSE chr(CAST(CAST(r AS VARCHAR) AS INTEGER)) END)), '${PIECE}'))`,
  },
  // The text of hexadecimal digits, with others, `d`, for each of the pieces by `q` that is no character.
  athena_utf8_of: {
    'h, d, q': `decode(unhex(array_to_string(list_transform(regexp_extract_all(h, q), lambda p: CASE WHEN regexp_full_match(p, '${CHARACTER}') THEN p ELSE d END), '')))`,
  },
  athena_md5: { x: 'unhex(md5(x))' },
  athena_sha1: { x: 'unhex(sha1(x))' },
  athena_sha256: { x: 'unhex(sha256(x))' },
};
