import { ident, literal } from '../../core/src/port/index.ts';
import type { Dialect } from './dialect.ts';

const cast = (type: string) => (value: string) => `CAST(${value} AS ${type})`;
const constant = (type: string) => (text: string) => `CAST(${literal(text)} AS ${type})`;
const varchar = cast('VARCHAR');

/** SQL of the embedded engine. */
export const duckdbDialect: Dialect = {
  ident,
  literal,
  text: {
    string: (value) => value,
    int: varchar,
    long: varchar,
    boolean: varchar,
    double: (value) =>
      `CASE WHEN isnan(${value}) THEN 'NaN' ELSE CAST(CAST(CAST(${value} AS BIT) AS BIGINT) AS VARCHAR) END`,
    timestamptz: (value) => `CAST(epoch_us(${value}) AS VARCHAR)`,
  },
  constant: {
    string: literal,
    int: constant('INTEGER'),
    long: constant('BIGINT'),
    boolean: constant('BOOLEAN'),
    double: constant('DOUBLE'),
    timestamptz: (text) => `CAST(${literal(`${text}+00`)} AS TIMESTAMPTZ)`,
  },
  transform: (array, body) => `list_transform(${array}, lambda e: ${body('e')})`,
  withoutNulls: (array) => `list_filter(${array}, lambda n: n IS NOT NULL)`,
  flatten: (arrays) => `flatten(${arrays})`,
  mapKeys: (map) => `map_keys(${map})`,
  mapValues: (map) => `map_values(${map})`,
  join: (array, separator) =>
    `CASE WHEN ${array} IS NULL THEN NULL ELSE coalesce(array_to_string(${array}, ${separator}), '') END`,
  char: (code) => `chr(${code})`,
  digest: (text) => `CAST('0x' || substr(md5(${text}), 1, 10) AS BIGINT)`,
  day: (time) => `strftime(${time}, '%Y-%m-%d')`,
};
