import type { Macros } from './athena-macros.ts';

/** In lax mode arrays are taken apart before a member is asked for. */
const UNWRAPPED =
  "flatten(list_transform(l, lambda x: CASE json_type(x) WHEN 'ARRAY' THEN json_extract(x, '$[*]') ELSE [x] END))";

/** All of an object, whose keys may be any text; of a key that stands twice, the later. */
const MEMBER = "list_filter(list_zip(json_keys(x), json_extract(x, '$.*')), lambda e: e[1] = k)[-1]";

const isAll = (type: string): string => `len(list_filter(l, lambda x: json_type(x) <> '${type}')) = 0`;

/** What each item gives, one list behind the other; the items of one that is no such thing are none. */
const each = (list: string, when: string, made: string): string =>
  `flatten(list_transform(${list}, lambda x: CASE WHEN ${when} THEN ${made} ELSE CAST([] AS JSON[]) END))`;

const IS_OBJECT = "json_type(x) = 'OBJECT'";

/** A place that counts from the last is 0 or less. */
const place = (end: string): string => `CASE WHEN r.${end} <= 0 THEN len(y) + r.${end} ELSE r.${end} END`;

/** The elements at some places of the array `y`. */
const ELEMENTS = `flatten(list_transform(q, lambda r: CASE WHEN greatest(${place('f')}, 1) > least(${place('t')}, len(y)) OR ${place('f')} > ${place('t')} THEN CAST([] AS JSON[]) ELSE y[greatest(${place('f')}, 1):least(${place('t')}, len(y))] END))`;

/** Whether all of some places are there. */
const ARE_THERE = `len(list_filter(q, lambda r: ${place('f')} < 1 OR ${place('t')} > len(y) OR ${place('f')} > ${place('t')})) = 0`;

/** Steps of paths of SQL/JSON over a list of items, and what is made of the items: `athena-json-path.ts`, `athena-json-sql.ts`. */
export const PATH_MACROS: Macros = {
  // What Athena reads as JSON: DuckDB also takes a comma at the end, and NaN. Empty text is null.
  athena_path_input: {
    t: String.raw`CASE WHEN typeof(t) = 'JSON' THEN CAST(CAST('! JSON_EXISTS, JSON_VALUE and JSON_QUERY take text: write json_format(…)' AS INTEGER) AS JSON) WHEN trim(CAST(t AS VARCHAR), ' ' || chr(9) || chr(10) || chr(13)) = '' THEN CAST('null' AS JSON) WHEN json_valid(CAST(t AS VARCHAR)) AND NOT (regexp_matches(CAST(t AS VARCHAR), ',\s*[\]}]|[NnIi][AaNn][NnFf]|/[/*]') AND regexp_matches(regexp_replace(CAST(t AS VARCHAR), '"(?:[^"\\]|\\.)*"', '""', 'g'), ',\s*[\]}]|[NnIi][AaNn][NnFf]|/[/*]')) THEN json(CAST(t AS VARCHAR)) END`,
  },
  athena_path_start: { j: 'CASE WHEN j IS NOT NULL THEN [j] END' },
  athena_path_lax_member: {
    'l, k': each(UNWRAPPED, `${IS_OBJECT} AND list_contains(json_keys(x), k)`, `[${MEMBER}[2]]`),
  },
  athena_path_lax_members: { l: each(UNWRAPPED, IS_OBJECT, "json_extract(x, '$.*')") },
  athena_path_lax_elements: { l: UNWRAPPED },
  athena_path_lax_places: {
    'l, q': `flatten(list_transform(list_transform(l, lambda x: CASE json_type(x) WHEN 'ARRAY' THEN json_extract(x, '$[*]') ELSE [x] END), lambda y: ${ELEMENTS}))`,
  },
  athena_path_strict_member: {
    'l, k': `CASE WHEN ${isAll('OBJECT')} AND len(list_filter(l, lambda x: NOT list_contains(json_keys(x), k))) = 0 THEN list_transform(l, lambda x: ${MEMBER}[2]) END`,
  },
  athena_path_strict_members: {
    l: `CASE WHEN ${isAll('OBJECT')} THEN ${each('l', IS_OBJECT, "json_extract(x, '$.*')")} END`,
  },
  athena_path_strict_elements: {
    l: `CASE WHEN ${isAll('ARRAY')} THEN flatten(list_transform(l, lambda x: json_extract(x, '$[*]'))) END`,
  },
  athena_path_strict_places: {
    'l, q': `CASE WHEN ${isAll('ARRAY')} AND len(list_filter(list_transform(l, lambda x: json_extract(x, '$[*]')), lambda y: NOT (${ARE_THERE}))) = 0 THEN flatten(list_transform(list_transform(l, lambda x: json_extract(x, '$[*]')), lambda y: ${ELEMENTS})) END`,
  },
  // Numbers that Java writes with an exponent, and characters that it escapes, stand otherwise in DuckDB's text.
  athena_path_text: {
    t: String.raw`CASE WHEN regexp_matches(t, '[\x{10000}-\x{10FFFF}]|\\u00.[a-f]|(?:^|[\[,:])-?(?:\d{8,}\.|0\.000|\d+(?:\.\d+)?[eE])') THEN CAST(CAST('! json_query() is not supported yet for such numbers or characters: ' || t AS INTEGER) AS VARCHAR) ELSE t END`,
  },
  athena_path_whole: { x: String.raw`regexp_full_match(CAST(x AS VARCHAR), '-?\d+')` },
};
