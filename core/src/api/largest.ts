import type { FieldSql } from './field-path.ts';

/** Amounts by group, of which the largest are wanted. */
export interface Ranking {
  readonly groups: number;
  /** Whether a group exists. */
  readonly isThere: (group: number) => boolean;
  readonly amounts: ArrayLike<number | null>;
  readonly most: number;
  readonly keysOf: (group: number) => (string | null)[];
  readonly fields: readonly FieldSql[];
}

/** The largest groups, equal ones by their keys; how many there are, and what all make together. */
export function largest({ groups, isThere, amounts, most, keysOf, fields }: Ranking) {
  const there: number[] = [];
  let total = 0;
  for (let group = 0; group < groups; group += 1) {
    if (!isThere(group)) continue;
    there.push(group);
    total += amounts[group] ?? 0;
  }
  const amountOf = (group: number): number => amounts[group] ?? Number.NEGATIVE_INFINITY;
  const least = leastOf(there.map(amountOf), most);
  const candidates = there.filter((group) => amountOf(group) >= least);
  const keyed = candidates.map((group) => ({ group, keys: keysOf(group) }));
  keyed.sort((a, b) => amountOf(b.group) - amountOf(a.group) || compared(a.keys, b.keys, fields));
  return { groups: keyed.slice(0, most).map(({ group }) => group), count: there.length, total };
}

/** The amount of the last of the largest. */
function leastOf(amounts: readonly number[], most: number): number {
  if (amounts.length <= most) return Number.NEGATIVE_INFINITY;
  return Float64Array.from(amounts).sort()[amounts.length - most] ?? Number.NEGATIVE_INFINITY;
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
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
