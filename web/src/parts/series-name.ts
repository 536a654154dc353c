import { shown } from './text.ts';

const LONGEST = 80;

/** A series as it is called: without a split there is one, of all. */
export function seriesName(name: string | null, isSplit: boolean): string {
  if (name === null) return isSplit ? '(no value)' : 'all';
  return name === '' ? '(empty)' : shown(name.slice(0, LONGEST));
}

/** A field by the last part of its path, where no other in sight ends in the same. */
export function shortName(field: string, among: readonly string[]): string {
  const last = field.slice(field.lastIndexOf('.') + 1);
  const isAlone = among.every((each) => each === field || (each !== last && !each.endsWith(`.${last}`)));
  return isAlone ? last : field;
}
