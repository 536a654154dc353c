import type { Page } from './pages.ts';
import { plainEnd } from './plain.ts';
import type { StoredAs } from './schema.ts';

/** A dictionary's values as they are stored: found by walking through it as far as is needed. */
export class PlainDictionary {
  private readonly page: Page;
  private readonly stored: StoredAs;
  /** Where values begin, and where the last that is known ends. */
  private readonly ends: Uint32Array;
  private known = 0;

  constructor(page: Page, stored: StoredAs) {
    this.page = page;
    this.stored = stored;
    this.ends = new Uint32Array(page.count + 1);
  }

  /** The values at some places, one behind the other. @throws RangeError for a place that it has not */
  at(places: Uint32Array): Buffer {
    const { ends, page } = this;
    let length = 0;
    for (const place of places) {
      if (place >= this.known) this.walk(place);
      length += (ends[place + 1] as number) - (ends[place] as number);
    }
    const found = Buffer.allocUnsafe(length);
    let at = 0;
    for (const place of places) at += page.values.copy(found, at, ends[place], ends[place + 1]);
    return found;
  }

  private walk(place: number): void {
    const { ends, page, stored } = this;
    if (place >= page.count) throw new RangeError('a place beyond the dictionary');
    for (; this.known <= place; this.known += 1)
      ends[this.known + 1] = plainEnd(page.values, stored, { at: ends[this.known] as number, count: 1 });
  }
}
