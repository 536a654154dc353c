import { once } from './athena-once.ts';
import type { Macros } from './athena-macros.ts';

/** `$["a.b"]` as DuckDB writes it. */
const PATH = `regexp_replace(p, '\\["([^"]*)"\\]', '."\\1"', 'g')`;

const IS_JSON = 'json_valid(CAST(j AS VARCHAR))';

/** JSON: what is no JSON has no parts. */
export const JSON_MACROS: Macros = {
  athena_json_array_contains: {
    'j, v': `CASE WHEN ${IS_JSON} THEN CASE WHEN json_type(j) = 'ARRAY' THEN list_contains(from_json(j, '["JSON"]'), to_json(v)) END END`,
  },
  athena_json_array_get: {
    'j, i': `CASE WHEN ${IS_JSON} THEN json_extract_string(j, '$[' || CASE WHEN i < 0 THEN '#' ELSE '' END || i || ']') END`,
  },
  athena_json_array_length: {
    j: `CASE WHEN ${IS_JSON} THEN CASE WHEN json_type(j) = 'ARRAY' THEN CAST(json_array_length(j) AS BIGINT) END END`,
  },
  athena_json_extract: { 'j, p': `CASE WHEN ${IS_JSON} THEN json_extract(j, ${PATH}) END` },
  athena_json_extract_scalar: {
    'j, p': `CASE WHEN ${IS_JSON} AND json_type(j, ${PATH}) NOT IN ('OBJECT', 'ARRAY', 'NULL') THEN CASE WHEN json_type(j, ${PATH}) = 'DOUBLE' THEN athena_json_number(CAST(j AS VARCHAR), json_extract_string(j, ${PATH})) ELSE json_extract_string(j, ${PATH}) END END`,
  },
  athena_json_number: {
    'j, n': once(
      "{'n': n, 'many': list_distinct(list_filter(regexp_extract_all(j, '-?\\d+(?:\\.\\d+(?:[eE][+-]?\\d+)?|[eE][+-]?\\d+)'), lambda x: TRY_CAST(x AS DOUBLE) = TRY_CAST(n AS DOUBLE)))}",
      'w',
      "CASE WHEN len(w.many) = 1 THEN w.many[1] WHEN len(w.many) > 1 THEN CAST(CAST('! json_extract_scalar() is not supported yet where a number is written in several ways: ' || array_to_string(w.many, ', ') AS INTEGER) AS VARCHAR) WHEN regexp_matches(w.n, '\\d') THEN w.n END",
    ),
  },
  athena_json_field: {
    'j, n, i':
      "CASE json_type(j) WHEN 'OBJECT' THEN list_extract(list_filter(map_entries(TRY_CAST(j AS MAP(VARCHAR, JSON))), lambda e: lower(e.key) = lower(n)), 1).value WHEN 'ARRAY' THEN json_extract(j, '$[' || i || ']') ELSE CAST(CAST('! Cannot cast to a row: ' || CAST(j AS VARCHAR) AS INTEGER) AS JSON) END",
  },
  // JSON has no number for what is none; of a map the keys are in order.
  athena_to_json: {
    x: "CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN CASE WHEN isfinite(CAST(x AS DOUBLE)) THEN to_json(x) ELSE to_json(athena_text(x)) END WHEN typeof(x)[1:3] = 'MAP' THEN to_json(map_from_entries(athena_map_in_order(CAST(to_json(x) AS MAP(VARCHAR, JSON))))) ELSE to_json(x) END",
  },
  athena_json_format: { j: 'CAST(j AS VARCHAR)' },
  athena_json_parse: {
    t: "coalesce(CASE WHEN trim(t) <> '' THEN athena_path_input(t) END, CASE WHEN t IS NOT NULL THEN CAST(CAST(CAST('! Cannot convert value to JSON: ' || t AS INTEGER) AS VARCHAR) AS JSON) END)",
  },
  athena_json_scalar: {
    j: `CASE WHEN ${IS_JSON} THEN json_type(j) NOT IN ('OBJECT', 'ARRAY') WHEN j IS NOT NULL THEN CAST('! this is no JSON: ' || CAST(j AS VARCHAR) AS BOOLEAN) END`,
  },
  athena_json_size: {
    'j, p': `CASE WHEN ${IS_JSON} THEN CAST(CASE json_type(j, ${PATH}) WHEN 'OBJECT' THEN len(json_keys(j, ${PATH})) WHEN 'ARRAY' THEN json_array_length(j, ${PATH}) ELSE CASE WHEN json_type(j, ${PATH}) IS NOT NULL THEN 0 END END AS BIGINT) END`,
  },
};
