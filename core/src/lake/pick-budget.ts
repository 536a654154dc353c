/** Rows that are picked for one scan at most, and their bytes: more the engine reads in less time. */
const MOST = { rows: 20_000, bytes: 64_000_000 } as const;
const PLACES = { rows: 0, bytes: 1 } as const;

/** What may still be picked for a scan. */
export class PickBudget {
  private readonly left = Int32Array.of(MOST.rows, MOST.bytes);

  /** @throws RangeError where there is not so much left */
  take(what: keyof typeof MOST, count: number): void {
    const left = (this.left[PLACES[what]] as number) - count;
    this.left[PLACES[what]] = left;
    if (left < 0) throw new RangeError(`too many ${what}`);
  }
}
