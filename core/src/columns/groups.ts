import type { Part } from './part.ts';
import { forPart, type Rows } from './rows.ts';

/** A key that rows are grouped by. */
export interface Key {
  /** Of a part, a code per row below `size`. */
  readonly codes: (part: Part) => Uint32Array;
  readonly size: number;
}

/** Rows by the values of some keys. */
export interface Groups {
  /** Groups are numbered up to this; some may have no row. */
  readonly count: number;
  /** The group of each row of a part. */
  readonly idsOf: (part: Part) => Uint32Array;
  /** Whether rows of a group have no value of the first key. */
  readonly lacksFirst: (group: number) => boolean;
  /** The code of each key of a group. */
  readonly codesOf: (group: number) => number[];
  /** Rows of each group, where they were looked at already. */
  readonly counts?: Uint32Array;
}

/** Combinations of keys up to which each is a group, whether it has rows or not. */
const MOST_PLACES = 2 ** 21;

/** Groups rows; without keys all are in one group, which is there without rows too. Many combinations take a look at the rows. */
export async function grouped(rows: Rows, keys: readonly Key[]): Promise<Groups> {
  const combinations = keys.reduce((product, { size }) => product * size, 1);
  if (combinations > Number.MAX_SAFE_INTEGER) throw new RangeError('too many combinations of keys');
  if (combinations > MOST_PLACES) return numbered(rows, keys);
  return {
    count: combinations,
    idsOf: forPart((part) => combined(part, keys)),
    lacksFirst: (group) => group < lacking(keys),
    codesOf: (group) => apart(group, keys),
  };
}

/** Combinations below this have no value of the first key. */
const lacking = ([, ...others]: readonly Key[]): number =>
  others.reduce((product, { size }) => product * size, 1);

/** Combinations as they are. */
function combined(part: Part, [first, ...others]: readonly Key[]): Uint32Array {
  if (first === undefined) return new Uint32Array(part.rows);
  const codes = first.codes(part);
  if (others.length === 0) return codes;
  const ids = codes.slice();
  for (const { codes: codesOf, size } of others) {
    const own = codesOf(part);
    for (let row = 0; row < ids.length; row += 1) ids[row] = (ids[row] ?? 0) * size + (own[row] ?? 0);
  }
  return ids;
}

/** Combinations numbered as they come; a part that is made again has the same numbers. */
async function numbered(rows: Rows, keys: readonly Key[]): Promise<Groups> {
  const main = keys.reduce((widest, key) => (key.size > widest.size ? key : widest));
  const numbering = new Numbering(main.size);
  const idsOf = forPart((part) => numbering.of(main.codes(part), combinedWide(part, keys)));
  const counts = new Counts();
  await rows.each((part) => counts.add(idsOf(part), numbering.seen.length));
  const { seen } = numbering;
  return {
    count: seen.length,
    counts: counts.of(seen.length),
    idsOf,
    lacksFirst: (group) => (seen[group] ?? 0) < lacking(keys),
    codesOf: (group) => apart(seen[group] ?? 0, keys),
  };
}

/** Rows by group, of which there are ever more. */
class Counts {
  private counts = new Uint32Array(1024);

  add(ids: Uint32Array, groups: number): void {
    if (groups > this.counts.length) {
      const more = new Uint32Array(groups * 2);
      more.set(this.counts);
      this.counts = more;
    }
    const { counts } = this;
    for (let row = 0; row < ids.length; row += 1) {
      const group = ids[row] ?? 0;
      counts[group] = (counts[group] ?? 0) + 1;
    }
  }

  of(groups: number): Uint32Array {
    return this.counts.subarray(0, groups);
  }
}

/**
 * Numbers combinations of which one key has the most values: an address is nearly always of one country, so that the combination that came
 * first with a value is looked at before all others.
 */
class Numbering {
  /** The combination of each group. */
  readonly seen: number[] = [];
  private readonly others = new Map<number, number>();
  /** By the code of the key, the group that came first with it, from 1 on. */
  private readonly firstOf: Uint32Array;

  constructor(size: number) {
    this.firstOf = new Uint32Array(size);
  }

  of(codes: Uint32Array, combinations: Float64Array): Uint32Array {
    const own = new Uint32Array(combinations.length);
    for (let row = 0; row < own.length; row += 1) {
      const code = codes[row] ?? 0;
      const combination = combinations[row] ?? 0;
      const first = this.firstOf[code] ?? 0;
      if (first === 0) this.firstOf[code] = this.seen.push(combination);
      own[row] =
        first === 0
          ? this.seen.length - 1
          : this.seen[first - 1] === combination
            ? first - 1
            : this.other(combination);
    }
    return own;
  }

  private other(combination: number): number {
    const group = this.others.get(combination) ?? this.seen.length;
    if (group === this.seen.length) this.others.set(combination, this.seen.push(combination) - 1);
    return group;
  }
}

function combinedWide(part: Part, keys: readonly Key[]): Float64Array {
  const whole = new Float64Array(part.rows);
  for (const { codes, size } of keys) {
    const own = codes(part);
    for (let row = 0; row < whole.length; row += 1) whole[row] = (whole[row] ?? 0) * size + (own[row] ?? 0);
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
