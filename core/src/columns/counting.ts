import type { Groups } from './groups.ts';
import type { Part, Test } from './part.ts';
import { forPart, type Rows } from './rows.ts';

/** What is measured: all groups, or only some. */
export interface Measured {
  readonly rows: Rows;
  readonly groups: Groups;
  /** All where absent. */
  readonly only?: readonly number[];
}

/** Rows of groups, each with the slot of its answer. */
export class Counting {
  /** Groups that are asked for; rows of all others go to the slot after the last. */
  readonly slots: number;
  /** The slot of each row of a part. */
  private readonly slotsOf: (part: Part) => Uint32Array;
  private readonly measured: Measured;
  private readonly counts = new Map<Test | undefined, Promise<Uint32Array>>();

  constructor(measured: Measured) {
    const { groups, only } = measured;
    this.measured = measured;
    this.slots = only?.length ?? groups.count;
    this.slotsOf = only === undefined ? groups.idsOf : slotsAmong(groups, only);
    if (only === undefined && groups.counts !== undefined)
      this.counts.set(undefined, Promise.resolve(groups.counts));
  }

  /** The same rows, of some of the groups; how many each has is known already. */
  of(only: readonly number[]): Counting {
    const some = new Counting({ ...this.measured, only });
    const known = this.rows([]).then((counts) => Uint32Array.from(only, (group) => counts[group] ?? 0));
    some.counts.set(undefined, known);
    return some;
  }

  /** Rows of each group that pass all tests. */
  rows(tests: readonly Test[]): Promise<Uint32Array> {
    const [only, ...more] = tests;
    if (more.length > 0) return this.counted(tests);
    const counts = this.counts.get(only) ?? this.counted(tests);
    this.counts.set(only, counts);
    return counts;
  }

  private async counted(tests: readonly Test[]): Promise<Uint32Array> {
    const counts = new Uint32Array(this.slots + 1);
    await this.each(tests, ({ rows }, { at, mask }) => {
      if (this.measured.groups.count === 1)
        counts[0] = (counts[0] ?? 0) + (mask === undefined ? rows : sum(mask));
      else if (mask === undefined) countAll(counts, at);
      else countSome(counts, at, mask);
    });
    return counts.subarray(0, this.slots);
  }

  /** Calls `use` with each part, the slot of each row, and which rows pass; all where no mask is given. */
  each(
    tests: readonly Test[],
    use: (part: Part, rows: { readonly at: Uint32Array; readonly mask: Uint8Array | undefined }) => void,
  ): Promise<void> {
    return this.measured.rows.each((part) =>
      use(part, { at: this.slotsOf(part), mask: maskOf(part, tests) }),
    );
  }
}

/** The place of each row's group among those that are asked for; behind them that of all others. */
function slotsAmong(groups: Groups, only: readonly number[]): (part: Part) => Uint32Array {
  const slotOf = new Uint32Array(groups.count).fill(only.length);
  for (const [slot, group] of only.entries()) slotOf[group] = slot;
  return forPart((part) => replaced(groups.idsOf(part), slotOf));
}

function sum(mask: Uint8Array): number {
  let count = 0;
  for (let row = 0; row < mask.length; row += 1) count += mask[row] ?? 0;
  return count;
}

function countAll(counts: Uint32Array, at: Uint32Array): void {
  for (let row = 0; row < at.length; row += 1) {
    const slot = at[row] ?? 0;
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
}

function countSome(counts: Uint32Array, at: Uint32Array, mask: Uint8Array): void {
  for (let row = 0; row < at.length; row += 1) {
    const slot = at[row] ?? 0;
    counts[slot] = (counts[slot] ?? 0) + (mask[row] ?? 0);
  }
}

function replaced(ids: Uint32Array, slots: Uint32Array): Uint32Array {
  const at = new Uint32Array(ids.length);
  for (let row = 0; row < at.length; row += 1) at[row] = slots[ids[row] ?? 0] ?? 0;
  return at;
}

/** The rows that pass all tests; undefined where there is none. */
function maskOf(part: Part, [first, ...others]: readonly Test[]): Uint8Array | undefined {
  if (first === undefined) return undefined;
  if (others.length === 0) return part.mask(first);
  const mask = part.mask(first).slice();
  for (const test of others) {
    const own = part.mask(test);
    for (let row = 0; row < mask.length; row += 1) mask[row] = (mask[row] ?? 0) & (own[row] ?? 0);
  }
  return mask;
}
