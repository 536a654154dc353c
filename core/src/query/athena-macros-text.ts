import type { Macros } from './athena-macros.ts';

/** A part of a URL by a regular expression (RFC 3986, appendix B); null where the text is no URL. */
const url = (group: number): string =>
  `CASE WHEN regexp_matches(u, '${URL}') THEN regexp_extract(u, '${URL}', ${group}) END`;

const URL =
  '^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?://(?:[^/?#@]*@)?(\\[[^\\]]*\\]|[^/?#:]*)(?::(\\d+))?)?([^?#\\s]*)(?:\\?([^#\\s]*))?(?:#(\\S*))?$';

/** `a, b`, `a, b, c` … up to eight parameters, each with its body. */
function overloads(make: (all: readonly string[]) => string): Readonly<Record<string, string>> {
  const names = 'abcdefghijkl'.split('');
  return Object.fromEntries(
    names.slice(1).map((_, at) => [names.slice(0, at + 2).join(', '), make(names.slice(0, at + 2))]),
  );
}

const nullIfAny = (name: string) => (all: readonly string[]) =>
  `CASE WHEN ${all.map((each) => `${each} IS NOT NULL`).join(' AND ')} THEN ${name}(${all.join(', ')}) END`;

/** A double as Java writes it: `1.0E0`, `1.234E10`. */
const doubleText = (x: string): string =>
  `CASE WHEN isnan(${x}) THEN 'NaN' WHEN isinf(${x}) THEN CASE WHEN ${x} > 0 THEN 'Infinity' ELSE '-Infinity' END WHEN ${x} = 0 THEN '0E0' ELSE athena_scientific(CAST(${x} AS VARCHAR)) END`;

/** How `typeof` names the rows that stand for times of another zone and for networks. */
const ZONED_NAME = 'STRUCT(instant TIMESTAMP WITH TIME ZONE, "zone" VARCHAR)';
/** Through JSON: a row cannot be cast to one of other fields, even where that is never run. */
const ZONED_TIME =
  "system.main.timezone(to_json(x) ->> 'zone', CAST(to_json(x) ->> 'instant' AS TIMESTAMPTZ))";
const PREFIX_NAME = 'STRUCT(network UHUGEINT, bits UTINYINT)';

/** Digits, sign and exponent of DuckDB's text of a double, put together as Java does. */
const SCIENTIFIC =
  "list_transform([{'sign': CASE WHEN t[1] = '-' THEN '-' ELSE '' END, 'whole': regexp_extract(t, '^-?(\\d+)', 1), 'part': regexp_extract(t, '\\.(\\d+)', 1), 'e': coalesce(TRY_CAST(regexp_extract(t, 'e([+-]?\\d+)$', 1) AS INTEGER), 0)}], lambda p: list_transform([{'digits': ltrim(p.whole || p.part, '0'), 'e': p.e + length(p.whole) - 1 - (length(p.whole || p.part) - length(ltrim(p.whole || p.part, '0')))}], lambda d: p.sign || d.digits[1] || '.' || CASE WHEN rtrim(d.digits[2:], '0') = '' THEN '0' ELSE rtrim(d.digits[2:], '0') END || 'E' || d.e)[1])[1]";

/** Three digits of a second as most of Athena's functions answer, six where there are more. */
const timeText = (time: string): string =>
  `CASE WHEN epoch_us(${time}) % 1000 = 0 THEN strftime(${time}, '%Y-%m-%d %H:%M:%S.%g') ELSE strftime(${time}, '%Y-%m-%d %H:%M:%S.%f') END`;

/** Texts, regular expressions and URLs. */
export const TEXT_MACROS: Macros = {
  // Texts and arrays: DuckDB takes a null array for an empty one.
  athena_concat: overloads(
    (all) =>
      `CASE WHEN ${all.map((each) => `${each} IS NOT NULL`).join(' AND ')} THEN ${all.join(' || ')} END`,
  ),
  athena_greatest: overloads(nullIfAny('greatest')),
  athena_least: overloads(nullIfAny('least')),
  athena_concat_ws: { 's, x': 'array_to_string(x, s)' },
  athena_replace: { 's, a': "replace(s, a, '')", 's, a, b': 'replace(s, a, b)' },
  athena_regexp_count: { 's, p': 'len(regexp_extract_all(s, p))' },
  athena_regexp_extract: {
    's, p': 'CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p, 0) END',
    's, p, g': 'CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p, g) END',
  },
  athena_regexp_replace: {
    's, p': "regexp_replace(s, p, '', 'g')",
    's, p, r': "regexp_replace(s, p, regexp_replace(r, '\\$(\\d)', '\\\\\\1', 'g'), 'g')",
  },
  athena_reverse: { x: 'athena_reverse_of([x], x)' },
  athena_reverse_of: { 'k VARCHAR[], x': 'reverse(x)', 'k, x': 'list_reverse(x)' },
  athena_split: {
    's, d': 'string_split(s, d)',
    's, d, n':
      'CASE WHEN len(string_split(s, d)) <= n THEN string_split(s, d) ELSE string_split(s, d)[1:n - 1] || [array_to_string(string_split(s, d)[n:], d)] END',
  },
  athena_split_part: { 's, d, n': 'list_extract(string_split(s, d), n)' },
  athena_split_to_map: {
    's, e, k':
      'map_from_entries(list_transform(string_split(s, e), lambda x: {key: split_part(x, k, 1), value: x[length(split_part(x, k, 1)) + length(k) + 1:]}))',
  },
  athena_substr: {
    's, f': "CASE WHEN f = 0 OR -f > length(s) THEN '' ELSE substring(s, f) END",
    's, f, n': "CASE WHEN f = 0 OR -f > length(s) OR n <= 0 THEN '' ELSE substring(s, f, n) END",
  },
  athena_scientific: { t: SCIENTIFIC },
  athena_text: {
    x: [
      "CASE typeof(x) WHEN 'VARCHAR' THEN CAST(x AS VARCHAR)",
      `WHEN 'DOUBLE' THEN ${doubleText('CAST(x AS DOUBLE)')}`,
      `WHEN 'FLOAT' THEN ${doubleText('CAST(x AS FLOAT)')}`,
      `WHEN 'TIMESTAMP' THEN ${timeText('CAST(x AS TIMESTAMP)')}`,
      `WHEN 'TIMESTAMP WITH TIME ZONE' THEN (${timeText('CAST(CAST(x AS TIMESTAMPTZ) AS TIMESTAMP)')}) || ' UTC'`,
      `WHEN '${ZONED_NAME}' THEN (${timeText(ZONED_TIME)}) || ' ' || (to_json(x) ->> 'zone')`,
      "WHEN 'UHUGEINT' THEN athena_ip_text(CAST(x AS UHUGEINT))",
      `WHEN '${PREFIX_NAME}' THEN athena_ip_text(CAST(to_json(x) ->> 'network' AS UHUGEINT)) || '/' || (to_json(x) ->> 'bits')`,
      "WHEN 'BLOB' THEN decode(CAST(x AS BLOB)) WHEN 'JSON' THEN CAST(x AS JSON) ->> '$' ELSE CAST(x AS VARCHAR) END",
    ].join(' '),
  },
  athena_shown: { x: 'athena_shown_of([x], x)' },
  athena_shown_of: {
    'k UHUGEINT[], x': 'athena_ip_text(x)',
    'k STRUCT(network UHUGEINT, bits UTINYINT)[], x': 'athena_text(x)',
    'k STRUCT(instant TIMESTAMPTZ, zone VARCHAR)[], x': 'athena_text(x)',
    'k UHUGEINT[][], x': 'list_transform(x, lambda each: athena_ip_text(each))',
    'k, x': 'x',
  },
  athena_to_utf8: { x: 'encode(x)' },
  athena_from_utf8: { x: 'decode(x)' },
  athena_md5: { x: 'unhex(md5(x))' },
  athena_sha1: { x: 'unhex(sha1(x))' },
  athena_sha256: { x: 'unhex(sha256(x))' },
  athena_url_decode: { u: "url_decode(replace(u, '+', ' '))" },
  athena_url_fragment: { u: `url_decode(${url(6)})` },
  athena_url_host: { u: url(2) },
  athena_url_parameter: {
    'u, p':
      "url_decode(replace(list_extract(list_transform(list_filter(string_split(nullif(regexp_extract(u, '\\?([^#]*)', 1), ''), '&'), lambda x: split_part(x, '=', 1) = p), lambda x: x[length(p) + 2:]), 1), '+', ' '))",
  },
  athena_url_path: { u: `url_decode(${url(4)})` },
  athena_url_port: { u: `CAST(nullif(${url(3)}, '') AS BIGINT)` },
  athena_url_protocol: { u: url(1) },
  athena_url_query: { u: `url_decode(${url(5)})` },
};
