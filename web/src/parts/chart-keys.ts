import { useState, type KeyboardEvent } from 'react';

/** Buckets that were chosen by keyboard, and the series that filters would take. */
export interface ChartCursor {
  /** First and last bucket, in this order. */
  readonly buckets: readonly [number, number];
  readonly series: number;
}

interface Place {
  readonly anchor: number;
  readonly head: number;
  readonly series: number;
}

interface KeysOf {
  readonly buckets: number;
  readonly series: number;
  readonly zoom: (buckets: readonly [number, number]) => void;
  /** Absent where the series can't be filtered by. */
  readonly filter?: (series: number, isExclude: boolean) => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };

const within = (at: number, count: number): number => Math.max(0, Math.min(count - 1, at));

/** The place after a key; undefined where the key is none of the chart's. */
export function placeAfter(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  place: Place | undefined,
  { buckets, series }: Pick<KeysOf, 'buckets' | 'series'>,
): Place | undefined {
  const before = place ?? { anchor: -1, head: -1, series: 0 };
  const to = (head: number): Place => {
    const at = within(head, buckets);
    return { ...before, head: at, anchor: shiftKey && place !== undefined ? before.anchor : at };
  };
  const step = STEPS[key];
  if (step !== undefined) return to(before.head + step);
  if (key === 'Home') return to(0);
  if (key === 'End') return to(buckets - 1);
  if (key === 'ArrowUp') return { ...(place ?? to(0)), series: within(before.series - 1, series) };
  if (key === 'ArrowDown') return { ...(place ?? to(0)), series: within(before.series + 1, series) };
  return undefined;
}

/** A chart's keys: arrows go through its buckets (with Shift over several) and series, Enter zooms, f and x filter. */
export function useChartKeys(of: KeysOf) {
  const [place, setPlace] = useState<Place>();
  const cursor: ChartCursor | undefined =
    place === undefined || place.head >= of.buckets
      ? undefined
      : {
          buckets: [Math.min(place.anchor, place.head), Math.max(place.anchor, place.head)],
          series: place.series,
        };
  const act = (key: string): boolean => {
    if (cursor === undefined) return false;
    if (key === 'Enter') of.zoom(cursor.buckets);
    else if (key === 'f' || key === 'x') of.filter?.(cursor.series, key === 'x');
    else if (key !== 'Escape') return false;
    setPlace(undefined);
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const next = placeAfter(event, place, of);
    if (next !== undefined) setPlace(next);
    if (next !== undefined || act(event.key)) event.preventDefault();
  };
  return { cursor, onKeyDown, onBlur: () => setPlace(undefined) };
}
