import type { TimeRange } from '@levee/core/contract';

/** A range as the address bar has it: relative ones stay relative. */
export type RangeChoice =
  | { readonly kind: 'relative'; readonly amount: number; readonly unit: RangeUnit }
  | { readonly kind: 'absolute'; readonly from: string; readonly to: string };

export type RangeUnit = 'm' | 'h' | 'd' | 'w';

const SECONDS: Readonly<Record<RangeUnit, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/** What the page begins with. */
export const DEFAULT_RANGE: RangeChoice = { kind: 'relative', amount: 7, unit: 'd' };

/** Longest range, ten years: beyond it a date is a slip of the pen. */
const MOST_SECONDS = 10 * 366 * 86_400;

/** The moments that a choice means now. */
export function resolved(choice: RangeChoice, now: number): TimeRange {
  if (choice.kind === 'absolute') return { from: choice.from, to: choice.to };
  const length = choice.amount * SECONDS[choice.unit] * 1000;
  return { from: new Date(now - length).toISOString(), to: new Date(now).toISOString() };
}

/** `24h`, or `2026-11-20T00:00:00Z..2026-11-21T00:00:00Z`. */
export const rangeText = (choice: RangeChoice): string =>
  choice.kind === 'relative' ? `${choice.amount}${choice.unit}` : `${choice.from}..${choice.to}`;

/** Reads what `rangeText` wrote; undefined for anything else. */
export function parseRange(text: string): RangeChoice | undefined {
  const relative = /^([1-9]\d{0,4})([mhdw])$/.exec(text);
  if (relative !== null) {
    const choice = { kind: 'relative', amount: Number(relative[1]), unit: relative[2] as RangeUnit } as const;
    return choice.amount * SECONDS[choice.unit] > MOST_SECONDS ? undefined : choice;
  }
  const [from = '', to = '', ...rest] = text.split('..');
  const [start, end] = [Date.parse(from), Date.parse(to)];
  if (rest.length > 0 || Number.isNaN(start) || Number.isNaN(end) || start >= end) return undefined;
  return absolute(start, end);
}

const absolute = (from: number, to: number): RangeChoice => ({
  kind: 'absolute',
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});

/** The range of the same length `windows` earlier (negative) or later. */
export const shifted = (range: TimeRange, windows: number): RangeChoice => {
  const [from, to] = [Date.parse(range.from), Date.parse(range.to)];
  return absolute(from + windows * (to - from), to + windows * (to - from));
};

/** The range twice as long around the same middle. */
export const zoomedOut = (range: TimeRange): RangeChoice => {
  const [from, to] = [Date.parse(range.from), Date.parse(range.to)];
  return absolute(from - (to - from) / 2, to + (to - from) / 2);
};

/** From the start of one bucket to the end of another. */
export const brushed = (
  buckets: readonly string[],
  seconds: number,
  at: readonly [number, number],
): RangeChoice | undefined => {
  const [first, last] = [buckets[at[0]], buckets[at[1]]];
  if (first === undefined || last === undefined) return undefined;
  return absolute(Date.parse(first), Date.parse(last) + seconds * 1000);
};

/** The period before, of equal length. */
export const previous = (range: TimeRange): TimeRange => {
  const choice = shifted(range, -1);
  return resolved(choice, 0);
};
