import type { Part } from './part.ts';

/** A key that rows are grouped by. */
export interface Key {
  /** Of a part, a code per row below `size`. */
  readonly codes: (part: Part) => Uint32Array;
  readonly size: number;
  /** Rows without a value are in no group. */
  readonly isNeeded: boolean;
}

/** Rows of several parts by the values of some keys. */
export interface Groups {
  /** Groups are numbered up to this; some may have no row. */
  readonly count: number;
  /** Per part, the group of each row; `count` for rows in none. */
  readonly ids: readonly Int32Array[];
  /** The code of each key of a group. */
  readonly codesOf: (group: number) => number[];
}

/** Combinations of keys up to which each is a group, whether it has rows or not. */
const MOST_PLACES = 2 ** 21;

/** Groups rows; without keys all are in one group, which is there without rows too. */
export function grouped(parts: readonly Part[], keys: readonly Key[]): Groups {
  const combinations = keys.reduce((product, { size }) => product * size, 1);
  if (combinations > Number.MAX_SAFE_INTEGER) throw new RangeError('too many combinations of keys');
  if (combinations <= MOST_PLACES) {
    const ids = parts.map((part) => combined(part, keys, combinations));
    return { count: combinations, ids, codesOf: (group) => apart(group, keys) };
  }
  return numbered(parts, keys);
}

/** Combinations as they are. */
function combined(part: Part, keys: readonly Key[], none: number): Int32Array {
  const ids = new Int32Array(part.rows);
  for (const { codes, size } of keys) {
    const own = codes(part);
    for (let row = 0; row < ids.length; row += 1) ids[row] = (ids[row] ?? 0) * size + (own[row] ?? 0);
  }
  for (const { codes } of keys.filter(({ isNeeded }) => isNeeded)) {
    const own = codes(part);
    for (let row = 0; row < ids.length; row += 1) if (own[row] === 0) ids[row] = none;
  }
  return ids;
}

/** Combinations numbered as they come. */
function numbered(parts: readonly Part[], keys: readonly Key[]): Groups {
  const known = new Map<number, number>();
  const ids = parts.map((part) => {
    const whole = combinedWide(part, keys);
    return Int32Array.from(whole, (combination) => {
      if (combination < 0) return -1;
      const group = known.get(combination) ?? known.size;
      if (group === known.size) known.set(combination, group);
      return group;
    });
  });
  const seen = [...known.keys()];
  for (const own of ids)
    for (let row = 0; row < own.length; row += 1) if (own[row] === -1) own[row] = seen.length;
  return { count: seen.length, ids, codesOf: (group) => apart(seen[group] ?? 0, keys) };
}

function combinedWide(part: Part, keys: readonly Key[]): Float64Array {
  const whole = new Float64Array(part.rows);
  for (const { codes, size, isNeeded } of keys) {
    const own = codes(part);
    for (let row = 0; row < whole.length; row += 1) {
      const isNone = (whole[row] ?? 0) < 0 || (isNeeded && own[row] === 0);
      whole[row] = isNone ? -1 : (whole[row] ?? 0) * size + (own[row] ?? 0);
    }
  }
  return whole;
}

/** The codes that a combination is made of. */
function apart(combination: number, keys: readonly Key[]): number[] {
  let rest = combination;
  const codes = keys.toReversed().map(({ size }) => {
    const code = rest % size;
    rest = Math.floor(rest / size);
    return code;
  });
  return codes.toReversed();
}
