import {
  argumentsOf,
  closing,
  endOfCall,
  replaceText,
  writtenText,
  type Here,
  type Writing,
} from './athena-here.ts';
import { mayBeDecimal } from './athena-decimal.ts';
import { mayBeNan } from './athena-nan.ts';
import { refusalAt } from './sql-mark.ts';

/** Puts the aggregate at this place together anew with all that belongs to its call, where it must be. */
export function aggregateOf(here: Here, { written, sql }: Writing, name: string): void {
  if (name === 'map_agg' || name === 'multimap_agg') mapOfLists(here, written, name);
  if (name === 'max' && mayBeNan(sql)) maxOfNumbers(here, written);
  if (name === 'approx_percentile') percentile(here, { written, sql });
  if (Object.hasOwn(TYPED, name) && mayBeDecimal(sql)) typed(here, written, TYPED[name] ?? '');
  if (name === 'listagg') listagg(here, { written, sql });
  if (Object.hasOwn(WRAPPED, name)) wrap(here, written, WRAPPED[name] ?? '');
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

/** Aggregates whose answer has a type of its own for decimals or `real` numbers, and the macro that gives it. */
const TYPED: Readonly<Record<string, string>> = { avg: 'athena_averaged', sum: 'athena_summed' };

/** An aggregate beside any value that it is of, which shows the type. */
function typed(here: Here, written: string[], macro: string): void {
  const { args, tail, last } = partsOf(here, written);
  const [value = ''] = args;
  const text = `${macro}(${written[here.at()]}(${value}) ${tail}, any_value(${value.replace(/^\s*(?:distinct|all)\b/i, '')}) ${tail})`;
  replaceText(here, written, { to: last, text });
}

/** Arguments of an aggregate, and what belongs to its call behind them. */
function partsOf(here: Here, written: readonly string[]): { args: string[]; tail: string; last: number } {
  const end = closing(here);
  const last = endOfCall(here);
  return {
    args: argumentsOf(here).map((range) => writtenText(here, written, range)),
    tail: last > end ? writtenText(here, written, { from: end + 1, to: last }) : '',
    last,
  };
}

/** Of so few values the answer is exact. Trino's is up to about 30, where its digest still holds each value by itself. */
const FEW = 32;

/** `approx_percentile(x, 0.9)`: exact of a few values, which are the least of so many; an estimate of more. */
function percentile(here: Here, { written, sql }: Writing): void {
  const { args, tail, last } = partsOf(here, written);
  const [value = '', share = ''] = args;
  if (args.length > 2)
    throw refusalAt(sql, here.word(), {
      what: 'approx_percentile() with weights or an accuracy is not supported yet',
      hint: 'docs/sql.md lists the functions that are supported',
    });
  const finite = `athena_finite(${mayBeDecimal(sql) ? `athena_measured(${value})` : value}) + CAST(0 AS BIGINT)`;
  const macro = /^\s*(?:array\b|\[)/i.test(share) ? 'athena_percentiles' : 'athena_percentile';
  const parts = [`min(${finite}, ${FEW})`, `count(${value})`, `approx_quantile(${finite}, ${share})`];
  const text = `${macro}(${parts.map((part) => `${part} ${tail}`).join(', ')}, ${share}, ${FEW})`;
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
function mapOfLists(here: Here, written: string[], name: string): void {
  const end = closing(here);
  const last = endOfCall(here);
  const tail = last > end ? writtenText(here, written, { from: end + 1, to: last }) : '';
  const lists = argumentsOf(here).map(
    ({ from, to }) => `list(${writtenText(here, written, { from, to })}) ${tail}`,
  );
  const macro = name === 'map_agg' ? 'athena_map_of' : 'athena_multimap_of';
  replaceText(here, written, { to: last, text: `${macro}(${lists.join(', ')})` });
}

/** Aggregates whose answer is cast, with all that belongs to the call: FILTER, OVER. */
const WRAPPED: Readonly<Record<string, string>> = { corr: 'athena_corr', histogram: 'athena_counts' };

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
