import type { Groups } from './groups.ts';
import type { Part, Test } from './part.ts';

/** What is measured: all groups, or only some. */
export interface Measured {
  readonly parts: readonly Part[];
  readonly groups: Groups;
  /** All where absent. */
  readonly only?: readonly number[];
}

/** Rows of groups, each with the slot of its answer. */
export class Counting {
  /** Groups that are asked for; rows of all others go to the slot after the last. */
  readonly slots: number;
  private readonly slotOf: Uint32Array | undefined;
  private readonly measured: Measured;
  private readonly counts = new Map<Test | undefined, Uint32Array>();
  private readonly slotsOfRows = new Map<number, Uint32Array>();

  constructor(measured: Measured) {
    const { groups, only } = measured;
    this.measured = measured;
    this.slots = only?.length ?? groups.count;
    if (only === undefined) return;
    this.slotOf = new Uint32Array(groups.count).fill(only.length);
    for (const [slot, group] of only.entries()) this.slotOf[group] = slot;
  }

  /** The same rows, of some of the groups; how many each has is known already. */
  of(only: readonly number[]): Counting {
    const some = new Counting({ ...this.measured, only });
    const counts = this.rows([]);
    some.counts.set(
      undefined,
      Uint32Array.from(only, (group) => counts[group] ?? 0),
    );
    return some;
  }

  /** Rows of each group that pass all tests. */
  rows(tests: readonly Test[]): Uint32Array {
    const [only, ...more] = tests;
    const known = more.length === 0 ? this.counts.get(only) : undefined;
    if (known !== undefined) return known;
    const counts = new Uint32Array(this.slots + 1);
    this.each(tests, ({ rows }, { at, mask }) => {
      if (this.measured.groups.count === 1)
        counts[0] = (counts[0] ?? 0) + (mask === undefined ? rows : sum(mask));
      else if (mask === undefined) countAll(counts, at);
      else countSome(counts, at, mask);
    });
    const found = counts.subarray(0, this.slots);
    if (more.length === 0) this.counts.set(only, found);
    return found;
  }

  /** Calls `use` with each part, the slot of each row, and which rows pass; all where no mask is given. */
  each(
    tests: readonly Test[],
    use: (part: Part, rows: { readonly at: Uint32Array; readonly mask: Uint8Array | undefined }) => void,
  ): void {
    for (const [index, part] of this.measured.parts.entries())
      use(part, { at: this.slotsOf(index), mask: maskOf(part, tests) });
  }

  /** The slot of each row of a part. */
  private slotsOf(index: number): Uint32Array {
    const ids = this.measured.groups.ids[index] ?? new Uint32Array(0);
    if (this.slotOf === undefined) return ids;
    const slots = this.slotsOfRows.get(index) ?? replaced(ids, this.slotOf);
    this.slotsOfRows.set(index, slots);
    return slots;
  }
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
