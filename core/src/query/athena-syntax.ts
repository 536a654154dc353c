import { inert } from '#kernel';
import { ATHENA_FUNCTIONS } from './athena-functions.ts';
import { calledName, closing, type Here, type Writing } from './athena-here.ts';
import { refusalAt } from './sql-mark.ts';

/** Fields of EXTRACT: each is what the function of its name takes out of a time or an interval. */
const EXTRACTED = [
  'day',
  'day_of_month',
  'day_of_week',
  'day_of_year',
  'dow',
  'doy',
  'hour',
  'minute',
  'month',
  'quarter',
  'second',
  'timezone_hour',
  'timezone_minute',
  'week',
  'week_of_year',
  'year',
  'year_of_week',
  'yow',
];

/** `EXTRACT(DAY_OF_WEEK FROM x)`, as the function of that name. */
export function extractOf(here: Here, { written, sql }: Writing): void {
  if (!here.is(0, 'extract') || !here.is(1, '(') || !here.is(3, 'from')) return;
  const name = here.word(2)?.text.toLowerCase() ?? '';
  const macro = EXTRACTED.includes(name) ? ATHENA_FUNCTIONS[name] : undefined;
  if (macro === undefined)
    throw refusalAt(sql, here.word(2), {
      what: `${inert(name)} cannot be extracted`,
      hint: `EXTRACT takes ${EXTRACTED.join(', ')}`,
    });
  written[here.at()] = macro;
  written[here.at(2)] = '';
  written[here.at(3)] = '';
}

const AFTER_VALUES = ['order', 'limit', 'offset', 'fetch', 'union', 'except', 'intersect', ';', ')'];

/**
 * `VALUES 1, 2`: rows of one column need no brackets in Athena. They are written beside the words around a row, since those of the row
 * itself may be put together anew.
 */
export function valuesOf(here: Here, written: string[]): void {
  if (!here.is(0, 'values') || here.word(1) === undefined) return;
  let from = 1;
  for (let by = 1; here.word(by - 1) !== undefined; by += 1) {
    if (here.is(by, '(', '[')) by = closing(here, by) + 1;
    const isEnd = here.word(by) === undefined || here.is(by, ...AFTER_VALUES);
    if (!isEnd && !here.is(by, ',')) continue;
    bracketed(here, written, { from, to: by });
    if (isEnd) return;
    from = by + 1;
  }
}

/** Whether a row stands in brackets as a whole. */
const isWhole = (here: Here, from: number, end: number): boolean =>
  here.is(from, '(') && closing(here, from) === end - 1;

/** A row in brackets: `1`, `(1)` or `ROW(1, 2)` before. */
function bracketed(here: Here, written: string[], { from, to }: { from: number; to: number }): void {
  if (isWhole(here, from, to)) return;
  if (here.is(from, 'row') && isWhole(here, from + 1, to)) {
    written[here.at(from)] = '';
    return;
  }
  written[here.at(from - 1)] += ' (';
  if (here.word(to) === undefined) written.push('\n)');
  else written[here.at(to)] = `)${written[here.at(to)]}`;
}

/** `lag(x) IGNORE NULLS OVER (…)`: DuckDB wants the words within the brackets. */
export function ignoredNulls(here: Here, written: string[]): void {
  if (calledName(here) === undefined) return;
  const end = closing(here);
  if (!here.is(end + 1, 'ignore', 'respect') || !here.is(end + 2, 'nulls')) return;
  written[here.at(end)] = ` ${here.word(end + 1)?.text} NULLS)`;
  written[here.at(end + 1)] = '';
  written[here.at(end + 2)] = '';
}

/** @throws LeveeError (exit code 2) for `LIKE 'a' ESCAPE ''`, which the engine knows and Athena does not. */
export function checkSyntax(here: Here, { sql }: Writing): void {
  if (here.is(0, 'escape') && here.is(1, "''"))
    throw refusalAt(sql, here.word(1), { what: 'ESCAPE takes a single character', hint: 'leave ESCAPE out' });
}

/** Words that DuckDB reserves and Athena does not. */
const RESERVED = new Set(
  'analyse analyze anti any asc asof at authorization binary both check collate column concurrently default deferrable desc do foreign freeze glob ilike initially isnull lambda lateral leading limit notnull offset only overlaps pivot placing positional primary qualify references returning semi show similar some summarize tablesample to trailing unique unpivot user variadic verbose window'.split(
    ' ',
  ),
);

const BEFORE_VALUE = new Set(
  ', ( [ . = < > <= >= <> != + - * / % || -> select distinct all where and or not by on when then else between case having in like using'.split(
    ' ',
  ),
);

/** `EXTRACT(DAY FROM at)`. */
const isExtracted = (here: Here): boolean =>
  here.is(-1, 'from') && here.is(-3, '(') && here.is(-4, 'extract');

/** A column named by a word that only DuckDB reserves, where a value stands: quoted. */
export function reservedOf(here: Here, written: string[]): void {
  const word = here.word();
  if (word?.kind !== 'name' || !RESERVED.has(word.text.toLowerCase()) || isSyntax(here)) return;
  if (isExtracted(here) || BEFORE_VALUE.has(here.word(-1)?.text.toLowerCase() ?? ''))
    written[here.at()] = `"${word.text}"`;
}

/** `trim(BOTH …)`, `(SHOW TABLES)`, `window(…)`: words of the syntax, not names. */
const isSyntax = (here: Here): boolean =>
  here.is(1, '(') ||
  (here.is(-2, 'trim') && here.is(0, 'both', 'leading', 'trailing')) ||
  (here.is(-1, '(') && here.is(0, 'show'));
