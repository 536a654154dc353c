import type { Levels, LevelsOf } from './pages.ts';
import type { Around } from './schema-tree.ts';

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
  { repeated, count }: Pick<LevelsOf, 'repeated' | 'count'>,
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

/** The levels of what some entries are inside: as many as there are of it, or as there are nulls where it is not. */
export function levelsAround({ count, defined, repeated }: LevelsOf, around: Around): LevelsOf {
  const cut = (level: number): number => Math.min(level, around.defined);
  if (typeof repeated === 'number' && typeof defined === 'number')
    return { count, repeated, defined: cut(defined) };
  const [ownRepeated, ownDefined] = [new Uint8Array(count), new Uint8Array(count)];
  let own = 0;
  for (let at = 0; at < count; at += 1) {
    const level = typeof repeated === 'number' ? repeated : (repeated[at] as number);
    if (level > around.repeated) continue;
    ownRepeated[own] = level;
    ownDefined[own] = cut(typeof defined === 'number' ? defined : (defined[at] as number));
    own += 1;
  }
  return { count: own, repeated: ownRepeated.subarray(0, own), defined: ownDefined.subarray(0, own) };
}
