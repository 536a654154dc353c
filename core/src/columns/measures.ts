import type { Groups } from './groups.ts';
import type { Part, Test } from './part.ts';

/** A number per group of rows; of the rows that pass the tests. */
export type Measure = { readonly tests: readonly Test[] } & (
  | { readonly is: 'count' | 'share' }
  | { readonly is: 'distinct'; readonly column: string; readonly size: number }
  | { readonly is: 'sum' | 'average' | 'p95'; readonly column: string }
);

/** What is measured: all groups, or only some. */
export interface Measured {
  readonly parts: readonly Part[];
  readonly groups: Groups;
  /** All where absent. */
  readonly only?: readonly number[];
}

/** Amounts by group, or in the order of `only`; null where there is nothing to measure. */
export function amountsOf(measured: Measured, measure: Measure): (number | null)[] {
  const slots = slotsOf(measured);
  switch (measure.is) {
    case 'count':
      return [...counted(measured, slots, measure.tests)];
    case 'share': {
      const all = counted(measured, slots, []);
      return Array.from(counted(measured, slots, measure.tests), (part, slot) => ratio(part, all[slot] ?? 0));
    }
    case 'distinct':
      return [...distinct(measured, slots, measure)];
    case 'sum':
    case 'average':
      return summed(measured, slots, measure);
    case 'p95':
      return valuesBySlot(measured, slots, measure).map(percentile95);
  }
}

/** How many rows each group has. */
export const rowsOf = (measured: Measured): Float64Array => counted(measured, slotsOf(measured), []);

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Where the answer of each group goes; the place after the last collects what nobody asks for. */
interface Slots {
  readonly count: number;
  /** Slot by group; groups are their own slots where absent. */
  readonly of: Int32Array | undefined;
}

function slotsOf({ groups, only }: Measured): Slots {
  if (only === undefined) return { count: groups.count, of: undefined };
  const of = new Int32Array(groups.count + 1).fill(only.length);
  for (const [slot, group] of only.entries()) of[group] = slot;
  return { count: only.length, of };
}

/** Calls `use` with each part's slot per row: `count` for a row that does not matter or fails a test. */
function eachPart(
  { parts, groups }: Measured,
  { slots, tests }: { readonly slots: Slots; readonly tests: readonly Test[] },
  use: (part: Part, at: Int32Array) => void,
): void {
  for (const [index, part] of parts.entries()) {
    const ids = groups.ids[index] ?? new Int32Array(0);
    const placed = slots.of === undefined ? ids : replaced(ids, slots.of);
    use(
      part,
      tests.reduce((at, test) => kept(at, part.mask(test), slots.count), placed),
    );
  }
}

function replaced(ids: Int32Array, slots: Int32Array): Int32Array {
  const at = new Int32Array(ids.length);
  for (let row = 0; row < at.length; row += 1) at[row] = slots[ids[row] ?? 0] ?? 0;
  return at;
}

function kept(slots: Int32Array, mask: Uint8Array, last: number): Int32Array {
  const at = new Int32Array(slots.length);
  for (let row = 0; row < at.length; row += 1) at[row] = mask[row] === 1 ? (slots[row] ?? 0) : last;
  return at;
}

function counted(measured: Measured, slots: Slots, tests: readonly Test[]): Float64Array {
  const counts = new Float64Array(slots.count + 1);
  eachPart(measured, { slots, tests }, (_part, at) => {
    for (let row = 0; row < at.length; row += 1) {
      const slot = at[row] ?? 0;
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
  });
  return counts.subarray(0, slots.count);
}

/** Bits of a table of slots and codes up to which it is used. */
const MOST_BITS = 2 ** 29;

type Distinct = Extract<Measure, { is: 'distinct' }>;

function distinct(measured: Measured, slots: Slots, { column, size, tests }: Distinct): Float64Array {
  const counts = new Float64Array(slots.count + 1);
  const places = slots.count * size;
  const isNew = places <= MOST_BITS ? bitsOf(places) : setOf();
  eachPart(measured, { slots, tests }, (part, at) => {
    const codes = part.codes(column);
    for (let row = 0; row < at.length; row += 1) {
      const slot = at[row] ?? 0;
      const code = codes[row] ?? 0;
      if (slot < slots.count && code !== 0 && isNew(slot * size + code))
        counts[slot] = (counts[slot] ?? 0) + 1;
    }
  });
  return counts.subarray(0, slots.count);
}

function bitsOf(size: number): (place: number) => boolean {
  const words = new Uint32Array((size >>> 5) + 1);
  return (place) => {
    const word = place >>> 5;
    const bit = 1 << (place & 31);
    const known = words[word] ?? 0;
    words[word] = known | bit;
    return (known & bit) === 0;
  };
}

function setOf(): (place: number) => boolean {
  const seen = new Set<number>();
  return (place) => seen.size < seen.add(place).size;
}

type Added = Extract<Measure, { is: 'sum' | 'average' | 'p95' }>;

function summed(measured: Measured, slots: Slots, measure: Added): (number | null)[] {
  const sums = new Float64Array(slots.count);
  const counts = new Float64Array(slots.count);
  eachValue(measured, slots, { measure, use: add });
  function add(slot: number, value: number): void {
    sums[slot] = (sums[slot] ?? 0) + value;
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  if (measure.is === 'sum') return [...sums];
  return Array.from(sums, (sum, slot) => ratio(sum, counts[slot] ?? 0));
}

interface Valuing {
  readonly measure: Added;
  readonly use: (slot: number, value: number) => void;
}

function eachValue(measured: Measured, slots: Slots, { measure, use }: Valuing): void {
  eachPart(measured, { slots, tests: measure.tests }, (part, at) => {
    const numbers = part.numbers(measure.column);
    for (let row = 0; row < at.length; row += 1) {
      const slot = at[row] ?? 0;
      const value = numbers[row] ?? Number.NaN;
      if (slot < slots.count && !Number.isNaN(value)) use(slot, value);
    }
  });
}

function valuesBySlot(measured: Measured, slots: Slots, measure: Added): number[][] {
  const values: number[][] = Array.from({ length: slots.count }, () => []);
  eachValue(measured, slots, { measure, use: (slot, value) => values[slot]?.push(value) });
  return values;
}

/** Between the two nearest values, as SQL's percentile_cont. */
function percentile95(values: number[]): number | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (sorted.length - 1) * 0.95;
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? 0;
  return low + (high - low) * (at - Math.floor(at));
}
