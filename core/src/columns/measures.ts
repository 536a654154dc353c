import type { Counting } from './counting.ts';
import type { Test } from './part.ts';

type Percentile = 'p50' | 'p95' | 'p99';

/** Percentiles in hundredths. */
const HUNDREDTHS: Readonly<Record<Percentile, number>> = { p50: 50, p95: 95, p99: 99 };

/** A number per group of rows; of the rows that pass the tests. */
export type Measure = { readonly tests: readonly Test[] } & (
  | { readonly is: 'count' }
  | { readonly is: 'share' }
  /** Seconds since the epoch of the first or the last row. */
  | { readonly is: 'first' | 'last' }
  | { readonly is: 'distinct'; readonly column: string; readonly size: number }
  | { readonly is: 'sum' | 'average' | Percentile; readonly column: string }
);

/** By slot; null where there is nothing to measure. */
export type Amounts = ArrayLike<number | null>;

/** Amounts of a measure, by one look at the rows. */
export async function amountsOf(counting: Counting, measure: Measure): Promise<Amounts> {
  if (measure.is === 'count') return counting.rows(measure.tests);
  if (measure.is === 'share') {
    const [some, all] = await Promise.all([counting.rows(measure.tests), counting.rows([])]);
    return Array.from(some, (part, slot) => ratio(part, all[slot] ?? 0));
  }
  if (measure.is === 'distinct') return distinct(counting, measure);
  return 'column' in measure ? numbersOf(counting, measure) : outermost(counting, measure);
}

async function numbersOf(counting: Counting, measure: Added): Promise<Amounts> {
  if (measure.is === 'sum' || measure.is === 'average') return summed(counting, measure);
  const hundredths = HUNDREDTHS[measure.is];
  const bySlot = await valuesBySlot(counting, measure);
  return bySlot.map((values) => percentile(values, hundredths));
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Bits of a table of slots and codes up to which it is used. */
const MOST_BITS = 2 ** 29;

type Distinct = Extract<Measure, { is: 'distinct' }>;

async function distinct(counting: Counting, { column, size, tests }: Distinct): Promise<Uint32Array> {
  const { slots } = counting;
  const counts = new Uint32Array(slots);
  const isFew = slots * size <= MOST_BITS;
  const seen = isFew ? new Uint32Array(((slots * size) >>> 5) + 1) : new Set<number>();
  await counting.each(tests, (part, { at, mask }) => {
    const rows: Coded = { slots: at, codes: part.codes(column), mask, size };
    if (seen instanceof Set) countInSet(counts, seen, rows);
    else countInBits(counts, seen, rows);
  });
  return counts;
}

/** Rows of a part: the slot and the code of each, and which of them pass; codes are below `size`, 0 is no value. */
interface Coded {
  readonly slots: Uint32Array;
  readonly codes: Uint32Array;
  readonly mask: Uint8Array | undefined;
  readonly size: number;
}

/** Bits of a code lie together: rows of one address mostly do, too. With whole numbers of 32 bits this takes half as long. */
function countInBits(counts: Uint32Array, seen: Uint32Array, { slots, codes, mask }: Coded): void {
  const most = counts.length;
  const at = mask === undefined ? slots : passed(slots, mask, most);
  for (let row = 0; row < at.length; row += 1) {
    const slot = at[row] ?? 0;
    const code = codes[row] ?? 0;
    if (slot >= most || code === 0) continue;
    const place = (Math.imul(code, most) + slot) | 0;
    const known = seen[place >>> 5] ?? 0;
    const bit = 1 << (place & 31);
    if ((known & bit) !== 0) continue;
    seen[place >>> 5] = known | bit;
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
}

/** The slots, where rows that did not pass are in the one after the last. */
function passed(slots: Uint32Array, mask: Uint8Array, most: number): Uint32Array {
  const at = new Uint32Array(slots.length);
  for (let row = 0; row < at.length; row += 1) at[row] = mask[row] === 0 ? most : (slots[row] ?? 0);
  return at;
}

function countInSet(counts: Uint32Array, seen: Set<number>, { slots, codes, mask, size }: Coded): void {
  for (let row = 0; row < slots.length; row += 1) {
    const slot = slots[row] ?? 0;
    const code = codes[row] ?? 0;
    if (slot >= counts.length || code === 0 || mask?.[row] === 0) continue;
    if (seen.size < seen.add(slot * size + code).size) counts[slot] = (counts[slot] ?? 0) + 1;
  }
}

const MICROS = 1e6;

async function outermost(
  counting: Counting,
  { is, tests }: Pick<Measure, 'tests'> & { readonly is: 'first' | 'last' },
): Promise<Amounts> {
  const found: (number | null)[] = Array.from({ length: counting.slots }, () => null);
  const outer = is === 'first' ? Math.min : Math.max;
  await counting.each(tests, ({ times }, { at, mask }) => {
    for (let row = 0; row < at.length; row += 1) {
      const slot = at[row] ?? 0;
      const time = times[row] ?? Number.NaN;
      if (slot < counting.slots && mask?.[row] !== 0) found[slot] = outer(found[slot] ?? time, time);
    }
  });
  return found.map((time) => (time === null ? null : time / MICROS));
}

type Added = Extract<Measure, { is: 'sum' | 'average' | Percentile }>;

async function summed(counting: Counting, measure: Added): Promise<Amounts> {
  const sums = new Float64Array(counting.slots);
  const counts = new Float64Array(counting.slots);
  await eachValue(counting, measure, (slot, value) => {
    sums[slot] = (sums[slot] ?? 0) + value;
    counts[slot] = (counts[slot] ?? 0) + 1;
  });
  return measure.is === 'sum' ? sums : Array.from(sums, (sum, slot) => ratio(sum, counts[slot] ?? 0));
}

function eachValue(
  counting: Counting,
  { column, tests }: Added,
  use: (slot: number, value: number) => void,
): Promise<void> {
  return counting.each(tests, (part, { at, mask }) => {
    const numbers = part.numbers(column);
    for (let row = 0; row < at.length; row += 1) {
      const slot = at[row] ?? 0;
      const value = numbers[row] ?? Number.NaN;
      if (slot < counting.slots && mask?.[row] !== 0 && !Number.isNaN(value)) use(slot, value);
    }
  });
}

async function valuesBySlot(counting: Counting, measure: Added): Promise<number[][]> {
  const values: number[][] = Array.from({ length: counting.slots }, () => []);
  await eachValue(counting, measure, (slot, value) => values[slot]?.push(value));
  return values;
}

/** The value at the nearest rank. */
function percentile(values: number[], hundredths: number): number | null {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.ceil((sorted.length * hundredths) / 100) - 1] ?? null;
}
