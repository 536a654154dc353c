import type { Levels, Page } from './pages.ts';

/** The levels of some values. */
export const partOf = (levels: Levels, from: number, to: number): Levels =>
  typeof levels === 'number' ? levels : levels.subarray(from, to);

/** How many of so many values have a level. */
export function countOf(levels: Levels, wanted: number, values: number): number {
  if (typeof levels === 'number') return levels === wanted ? values : 0;
  let count = 0;
  for (let at = 0; at < levels.length; at += 1) if (levels[at] === wanted) count += 1;
  return count;
}

/** The value of a page that follows some rows, of which the first begins at a value. @throws RangeError where there are fewer rows */
export function entryAfter(
  { repeated, count }: Pick<Page, 'repeated' | 'count'>,
  from: number,
  rows: number,
): number {
  if (typeof repeated === 'number') {
    if (repeated !== 0 || from + rows > count) throw new RangeError('a page has fewer rows than it should');
    return from + rows;
  }
  let at = from;
  for (let left = rows; at < count; at += 1) {
    if (repeated[at] !== 0) continue;
    if (left === 0) return at;
    left -= 1;
  }
  return at;
}
