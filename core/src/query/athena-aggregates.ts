import {
  argumentsOf,
  closing,
  endOfCall,
  replaceText,
  writtenText,
  type Here,
  type Writing,
} from './athena-here.ts';
import { percentile, typed } from './athena-decimal.ts';
import { mayBeNan } from './athena-nan.ts';
import { refusalAt } from './sql-mark.ts';

/** Aggregates of Athena, lower-case. */
export const AGGREGATE_NAMES: ReadonlySet<string> = new Set(
  'any_value approx_distinct approx_percentile arbitrary array_agg avg bitwise_and_agg bitwise_or_agg bitwise_xor_agg bool_and bool_or corr count count_if covar_pop covar_samp every geometric_mean grouping histogram listagg map_agg max max_by min min_by multimap_agg reduce_agg regr_intercept regr_slope stddev stddev_pop stddev_samp sum var_pop var_samp variance'.split(
    ' ',
  ),
);

/** Puts the aggregate at this place together anew with all that belongs to its call, where it must be. */
export function aggregateOf(here: Here, writing: Writing, name: string): void {
  if (Object.hasOwn(AGGREGATES, name)) AGGREGATES[name]?.(here, writing);
}

const AGGREGATES: Readonly<Record<string, (here: Here, writing: Writing) => void>> = {
  approx_percentile: percentile,
  avg: (here, writing) => typed(here, writing, 'athena_averaged'),
  // An aggregate whose answer is cast.
  corr: (here, { written }) => ofReals(here, written, 'athena_corr'),
  covar_pop: (here, { written }) => ofReals(here, written, ''),
  covar_samp: (here, { written }) => ofReals(here, written, ''),
  geometric_mean: (here, { written }) => geometricMean(here, written),
  histogram: (here, { written }) => wrap(here, written, 'athena_counts'),
  listagg,
  map_agg: (here, { written }) => mapOfLists(here, written, 'athena_map_of'),
  max: (here, { written, sql }) => (mayBeNan(sql) ? maxOfNumbers(here, written) : undefined),
  multimap_agg: (here, { written }) => mapOfLists(here, written, 'athena_multimap_of'),
  regr_intercept: (here, { written }) => ofReals(here, written, 'athena_corr'),
  regr_slope: (here, { written }) => ofReals(here, written, 'athena_corr'),
  sum: (here, { written }) => sumOf(here, written),
};

/** A sum that is surely of few bits: of numbers that are written out, as many as there are rows. */
const OF_FEW =
  /^\s*(?:\d{1,6}|case\s+when\b(?:(?!\bcase\b|\bthen\b|\belse\b)[^])*\bthen\s+\d{1,6}(?:\s+else\s+(?:\d{1,6}|null))?\s+end)\s*$/i;

/**
 * `sum(x)`: of whole numbers it has 64 bits, and fails beyond, where the engine goes on to 128; of `real` numbers it is one. What is cast to tells
 * the type and is never worked out.
 */
function sumOf(here: Here, written: string[]): void {
  const [value = ''] = argumentsOf(here).map((range) => writtenText(here, written, range));
  if (OF_FEW.test(value)) return;
  const last = endOfCall(here);
  const plain = value.replace(/^\s*(?:distinct|all)\b/i, '');
  const like = here.is(closing(here) + 1, 'over') ? `(${plain})` : `any_value(${plain})`;
  const made = writtenText(here, written, { from: 0, to: last });
  replaceText(here, written, { to: last, text: `cast_to_type(${made}, ${like} * CAST(1 AS BIGINT))` });
}

/** Statistics of two columns, which are `real` where both are `real` or whole numbers. */
function ofReals(here: Here, written: string[], macro: string): void {
  const [a = '', b = ''] = argumentsOf(here).map((range) => writtenText(here, written, range));
  const last = endOfCall(here);
  const end = closing(here);
  const tail = last > end ? writtenText(here, written, { from: end + 1, to: last }) : '';
  const made = `${macro}(${writtenText(here, written, { from: 0, to: end })} ${tail})`;
  const of = [a, b].map((value) => `any_value(${value}) ${tail}`);
  replaceText(here, written, { to: last, text: `athena_of_reals(${[made, ...of].join(', ')})` });
}

/** The engine's own fails where a number is 0. */
function geometricMean(here: Here, written: string[]): void {
  const last = endOfCall(here);
  const end = closing(here);
  const tail = last > end ? writtenText(here, written, { from: end + 1, to: last }) : '';
  const [value = ''] = argumentsOf(here).map((range) => writtenText(here, written, range));
  replaceText(here, written, { to: last, text: `exp(avg(athena_ln(${value})) ${tail})` });
}

/** `max(x)` without NaN, which is the greatest number in DuckDB: unless there is no other. */
function maxOfNumbers(here: Here, written: string[]): void {
  const args = argumentsOf(here);
  const end = closing(here);
  const last = endOfCall(here);
  const [only] = args;
  if (only === undefined || args.length > 1 || here.is(2, 'distinct', 'all')) return;
  const value = writtenText(here, written, only);
  const tail = last > end ? writtenText(here, written, { from: end + 1, to: last }) : '';
  const text = `coalesce(max(athena_no_nan(${value})) ${tail}, max(${value}) ${tail})`;
  replaceText(here, written, { to: last, text });
}

/** `reduce_agg(x, state, (s, x) -> …, (s, t) -> …)`: over a list of all that is not null; of nothing it is null. */
export function reducedLists(
  here: Here,
  written: string[],
  reduced: (args: readonly string[]) => string,
): void {
  const [value = '', ...others] = argumentsOf(here).map((range) => writtenText(here, written, range));
  const end = closing(here);
  const last = endOfCall(here);
  const tail = last > end ? writtenText(here, written, { from: end + 1, to: last }) : '';
  const e = `athena_l${here.place}`;
  const made = reduced([e, ...others.slice(0, 2)]);
  const list = `list_filter(list(${value}) ${tail}, ${e}q -> ${e}q IS NOT NULL)`;
  replaceText(here, written, {
    to: last,
    text: `list_transform([${list}], ${e} -> CASE WHEN len(${e}) > 0 THEN ${made} END)[1]`,
  });
}

/** `map_agg(k, v) FILTER (…)`: a map of two lists, each with what belongs to the call. */
function mapOfLists(here: Here, written: string[], macro: string): void {
  const end = closing(here);
  const last = endOfCall(here);
  const tail = last > end ? writtenText(here, written, { from: end + 1, to: last }) : '';
  const lists = argumentsOf(here).map(
    ({ from, to }) => `list(${writtenText(here, written, { from, to })}) ${tail}`,
  );
  replaceText(here, written, { to: last, text: `${macro}(${lists.join(', ')})` });
}

/** With all that belongs to the call: FILTER, OVER. */
function wrap(here: Here, written: string[], macro: string): void {
  const end = endOfCall(here);
  written[here.at()] = `${macro}(${written[here.at()]}`;
  written[here.at(end)] += ')';
}

/** `listagg(x, ',') WITHIN GROUP (ORDER BY y)` as `string_agg(x, ',' ORDER BY y)`. */
function listagg(here: Here, { written, sql }: Writing): void {
  const end = closing(here);
  const isOrdered = here.is(end + 1, 'within') && here.is(end + 2, 'group') && here.is(end + 3, '(');
  if (!isOrdered)
    throw refusalAt(sql, here.word(end), {
      what: 'listagg() needs WITHIN GROUP (ORDER BY …) behind it',
      hint: "write listagg(x, ',') WITHIN GROUP (ORDER BY x)",
    });
  const last = closing(here, end + 3);
  const separator = argumentsOf(here).length > 1 ? '' : ", ''";
  const order = writtenText(here, written, { from: end + 4, to: last - 1 });
  const values = writtenText(here, written, { from: 2, to: end - 1 });
  replaceText(here, written, { to: last, text: `string_agg(${values}${separator} ${order})` });
}
