import type { Macros } from './athena-macros.ts';

/** Operators that stand for `+` and `-` of a query: see `athena-sums.ts`. */
export const SUMS: readonly string[] = ['~+', '~-'];

/** Of an array of the value: that of a value whose type is not known, an element of `ARRAY[]`, is known too late. */
const isA = (value: string, type: string): string => `typeof([${value}]) = '${type}[]'`;

const typeName = (value: string): string => `lower(replace(typeof([${value}]), '[]', ''))`;

/** Types that a day is neither added to nor taken from. */
const isOther = (value: string): string =>
  `typeof([${value}]) NOT IN ('DATE[]', 'INTERVAL[]', 'TIMESTAMP[]', 'TIMESTAMP WITH TIME ZONE[]', '"NULL"[]')`;

const isWrong = `${isA('a', 'DATE')} AND ${isOther('b')} OR ${isA('b', 'DATE')} AND ${isOther('a')}`;

/**
 * A value whose type depends on those of its arguments: a field of a row, by a name that the engine works out when it binds the
 * query. A name that no field has is the error's text.
 */
const chosen = (sign: string, days: { readonly when: string; readonly made: string }, span: string): string =>
  `struct_extract({'plain': a ${sign} b, 'day': CASE WHEN ${days.when} THEN athena_day_of_sum(CAST(${days.made} AS TIMESTAMP)) END, 'span': ${span}}, CASE WHEN ${days.when} THEN 'day' WHEN ${isWrong} THEN '! cannot apply operator: ' || ${typeName('a')} || ' ${sign} ' || ${typeName('b')} WHEN ${isA('a', 'DATE')} AND ${isA('b', 'DATE')} THEN 'span' ELSE 'plain' END)`;

const DAY_AND_INTERVAL = `${isA('a', 'DATE')} AND ${isA('b', 'INTERVAL')}`;

/** Sums and differences: a day and an interval are a day, and the difference of two days is an interval. */
export const SUM_MACROS: Macros = {
  '~+': {
    'a, b': chosen(
      '+',
      {
        when: `${DAY_AND_INTERVAL} OR ${isA('a', 'INTERVAL')} AND ${isA('b', 'DATE')}`,
        made: 'a + b',
      },
      'NULL',
    ),
  },
  '~-': {
    'a, b': chosen(
      '-',
      { when: DAY_AND_INTERVAL, made: 'a - b' },
      `CASE WHEN ${isA('a', 'DATE')} AND ${isA('b', 'DATE')} THEN CAST(a AS TIMESTAMP) - CAST(b AS TIMESTAMP) END`,
    ),
  },
  athena_day_of_sum: {
    t: "CASE WHEN t = date_trunc('day', t) THEN CAST(t AS DATE) WHEN t IS NOT NULL THEN CAST(t AS DATE) + CAST('! Cannot add hour, minutes or seconds to a date' AS INTEGER) END",
  },
};
