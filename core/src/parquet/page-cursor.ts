import { ENCODING } from '#thrift';
import { placesFor } from './entries.ts';
import { hybridPart } from './hybrid.ts';
import type { Rows, RowsPage } from './leaf-pages.ts';
import { countOf, entryAfter, partOf } from './levels.ts';
import type { LevelsOf, Page } from './pages.ts';
import { PlainDictionary } from './plain-dictionary.ts';
import { bitsIn, plainEnd } from './plain.ts';
import type { Leaf } from './schema.ts';
import { Unsupported } from './unsupported.ts';

/** Some rows of a column: their levels, and their values in the encoding PLAIN, truth in a byte each. */
export interface PageRows extends LevelsOf {
  readonly values: Uint8Array;
}

/** Goes through the rows of a page, forward only. */
export class PageCursor {
  private readonly page: Page;
  private readonly leaf: Leaf;
  private readonly dictionary: PlainDictionary | undefined;
  private row = 0;
  private entry = 0;
  private value = 0;
  /** Of values that are no places of a dictionary: where the next begins. */
  private at = 0;
  private places: Uint32Array | undefined;

  /** @throws Unsupported for another encoding than DuckDB's */
  constructor(found: RowsPage, leaf: Leaf) {
    this.page = found.read();
    this.leaf = leaf;
    const { encoding } = this.page;
    if (leaf.stored === undefined) throw new Unsupported('values of an unknown type');
    if (encoding === ENCODING.plain) return;
    if (encoding !== ENCODING.plainDictionary && encoding !== ENCODING.rleDictionary)
      throw new Unsupported(`encoding ${encoding}`);
    if (found.dictionary === undefined) throw new RangeError('places of a dictionary that is not there');
    this.dictionary = new PlainDictionary(found.dictionary, leaf.stored);
  }

  /** Rows from one on and before another, by their places in the page; they hold until others are taken. @throws RangeError where the bytes are broken */
  take({ from, to }: Rows): PageRows {
    this.pass(from - this.row);
    const first = this.entry;
    const { defined, repeated } = this.page;
    const count = this.entries(to - from);
    const values = this.values(this.there(first));
    this.row = to;
    return {
      count,
      repeated: partOf(repeated, first, this.entry),
      defined: partOf(defined, first, this.entry),
      values,
    };
  }

  /** Reads all places of the dictionary at once: for who takes many rows one by one. */
  readAhead(): void {
    if (this.dictionary === undefined) return;
    const { defined, count } = this.page;
    this.places = this.placesFrom(0, countOf(defined, this.leaf.mostDefined, count));
  }

  private pass(rows: number): void {
    if (rows === 0) return;
    const first = this.entry;
    this.entries(rows);
    this.skip(this.there(first));
  }

  private entries(rows: number): number {
    const first = this.entry;
    this.entry = entryAfter(this.page, first, rows);
    return this.entry - first;
  }

  /** Values of the entries from one on. */
  private there(first: number): number {
    return countOf(partOf(this.page.defined, first, this.entry), this.leaf.mostDefined, this.entry - first);
  }

  private skip(count: number): void {
    this.value += count;
    const { stored } = this.leaf;
    if (this.dictionary === undefined && stored !== 'bits')
      this.at = plainEnd(this.page.values, stored, { at: this.at, count });
  }

  private values(count: number): Buffer {
    const [{ value, at }, bytes] = [this, this.page.values];
    this.skip(count);
    if (count === 0) return NONE;
    if (this.dictionary !== undefined)
      return this.dictionary.at(this.places?.subarray(value, this.value) ?? this.placesFrom(value, count));
    return this.leaf.stored === 'bits' ? bitsIn(bytes, value, count) : bytes.subarray(at, this.at);
  }

  private placesFrom(from: number, count: number): Uint32Array {
    const places = placesFor(count);
    const { values } = this.page;
    if (count > 0) hybridPart(values.subarray(1), values.readUInt8(0), { from, into: places });
    return places;
  }
}

const NONE = Buffer.alloc(0);
