import { ident, literal } from '../../core/src/port/index.ts';
import type { Dialect } from './dialect.ts';

const varchar = (value: string) => `CAST(${value} AS varchar)`;
const constant = (type: string) => (text: string) => `${type} ${literal(text)}`;

/** Microseconds since 1970: Trino's own functions stop at milliseconds, the rest comes from the text. */
const micros = (value: string): string => {
  const millis = `date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00 UTC', date_trunc('millisecond', ${value}))`;
  const rest = `CAST(substr(CAST(CAST(${value} AT TIME ZONE 'UTC' AS timestamp(6)) AS varchar), -3) AS bigint)`;
  return `CAST(${millis} * 1000 + ${rest} AS varchar)`;
};

/** Trino's SQL (and Athena's). */
export const trinoDialect: Dialect = {
  ident,
  literal,
  text: {
    string: (value) => value,
    int: varchar,
    long: varchar,
    boolean: varchar,
    double: (value) =>
      `CASE WHEN is_nan(${value}) THEN 'NaN' ELSE CAST(from_big_endian_64(to_ieee754_64(${value})) AS varchar) END`,
    timestamptz: micros,
  },
  constant: {
    string: literal,
    int: constant('INTEGER'),
    long: constant('BIGINT'),
    boolean: (text) => text,
    double: (text) =>
      `CAST(${literal(text === 'inf' ? 'Infinity' : text.replace('-inf', '-Infinity'))} AS double)`,
    timestamptz: (text) => `TIMESTAMP ${literal(`${text} UTC`)}`,
  },
  transform: (array, body) => `transform(${array}, e -> ${body('e')})`,
  withoutNulls: (array) => `filter(${array}, n -> n IS NOT NULL)`,
  flatten: (arrays) => `flatten(${arrays})`,
  mapKeys: (map) => `map_keys(${map})`,
  mapValues: (map) => `map_values(${map})`,
  join: (array, separator) => `array_join(${array}, ${separator})`,
  char: (code) => `chr(${code})`,
  digest: (text) => `from_base(substr(to_hex(md5(to_utf8(${text}))), 1, 10), 16)`,
  // Not date_format: it rounds to milliseconds first, so the last microsecond of a day becomes the next day.
  day: (time) => `CAST(CAST(${time} AT TIME ZONE 'UTC' AS date) AS varchar)`,
};
