/** Settings under which DuckDB computes as Athena does. */
export const ATHENA_SETTINGS = [
  // 7 / 2 is 3; 7.0 / 2 is 3.5.
  'SET integer_division = true',
  // Nulls come last, whatever the direction.
  "SET default_null_order = 'nulls_last'",
  "SET lambda_syntax = 'ENABLE_SINGLE_ARROW'",
] as const;

/** A part of a URL by a regular expression (RFC 3986, appendix B); null where the text is no URL. */
const url = (group: number): string =>
  `nullif(regexp_extract(u, '^([a-zA-Z][a-zA-Z0-9+.-]*):(?://(?:[^/?#@]*@)?(\\[[^\\]]*\\]|[^/?#:]*)(?::(\\d+))?)?([^?#]*)(?:\\?([^#]*))?(?:#(.*))?$', ${group}), '')`;

/** What DuckDB lacks of Athena's functions, or has with another meaning. Each is held to Trino's documentation by a test. */
const ATHENA_MACROS: Readonly<Record<string, string>> = {
  'athena_array_join(a, s)': 'array_to_string(a, s)',
  'athena_array_position(a, x)': 'coalesce(list_position(a, x), 0)',
  'athena_array_sort(a)': "list_sort(a, 'ASC', 'NULLS LAST')",
  'athena_cardinality(x)': 'len(x)',
  'athena_concat(a, b), (a, b, c), (a, b, c, d), (a, b, c, d, e), (a, b, c, d, e, f), (a, b, c, d, e, f, g), (a, b, c, d, e, f, g, h)':
    '',
  'athena_contains(a, x)': 'list_contains(a, x)',
  'athena_date(t)': 'CAST(t AS DATE)',
  'athena_date_add(u, n, t)':
    "CASE lower(u) WHEN 'millisecond' THEN t + to_milliseconds(n) WHEN 'second' THEN t + to_seconds(n) WHEN 'minute' THEN t + to_minutes(n) WHEN 'hour' THEN t + to_hours(n) WHEN 'day' THEN t + to_days(CAST(n AS INTEGER)) WHEN 'week' THEN t + to_days(CAST(7 * n AS INTEGER)) WHEN 'month' THEN t + to_months(CAST(n AS INTEGER)) WHEN 'quarter' THEN t + to_months(CAST(3 * n AS INTEGER)) WHEN 'year' THEN t + to_years(CAST(n AS INTEGER)) ELSE error('date_add does not know the unit ' || u) END",
  'athena_element_at(x, k)': 'x[k]',
  'athena_from_iso8601(t)': 'CAST(t AS TIMESTAMPTZ)',
  'athena_from_unixtime(n)': 'make_timestamptz(CAST(round(n * 1e6) AS BIGINT))',
  'athena_from_unixtime_nanos(n)': 'make_timestamptz(CAST(n AS BIGINT) // 1000)',
  'athena_greatest(a, b), (a, b, c), (a, b, c, d)': '',
  'athena_json_array_get(j, i)': "json_extract(j, '$[' || i || ']')",
  'athena_json_extract(j, p)': 'json_extract(j, p)',
  'athena_json_extract_scalar(j, p)':
    "CASE WHEN json_type(j, p) IN ('OBJECT', 'ARRAY', 'NULL') THEN NULL ELSE json_extract_string(j, p) END",
  'athena_json_format(j)': 'CAST(j AS VARCHAR)',
  'athena_json_parse(t)': 'CAST(t AS JSON)',
  'athena_json_size(j, p)':
    "CASE json_type(j, p) WHEN 'OBJECT' THEN len(json_keys(j, p)) WHEN 'ARRAY' THEN json_array_length(j, p) WHEN NULL THEN NULL ELSE 0 END",
  'athena_least(a, b), (a, b, c), (a, b, c, d)': '',
  'athena_map_agg(k, v)': 'map(list(k), list(v))',
  'athena_millisecond(t)': 'millisecond(t) % 1000',
  'athena_regexp_count(s, p)': 'len(regexp_extract_all(s, p))',
  'athena_regexp_extract(s, p), (s, p, g)': '',
  'athena_regexp_replace(s, p), (s, p, r)': '',
  'athena_replace(s, a), (s, a, b)': '',
  'athena_slice(a, f, n)': 'a[f:f + n - 1]',
  'athena_split_part(s, d, n)': 'list_extract(string_split(s, d), n)',
  'athena_split_to_map(s, e, k)':
    'map_from_entries(list_transform(string_split(s, e), lambda x: {key: split_part(x, k, 1), value: x[length(split_part(x, k, 1)) + length(k) + 1:]}))',
  'athena_to_iso8601(t)': "strftime(CAST(t AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%gZ')",
  'athena_to_unixtime(t)': 'epoch(t)',
  'athena_url_decode(u)': "url_decode(replace(u, '+', ' '))",
  'athena_url_fragment(u)': url(6),
  'athena_url_host(u)': url(2),
  'athena_url_parameter(u, p)':
    "url_decode(replace(list_extract(list_transform(list_filter(string_split(nullif(regexp_extract(u, '\\?([^#]*)', 1), ''), '&'), lambda x: split_part(x, '=', 1) = p), lambda x: x[length(p) + 2:]), 1), '+', ' '))",
  'athena_url_path(u)': url(4),
  'athena_url_port(u)': `CAST(${url(3)} AS BIGINT)`,
  'athena_url_protocol(u)': url(1),
  'athena_url_query(u)': url(5),
};

/** Macros of several arities: the body of each. */
const BODIES: Readonly<Record<string, (parameters: readonly string[]) => string>> = {
  athena_replace: ([s, a, b = "''"]) => `replace(${s}, ${a}, ${b})`,
  athena_concat: (all) => all.join(' || '),
  athena_greatest: (all) => nullIfAny(all, 'greatest'),
  athena_least: (all) => nullIfAny(all, 'least'),
  athena_regexp_extract: ([s, p, g = '0']) =>
    `CASE WHEN regexp_matches(${s}, ${p}) THEN regexp_extract(${s}, ${p}, ${g}) END`,
  athena_regexp_replace: ([s, p, r]) =>
    `regexp_replace(${s}, ${p}, ${r === undefined ? "''" : `regexp_replace(${r}, '\\$(\\d)', '\\\\\\1', 'g')`}, 'g')`,
};

const nullIfAny = (all: readonly string[], name: string): string =>
  `CASE WHEN ${all.map((each) => `${each} IS NOT NULL`).join(' AND ')} THEN ${name}(${all.join(', ')}) END`;

/** The statements that make the macros of these names; making all takes 40 ms. */
export function macroStatements(names: ReadonlySet<string>): string[] {
  return Object.entries(ATHENA_MACROS).flatMap(([signature, body]) => {
    const [name = '', ...rest] = signature.split('(');
    if (!names.has(name)) return [];
    const lists = `(${rest.join('(')}`.split('), ').map((list) => list.replace(/[()]/g, '').split(', '));
    const make = BODIES[name];
    const overloads = lists.map(
      (list) => `(${list.join(', ')}) AS (${make === undefined ? body : make(list)})`,
    );
    return [`CREATE MACRO ${name}${overloads.join(', ')}`];
  });
}
