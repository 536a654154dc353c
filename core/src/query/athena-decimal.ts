import {
  argumentsOf,
  closing,
  endOfCall,
  replaceText,
  writtenText,
  type Here,
  type Writing,
} from './athena-here.ts';
import { refusalAt } from './sql-mark.ts';

/** Texts and comments, in which no number stands. */
const TEXTS = /'(?:[^']|'')*'|--[^\n]*|\/\*[^]*?\*\//g;

/** What a decimal or a `real` comes of: no table of a lake has one. */
const SOURCES = /\d\.(?!\w)|\.\d|\b(?:dec|decimal|numeric|real)\b/i;

/** Whether a query may make a decimal or a `real` number, whose aggregates have other types than those of the engine. */
const mayBeDecimal = (sql: string): boolean => SOURCES.test(sql.replaceAll(TEXTS, "''"));

/** An aggregate whose answer has a type of its own for decimals or `real` numbers: beside any value that it is of, which shows the type. */
export function typed(here: Here, { written, sql }: Writing, macro: string): void {
  if (!mayBeDecimal(sql)) return;
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
export function percentile(here: Here, { written, sql }: Writing): void {
  const { args, tail, last } = partsOf(here, written);
  const [value = '', share = ''] = args;
  if (args.length > 2)
    throw refusalAt(sql, here.word(), {
      what: 'approx_percentile() with weights or an accuracy is not supported yet',
      hint: 'docs/sql.md lists the functions that are supported',
    });
  const finite = `athena_finite(${mayBeDecimal(sql) ? `athena_measured(${value})` : value}) + CAST(0 AS BIGINT)`;
  const isMany = /^\s*(?:array\b|\[)/i.test(share);
  const macro = isMany ? 'athena_percentiles' : 'athena_percentile';
  const shares = `CAST(${share} AS FLOAT${isMany ? '[]' : ''})`;
  const parts = [`min(${finite}, ${FEW})`, `count(${value})`, `approx_quantile(${finite}, ${shares})`];
  const text = `${macro}(${parts.map((part) => `${part} ${tail}`).join(', ')}, ${share}, ${FEW})`;
  replaceText(here, written, { to: last, text });
}
