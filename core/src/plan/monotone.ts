/** What a value is compared as. A plain text literal takes the type of what it is compared with. */
export type Kind = 'time' | 'number' | 'text' | 'literal';

/** A function that never gives less for more, in the argument `of`; the others must be constant. */
export interface Monotone {
  readonly of: number;
  readonly from: Kind;
  readonly to: Kind;
}

const rises = (from: Kind, to: Kind, of = 0): Monotone => ({ of, from, to });

/** Functions and macros by the name that they have in DuckDB's tree. */
export const MONOTONE: Readonly<Record<string, Monotone>> = {
  athena_date_add: rises('time', 'time', 2),
  athena_date: rises('time', 'time'),
  athena_date_trunc: rises('time', 'time', 1),
  athena_to_date: rises('time', 'time'),
  athena_to_instant: rises('time', 'time'),
  athena_to_instant_utc: rises('time', 'time'),
  athena_to_timestamp: rises('time', 'time'),
  athena_year: rises('time', 'number'),
  athena_ceil: rises('number', 'number'),
  athena_floor: rises('number', 'number'),
  athena_rounded_instant: rises('time', 'time'),
  athena_rounded_time: rises('time', 'time'),
  athena_round: rises('number', 'number'),
  athena_to_double: rises('number', 'number'),
  athena_to_real: rises('number', 'number'),
  athena_from_unixtime: rises('number', 'time'),
  athena_from_unixtime_nanos: rises('number', 'time'),
  athena_to_unixtime: rises('time', 'number'),
  date_trunc: rises('time', 'time', 1),
  epoch: rises('time', 'number'),
  epoch_ms: rises('time', 'number'),
  make_timestamptz: rises('number', 'time'),
  to_timestamp: rises('number', 'time'),
  year: rises('time', 'number'),
  ceil: rises('number', 'number'),
  ceiling: rises('number', 'number'),
  floor: rises('number', 'number'),
  round: rises('number', 'number'),
  trunc: rises('number', 'number'),
  left: rises('text', 'text'),
};

const named = <Result extends string>(names: string, result: Result): Record<string, Result> =>
  Object.fromEntries(names.split(' ').map((name) => [name, result]));

/**
 * Functions that give the same for the same arguments within a query and need no row, with what they give: `first` is what
 * their first argument is, a `span` is added to times.
 */
export const PURE: Readonly<Record<string, Kind | 'first' | 'span'>> = {
  ...Object.fromEntries(Object.entries(MONOTONE).map(([name, { to }]) => [name, to])),
  ...named('+ -', 'first'),
  ...named('* / // % day hour minute month second', 'number'),
  ...named('athena_day athena_hour athena_minute athena_month athena_second', 'number'),
  ...named('athena_to_bigint athena_to_integer', 'number'),
  ...named(
    '|| athena_concat athena_replace athena_strftime athena_substr athena_text athena_trim concat lower lpad replace rpad strftime substr substring trim upper',
    'text',
  ),
  ...named('athena_from_iso8601 athena_from_iso8601_utc strptime', 'time'),
  ...named('to_seconds to_minutes to_hours to_days to_weeks to_months to_years', 'span'),
};

/** What a function gives by its name, whatever its arguments; undefined where that is not known. */
export function kindOfFunction(name: string): Kind | 'span' | undefined {
  const kind = Object.hasOwn(PURE, name) ? PURE[name] : undefined;
  return kind === 'first' ? undefined : kind;
}

/** The current time by its names: those are no columns unless a table has such a one. */
export const CURRENT_NAMES: ReadonlySet<string> = new Set([
  'current_date',
  'current_timestamp',
  'localtimestamp',
]);
export const CURRENT_FUNCTIONS: ReadonlySet<string> = new Set([
  'current_date',
  'get_current_timestamp',
  'now',
  'today',
]);

const KINDS: Readonly<Record<string, Kind>> = {
  VARCHAR: 'text',
  BIGINT: 'number',
  INTEGER: 'number',
  SMALLINT: 'number',
  TINYINT: 'number',
  HUGEINT: 'number',
  DOUBLE: 'number',
  FLOAT: 'number',
  DECIMAL: 'number',
  DATE: 'time',
  TIMESTAMP: 'time',
  TIMESTAMPTZ: 'time',
  'TIMESTAMP WITH TIME ZONE': 'time',
};

/** What a type of DuckDB's is compared as; undefined for all that has no order of use. */
export const kindOf = (type: string): Kind | undefined => KINDS[type.replace(/\(.*/, '')];

/** From the coarse to the fine, each of a fixed width: a text of these, in this order, sorts as the time does. */
const SORTED = ['%Y', '%m', '%d', '%H', '%M', '%S', '%f'];

/** Whether texts that `strftime` writes by a pattern sort as the times do. */
export function sortsAsTime(pattern: string): boolean {
  const parts = pattern.replace('%g000', '%f').match(/%-?[^]/g) ?? [];
  return parts.length > 0 && parts.every((part, at) => part === SORTED[at]);
}

/** Whether a pattern of `strptime` reads an ISO 8601 text as the instant that it names, to the second at least. */
export const readsIso = (pattern: string): boolean =>
  /^%Y-%m-%d[T ]%H:%M:%S(?:\.%[fgn])?(?:Z|%z)?$/.test(pattern);
