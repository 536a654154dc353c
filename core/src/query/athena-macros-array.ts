import type { Macros } from './athena-macros.ts';

/** The first entry of each key, as Athena keeps it. */
const FIRST_ENTRIES =
  'CASE WHEN len(list_distinct(ks)) = len(ks) THEN map(ks, vs) ELSE map_from_entries(list_filter(list_transform(ks, lambda k, i: {key: k, value: vs[i]}), lambda e, i: e.key IS NOT NULL AND list_position(ks, e.key) = i)) END';

const IS_NEW =
  'lambda x, i: CASE WHEN x IS NULL THEN len(list_filter(a[1:i - 1], lambda y: y IS NULL)) = 0 ELSE NOT list_contains(a[1:i - 1], x) END';

const NO_INDEX = "'! SQL array indices start at 1'";

const HAS_NULL = (list: string): string => `len(${list}) > list_aggregate(${list}, 'count')`;

/**
 * True; where an array of arrays, rows or maps has a null within one of them, it fails, as what is compared with a null is unknown. Only then
 * is it looked at as JSON, where a null is a word.
 */
const noInnerNulls = (name: string): string =>
  `CASE WHEN regexp_matches(typeof(a), '\\)\\[\\]$|\\[\\]\\[\\]$') AND regexp_matches(CAST(to_json(list_filter(a, lambda e: e IS NOT NULL)) AS VARCHAR), '[\\[,:]null[\\],}]') THEN CAST('! ${name}() does not support arrays with elements that contain null' AS BOOLEAN) ELSE ${noMaps(name)} END`;

/** True; maps would be compared in the order of their keys. */
const noMaps = (name: string, list = 'a'): string =>
  `CASE WHEN contains(typeof(${list}), 'MAP(') AND len(${list}) > 0 THEN CAST('! ${name}() of maps is not supported yet' AS BOOLEAN) ELSE true END`;

/** Days from one to another. */
const days = (step: string): string =>
  `cast_to_type(list_transform(generate_series(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), ${step}), lambda t: CAST(t AS DATE)), [a])`;

/** `map[key]` and `array[place]`, which fail where nothing is. */
const OF_MAP =
  "list_extract(map_extract(x, k), CASE WHEN x IS NULL OR map_contains(x, k) AND NOT athena_is_nan(k) THEN 1 ELSE CAST('! Key not present in map: ' || k AS INTEGER) END)";
const OF_ARRAY =
  "x[CASE WHEN x IS NULL OR k IS NULL OR k BETWEEN 1 AND len(x) THEN k ELSE CAST('! Array subscript is out of bounds: ' || k AS INTEGER) END]";

/**
 * Functions that take an array or a map, for a query that was found to ask them of a map that its text does not show as one. Where
 * DuckDB does not know the type yet, that of an aggregate, these take it for a map, and those below for an array.
 */
export const MAP_FIRST: Macros = {
  athena_cardinality: { x: 'athena_cardinality_of(x, x)' },
  athena_cardinality_of: { 'm MAP(VARCHAR, VARCHAR), x': 'len(map_keys(x))', 'm, x': 'len(x)' },
  athena_subscript: { 'x, k': 'athena_subscript_of(x, x, k)' },
  athena_subscript_of: { 'm MAP(VARCHAR, VARCHAR), x, k': OF_MAP, 'm, x, k': OF_ARRAY },
};

/**
 * Times by steps, each counted from the first: a month behind 31 January is its own last day, and does not move those behind it. There
 * are not more months between two days than 28 days.
 */
const STEPS =
  "CASE WHEN year(CAST(s AS INTERVAL)) = 0 AND month(CAST(s AS INTERVAL)) = 0 THEN generate_series(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), CAST(s AS INTERVAL)) ELSE list_filter(list_transform(generate_series(0, abs(datediff('day', CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP))) // 28 + 1), lambda i: CAST(a AS TIMESTAMP) + CAST(s AS INTERVAL) * i), lambda t: CASE WHEN a <= b THEN t <= CAST(b AS TIMESTAMP) ELSE t >= CAST(b AS TIMESTAMP) END) END";

/** Arrays and maps. */
export const ARRAY_MACROS: Macros = {
  athena_any: {
    l: `CASE WHEN l IS NULL THEN NULL WHEN list_contains(l, true) THEN true WHEN ${HAS_NULL('l')} THEN NULL ELSE false END`,
  },
  athena_all: {
    l: `CASE WHEN l IS NULL THEN NULL WHEN list_contains(l, false) THEN false WHEN ${HAS_NULL('l')} THEN NULL ELSE true END`,
  },
  athena_array_distinct: { a: `CASE WHEN ${noMaps('array_distinct')} THEN list_filter(a, ${IS_NEW}) END` },
  athena_array_except: {
    'a, b': `CASE WHEN b IS NOT NULL THEN list_filter(athena_array_distinct(a), lambda x: CASE WHEN x IS NULL THEN NOT ${HAS_NULL('b')} ELSE NOT list_contains(b, x) END) END`,
  },
  athena_array_intersect: {
    'a, b': `CASE WHEN b IS NOT NULL THEN list_filter(athena_array_distinct(a), lambda x: CASE WHEN x IS NULL THEN ${HAS_NULL('b')} ELSE list_contains(b, x) END) END`,
  },
  athena_array_union: {
    'a, b': 'CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN athena_array_distinct(list_concat(a, b)) END',
  },
  athena_map_concat: Object.fromEntries(
    ['a, b', 'a, b, c', 'a, b, c, d'].map((maps) => [
      maps,
      `CASE WHEN ${maps.replaceAll(', ', ' IS NOT NULL AND ')} IS NOT NULL THEN map_concat(${maps}) END`,
    ]),
  ),
  athena_array_remove: {
    'a, x': `CASE WHEN ${noInnerNulls('array_remove')} AND x IS NOT NULL THEN list_filter(a, lambda e: e IS DISTINCT FROM x OR athena_is_nan(x)) END`,
  },
  athena_array_join: {
    'a, s':
      "CASE WHEN a IS NOT NULL THEN coalesce(array_to_string(list_transform(a, lambda x: athena_text(x)), s), '') END",
    'a, s, n':
      "CASE WHEN a IS NOT NULL THEN coalesce(array_to_string(list_transform(a, lambda x: coalesce(athena_text(x), n)), s), '') END",
  },
  athena_array_max: {
    a: `CASE WHEN ${noInnerNulls('array_max')} AND NOT ${HAS_NULL('a')} THEN coalesce(list_max(list_filter(a, lambda e: NOT athena_is_nan(e))), list_max(a)) END`,
  },
  athena_array_min: {
    a: `CASE WHEN ${noInnerNulls('array_min')} AND NOT ${HAS_NULL('a')} THEN list_min(a) END`,
  },
  athena_array_position: {
    'a, x': `CAST(CASE WHEN ${noInnerNulls('array_position')} AND a IS NOT NULL AND x IS NOT NULL THEN CASE WHEN athena_is_nan(x) THEN 0 ELSE coalesce(list_position(a, x), 0) END END AS BIGINT)`,
  },
  athena_array_sort: {
    a: `CASE WHEN ${noInnerNulls('array_sort')} THEN list_sort(a, 'ASC', 'NULLS LAST') END`,
  },
  athena_arrays_overlap: {
    'a, b': `CASE WHEN NOT ${noMaps('arrays_overlap')} THEN NULL WHEN list_has_any(a, b) THEN true WHEN ${HAS_NULL('a')} OR ${HAS_NULL('b')} THEN NULL WHEN a IS NULL OR b IS NULL THEN NULL ELSE false END`,
  },
  athena_cardinality: { x: 'len(x)' },
  athena_contains: {
    'a, x': `CASE WHEN ${noInnerNulls('contains')} AND NOT athena_is_nan(x) AND list_contains(a, x) THEN true WHEN ${HAS_NULL('a')} OR a IS NULL OR x IS NULL THEN NULL ELSE false END`,
  },
  athena_counts: { m: 'map(map_keys(m), list_transform(map_values(m), lambda v: CAST(v AS BIGINT)))' },
  athena_element_at: { 'x, k': 'athena_element_at_of([k], x, k)' },
  athena_element_at_of: {
    'q VARCHAR[], x, k': 'x[k]',
    'q, x, k': `CASE WHEN athena_is_nan(k) THEN NULL WHEN typeof(x)[1:3] <> 'MAP' AND typeof(k) NOT IN ('DATE', 'TIMESTAMP', 'BOOLEAN') AND TRY_CAST(CAST(k AS VARCHAR) AS INTEGER) = 0 THEN x[CAST(${NO_INDEX} AS INTEGER)] ELSE x[k] END`,
  },
  athena_subscript: { 'x, k': 'athena_subscript_of([k], x, k)' },
  athena_subscript_of: { 'q VARCHAR[], x, k': OF_MAP, 'q, x, k': OF_ARRAY },
  // Of no entry, or of null keys alone, there is no map.
  athena_map_of: { 'ks, vs': `CASE WHEN list_count(ks) > 0 THEN ${FIRST_ENTRIES} END` },
  athena_multimap_of: {
    'ks, vs':
      'CASE WHEN list_count(ks) > 0 THEN map_from_entries(list_transform(list_filter(athena_array_distinct(ks), lambda k: k IS NOT NULL), lambda k: {key: k, value: list_transform(list_filter(list_transform(ks, lambda q, i: {key: q, value: vs[i]}), lambda e: e.key = k), lambda e: e.value)})) END',
  },
  athena_map_in_order: { m: 'list_sort(map_entries(m))' },
  athena_map_pairs: {
    'a, b':
      'list_transform(athena_array_distinct(list_concat(map_keys(a), map_keys(b))), lambda q: {k: q, a: list_extract(map_extract(a, q), 1), b: list_extract(map_extract(b, q), 1)})',
  },
  athena_repeat: { 'x, n': 'list_resize([x], n, x)' },
  athena_sequence: {
    'a, b': `CASE WHEN typeof(a) = 'DATE' THEN ${days('CASE WHEN a <= b THEN to_days(1) ELSE to_days(-1) END')} ELSE cast_to_type(generate_series(CAST(a AS BIGINT), CAST(b AS BIGINT), CASE WHEN a <= b THEN 1 ELSE -1 END), [a]) END`,
    'a, b, s': `CASE typeof(a) WHEN 'DATE' THEN cast_to_type(list_transform(${STEPS}, lambda t: CAST(t AS DATE)), [a]) WHEN 'TIMESTAMP' THEN cast_to_type(${STEPS}, [a]) WHEN 'TIMESTAMP WITH TIME ZONE' THEN cast_to_type(generate_series(CAST(a AS TIMESTAMPTZ), CAST(b AS TIMESTAMPTZ), CAST(s AS INTERVAL)), [a]) ELSE cast_to_type(generate_series(CAST(a AS BIGINT), CAST(b AS BIGINT), CASE WHEN CAST(s AS BIGINT) <> 0 AND (a = b OR (a < b) = (CAST(s AS BIGINT) > 0)) THEN CAST(s AS BIGINT) ELSE CAST('! sequence must go from start to stop by its step' AS BIGINT) END), [a]) END`,
  },
  athena_slice: {
    'a, f, n': `CASE WHEN f = 0 THEN a[1:CAST(${NO_INDEX} AS INTEGER)] WHEN n < 0 THEN a[1:CAST('! length must be greater than or equal to 0' AS INTEGER)] WHEN f < 0 AND len(a) + f < 0 THEN a[1:0] WHEN f < 0 THEN a[len(a) + f + 1:len(a) + f + n] ELSE a[f:f + n - 1] END`,
  },
  athena_trim_array: {
    'a, n':
      "a[1:len(a) - CASE WHEN n BETWEEN 0 AND len(a) THEN n WHEN n IS NOT NULL THEN CAST('! size must not exceed array cardinality: ' || n AS INTEGER) END]",
  },
};
