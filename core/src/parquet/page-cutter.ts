import { ENCODING } from '#thrift';
import { hybrid } from './hybrid.ts';
import { hybridBytes } from './hybrid-writer.ts';
import { levelBytes, type PageContent } from './page-bytes.ts';
import { countOf, entryAfter, partOf } from './levels.ts';
import type { Page } from './pages.ts';
import type { Leaf } from './schema.ts';
import { Unsupported } from './unsupported.ts';
import { plainEnd } from './plain.ts';

/** Takes the rows of a page, some at a time, in the encoding that they have. */
export class PageCutter {
  private readonly page: Page;
  private readonly leaf: Leaf;
  private readonly places: { readonly width: number; readonly codes: Uint32Array } | undefined;
  private entry = 0;
  private value = 0;
  /** Of values that are no places of a dictionary: where the next begins. */
  private at = 0;

  /** @throws Unsupported for values that can't be told apart, and RangeError where the bytes are broken */
  constructor(page: Page, leaf: Leaf) {
    this.page = page;
    this.leaf = leaf;
    this.places = page.encoding === ENCODING.plain ? undefined : placesOf(page, leaf);
  }

  /** The next rows. @throws RangeError where there are fewer. */
  take(rows: number): PageContent {
    const { page, leaf } = this;
    const from = this.entry;
    this.entry = entryAfter(page, from, rows);
    const count = this.entry - from;
    const defined = partOf(page.defined, from, this.entry);
    const repeated = partOf(page.repeated, from, this.entry);
    return {
      encoding: page.encoding,
      count,
      values: this.values(countOf(defined, leaf.mostDefined, count)),
      levels: [
        ...levelBytes(repeated, leaf.lists.length, count),
        ...levelBytes(defined, leaf.mostDefined, count),
      ],
    };
  }

  /** @throws RangeError where something is left */
  end(): void {
    const { page, places, entry, value, at } = this;
    const isAll = places === undefined ? at === page.values.length : value === places.codes.length;
    if (entry !== page.count || !isAll) throw new RangeError('a page has more than its rows');
  }

  private values(count: number): Uint8Array {
    const { page, leaf, places, value, at } = this;
    this.value += count;
    if (places !== undefined) {
      const codes = places.codes.subarray(value, this.value);
      return Buffer.concat([Uint8Array.of(places.width), hybridBytes(codes, places.width)]);
    }
    this.at = plainEnd(page.values, leaf.stored, { at, count });
    return page.values.subarray(at, this.at);
  }
}

function placesOf({ values, defined, count }: Page, { mostDefined }: Leaf): PageCutter['places'] {
  const codes = new Uint32Array(countOf(defined, mostDefined, count));
  const width = codes.length === 0 ? 0 : values.readUInt8(0);
  if (width > 24) throw new Unsupported(`places of ${width} bits`);
  hybrid(values.subarray(1), width, codes);
  return { width, codes };
}
