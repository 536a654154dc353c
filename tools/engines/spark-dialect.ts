import type { Dialect } from './dialect.ts';

const ident = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** Hexadecimal, for the parser would unescape backslashes; constant folding makes a plain literal of it before pushdown. */
const literal = (text: string): string => `CAST(unhex('${Buffer.from(text).toString('hex')}') AS string)`;

const cast = (type: string) => (value: string) => `CAST(${value} AS ${type})`;
const constant = (type: string) => (text: string) => `CAST('${text}' AS ${type})`;
const string = cast('string');

/** Spark SQL. */
export const sparkDialect: Dialect = {
  ident,
  literal,
  text: {
    string: (value) => value,
    int: string,
    long: string,
    boolean: string,
    double: (value) =>
      `CASE WHEN ${value} IS NULL THEN NULL WHEN isnan(${value}) THEN 'NaN' ELSE reflect('java.lang.Double', 'doubleToLongBits', ${value}) END`,
    timestamptz: (value) => `CAST(unix_micros(${value}) AS string)`,
  },
  constant: {
    string: literal,
    int: constant('int'),
    long: constant('bigint'),
    boolean: (text) => text,
    double: constant('double'),
    timestamptz: (text) => `TIMESTAMP '${text} UTC'`,
  },
  transform: (array, body) => `transform(${array}, e -> ${body('e')})`,
  withoutNulls: (array) => `filter(${array}, n -> n IS NOT NULL)`,
  flatten: (arrays) => `flatten(${arrays})`,
  mapKeys: (map) => `map_keys(${map})`,
  mapValues: (map) => `map_values(${map})`,
  join: (array, separator) => `array_join(${array}, ${separator})`,
  char: (code) => `char(${code})`,
  digest: (text) => `CAST(conv(substr(md5(CAST(${text} AS binary)), 1, 10), 16, 10) AS bigint)`,
  day: (time) => `date_format(${time}, 'yyyy-MM-dd')`,
};
