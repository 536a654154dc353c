/** Places of the table per hash that it holds. */
const SPACE = 2;

/**
 * Codes by the engine's 64-bit hashes, in two halves: a table with open addressing, as a Map of bigints takes ten times as
 * long.
 */
export class HashCodes {
  private readonly mask: number;
  private readonly low: Uint32Array;
  private readonly high: Uint32Array;
  /** One more than the code; 0 where the place is free. */
  private readonly codes: Uint32Array;

  /** For so many hashes. */
  constructor(size: number) {
    const places = 2 ** Math.ceil(Math.log2(Math.max(16, size * SPACE)));
    this.mask = places - 1;
    this.low = new Uint32Array(places);
    this.high = new Uint32Array(places);
    this.codes = new Uint32Array(places);
  }

  /** Notes the code of a hash; false where the hash is there already. */
  add(low: number, high: number, code: number): boolean {
    const at = this.place(low, high);
    if (this.codes[at] !== 0) return false;
    this.low[at] = low;
    this.high[at] = high;
    this.codes[at] = code + 1;
    return true;
  }

  /** The code of each hash. */
  of(hashes: BigUint64Array): Uint32Array {
    // The lower half comes first: all machines that Node runs on are little-endian.
    const halves = new Uint32Array(hashes.buffer, hashes.byteOffset, hashes.length * 2);
    const found = new Uint32Array(hashes.length);
    for (let row = 0; row < found.length; row += 1) {
      const at = this.place(halves[row * 2] ?? 0, halves[row * 2 + 1] ?? 0);
      found[row] = (this.codes[at] ?? 1) - 1;
    }
    return found;
  }

  private place(low: number, high: number): number {
    let at = (low ^ (high >>> 7)) & this.mask;
    while (this.codes[at] !== 0 && (this.low[at] !== low || this.high[at] !== high))
      at = (at + 1) & this.mask;
    return at;
  }
}
