import type { FieldSql } from './field-path.ts';

/** Amounts by group, of which the largest are wanted. */
export interface Ranking {
  readonly groups: number;
  /** Rows of each group; one without is not there. */
  readonly counts: ArrayLike<number>;
  /** Whether a group is to be left out. */
  readonly isLeftOut?: (group: number) => boolean;
  readonly amounts: ArrayLike<number | null>;
  readonly most: number;
  readonly keysOf: (group: number) => (string | null)[];
  readonly fields: readonly FieldSql[];
}

/** The largest groups, equal ones by their keys; how many there are, and what all make together. */
export function largest(ranking: Ranking) {
  const { amounts, most, keysOf, fields } = ranking;
  const known = groupsThere(ranking);
  let total = 0;
  for (let at = 0; at < known.length; at += 1) total += amounts[known[at] ?? 0] ?? 0;
  const amountOf = (group: number): number => amounts[group] ?? Number.NEGATIVE_INFINITY;
  const least = leastOf(known, amounts, most);
  const keyed = Array.from(
    known.filter((group) => amountOf(group) >= least),
    (group) => ({ group, keys: keysOf(group) }),
  );
  keyed.sort((a, b) => amountOf(b.group) - amountOf(a.group) || compared(a.keys, b.keys, fields));
  return { groups: keyed.slice(0, most).map(({ group }) => group), count: known.length, total };
}

/** The groups that have rows and are not left out. */
function groupsThere({ groups, counts, isLeftOut }: Ranking): Uint32Array {
  const there = new Uint32Array(groups);
  let count = 0;
  for (let group = 0; group < groups; group += 1) {
    if (counts[group] === 0 || isLeftOut?.(group) === true) continue;
    there[count] = group;
    count += 1;
  }
  return there.subarray(0, count);
}

/** The amount of the last of the largest; nearly all groups are smaller than those that came before. */
function leastOf(groups: Uint32Array, amounts: ArrayLike<number | null>, most: number): number {
  const rising = new Float64Array(most).fill(Number.NEGATIVE_INFINITY);
  for (let at = 0; at < groups.length; at += 1) {
    const amount = amounts[groups[at] ?? 0] ?? Number.NEGATIVE_INFINITY;
    if (amount > (rising[0] ?? amount)) insert(rising, amount);
  }
  return rising[0] ?? Number.NEGATIVE_INFINITY;
}

/** Puts a number into its place among rising ones, and the least of those away. */
function insert(rising: Float64Array, number: number): void {
  let place = 0;
  while (number > (rising[place + 1] ?? Number.POSITIVE_INFINITY)) {
    rising[place] = rising[place + 1] ?? number;
    place += 1;
  }
  rising[place] = number;
}

type Keys = readonly (string | null)[];

/** Keys as the engine orders them: whole numbers by value, texts by their bytes, missing ones last. */
function compared(left: Keys, right: Keys, fields: readonly FieldSql[]): number {
  for (const [at, field] of fields.entries()) {
    const order = comparedKey(left[at] ?? null, right[at] ?? null, field);
    if (order !== 0) return order;
  }
  return 0;
}

/** One key. */
function comparedKey(left: string | null, right: string | null, { type }: FieldSql): number {
  if (left === right) return 0;
  if (left === null || right === null) return left === null ? 1 : -1;
  if (type === 'int' || type === 'long') return BigInt(left) < BigInt(right) ? -1 : 1;
  if (type === 'double') return Number(left) - Number(right);
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
