import type { SqlResult, Value } from '@levee/core/contract';
import { valueText } from './text.ts';

/** A result as a chart: what is along it, and a series for each column of numbers. */
export interface ResultDrawing {
  readonly along: string;
  readonly labels: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  /** Times are joined by lines, names stand side by side. */
  readonly kind: 'bar' | 'line';
  readonly isCut: boolean;
}

const MOST_POINTS = 500;
const MOST_SERIES = 6;
const LONGEST_LABEL = 60;

const numberOf = (value: Value | undefined): number | null =>
  typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : null;

const isNumber = (value: Value | undefined): boolean =>
  value === null || value === undefined || Number.isFinite(numberOf(value) ?? NaN);

const isTime = (value: Value | undefined): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value);

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/;
const NO_FRACTION = /\.?0+$/;
const NO_SECONDS = /(?<=^\d{4}-\d\d-\d\d \d\d:\d\d):00$/;

/** A moment as short as it can be told; the rows have it as it is. */
const labelOf = (text: string): string =>
  TIME.test(text)
    ? text.replace('T', ' ').replace('Z', '').replace(NO_FRACTION, '').replace(NO_SECONDS, '')
    : text;

/** Draws the columns of numbers along the first other column; undefined where a result has not both. */
export function chartOf({ columns, rows }: SqlResult): ResultDrawing | undefined {
  if (rows.length === 0) return undefined;
  const all = columns.map((_, at) => rows.map((row) => row[at]));
  const numeric = all.map((values) => values.every(isNumber) && values.some((value) => value !== null));
  const along = numeric.indexOf(false);
  const places = columns.map((_, at) => at).filter((at) => numeric[at] === true);
  if (along === -1 || places.length === 0) return undefined;
  const labels = (all[along] ?? []).slice(0, MOST_POINTS);
  return {
    along: columns[along]?.name ?? '',
    labels: labels.map((value) => labelOf(valueText(value, LONGEST_LABEL))),
    series: places.slice(0, MOST_SERIES).map((at) => ({
      name: valueText(columns[at]?.name, LONGEST_LABEL),
      values: (all[at] ?? []).slice(0, MOST_POINTS).map(numberOf),
    })),
    kind: labels.every(isTime) ? 'line' : 'bar',
    isCut: rows.length > MOST_POINTS || places.length > MOST_SERIES,
  };
}
