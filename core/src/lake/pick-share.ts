/** Rows that are picked for one scan at most, and their bytes: more the engine reads in less time. */
const MOST = { rows: 20_000, bytes: 64_000_000 } as const;

/** Places of the numbers. */
const LEFT = { rows: 0, bytes: 1 } as const;
const NEXT = 2;

/** What those share who pick rows for a scan, each in a thread of its own: files, one after the other, and what may still be picked. */
export class PickShare {
  /** Makes it elsewhere the same. */
  readonly memory: Int32Array<SharedArrayBuffer>;

  constructor(memory?: Int32Array<SharedArrayBuffer>) {
    this.memory = memory ?? new Int32Array(new SharedArrayBuffer(12));
    if (memory === undefined) this.memory.set([MOST.rows, MOST.bytes, 0]);
  }

  /** The place of the next file: nobody else gets it. */
  next(): number {
    return Atomics.add(this.memory, NEXT, 1);
  }

  /** @throws RangeError where there is not so much left */
  take(what: keyof typeof MOST, count: number): void {
    if (Atomics.sub(this.memory, LEFT[what], count) < count) throw new RangeError(`too many ${what}`);
  }
}
