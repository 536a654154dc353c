import { once } from './athena-once.ts';
import type { Macros } from './athena-macros.ts';

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

const WITHIN =
  "CASE WHEN length(t) > n THEN CAST(CAST('! Value cannot be represented as varchar(' || n || '): ' || t AS INTEGER) AS VARCHAR) ELSE t END";

/** The text of an address or a network, for a query that speaks of addresses: planning it takes longer than all other casts to text. */
export const ADDRESS_TEXT_MACRO: Macros = { athena_address_text: { x: ADDRESS_TEXT } };

/** The text of a time of a zone, for a query that speaks of zones. */
export const ZONED_TEXT_MACRO: Macros = { athena_zoned_text: { x: ZONED_TEXT } };

/** How values are written as texts. */
export const WRITTEN_MACROS: Macros = {
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
};
