import { shown } from './text.ts';

const LONGEST = 80;

/** A series as it is called: without a split there is one, of all. */
export function seriesName(name: string | null, isSplit: boolean): string {
  if (name === null) return isSplit ? '(no value)' : 'all';
  return name === '' ? '(empty)' : shown(name.slice(0, LONGEST));
}
