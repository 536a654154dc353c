import type { Page } from './pages.ts';
import { plainEnd } from './plain.ts';
import type { StoredAs } from './schema.ts';

/** Where the values of a dictionary begin: memory that is used again for the next one. */
let ends = new Uint32Array(0);

let scratch = Buffer.alloc(0);

/** A dictionary's values as they are stored: found by walking through it as far as is needed. One is read after the other. */
export class PlainDictionary {
  private readonly page: Page;
  private readonly stored: StoredAs;
  /** Of how many values it is known where they end. */
  private known = 0;

  constructor(page: Page, stored: StoredAs) {
    this.page = page;
    this.stored = stored;
    if (ends.length <= page.count) ends = new Uint32Array(page.count * 2 + 1);
    ends[0] = 0;
  }

  /** The values at some places, one behind the other; they hold until others are asked for. @throws RangeError for a place that it has not */
  at(places: Uint32Array): Buffer {
    const { page } = this;
    let length = 0;
    for (const place of places) {
      if (place >= this.known) this.walk(place);
      length += (ends[place + 1] as number) - (ends[place] as number);
    }
    if (scratch.length < length) scratch = Buffer.allocUnsafeSlow(length * 2);
    let at = 0;
    for (const place of places) at += page.values.copy(scratch, at, ends[place], ends[place + 1]);
    return scratch.subarray(0, length);
  }

  private walk(place: number): void {
    const { page, stored } = this;
    if (place >= page.count) throw new RangeError('a place beyond the dictionary');
    let at = ends[this.known] as number;
    for (let value = this.known; value <= place; value += 1) {
      at = plainEnd(page.values, stored, { at, count: 1 });
      ends[value + 1] = at;
    }
    this.known = place + 1;
  }
}
