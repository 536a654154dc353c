import { CODEC, ENCODING } from '#thrift';
import { GrowingBytes, GrowingLevels } from './growing.ts';
import type { Rows, RowsPage } from './leaf-pages.ts';
import { levelsAround } from './levels.ts';
import { dataPage, levelBytes, type WrittenPage } from './page-bytes.ts';
import type { LevelsOf } from './pages.ts';
import { PageCursor, type PageRows } from './page-cursor.ts';
import type { Leaf } from './schema.ts';
import type { Around } from './schema-tree.ts';

/** Ranges of rows above which all places of a page's values are read at once. */
const FEW_RANGES = 8;

/** How much of a column there was once. */
interface Mark {
  readonly count: number;
  readonly bytes: number;
}

/** Rows of a column that were picked from row groups, also of several files. */
export class PickedColumn {
  readonly leaf: Leaf;
  /** Values, nulls among them. */
  count = 0;
  private readonly values = new GrowingBytes();
  private readonly repeated = new GrowingLevels();
  private readonly defined = new GrowingLevels();

  constructor(leaf: Leaf) {
    this.leaf = leaf;
  }

  /** Of its values. */
  get bytes(): number {
    return this.values.length;
  }

  /** All of it; it holds until more is added. */
  get rows(): PageRows {
    const { count, values, repeated, defined } = this;
    return { count, values: values.bytes, repeated: repeated.levels, defined: defined.levels };
  }

  /** Adds some rows of a row group, the ranges in order, from pages that have them. @throws Unsupported, and RangeError */
  add(pages: readonly RowsPage[], ranges: readonly Rows[]): void {
    for (const found of pages) {
      const cursor = new PageCursor(found, this.leaf);
      if (ranges.length > FEW_RANGES) cursor.readAhead();
      for (const range of ranges) {
        const from = Math.max(range.from, found.from) - found.from;
        const to = Math.min(range.to, found.to) - found.from;
        if (from < to) this.addRows(cursor.take({ from, to }));
      }
    }
  }

  /** Adds rows of the same leaf. */
  addRows({ count, values, repeated, defined }: PageRows): void {
    this.values.add(values);
    this.repeated.add(repeated, count);
    this.defined.add(defined, count);
    this.count += count;
  }

  /** Adds a null for each entry of another leaf that is one of what both are inside, or is null where that is. */
  addMissing(other: LevelsOf, around: Around): void {
    this.addRows({ ...levelsAround(other, around), values: NONE });
  }

  get mark(): Mark {
    return { count: this.count, bytes: this.bytes };
  }

  /** Forgets what was added since a mark. */
  backTo({ count, bytes }: Mark): void {
    this.count = count;
    this.values.cut(bytes);
    this.repeated.cut(count);
    this.defined.cut(count);
  }

  /** All of it as one page. */
  page(): WrittenPage {
    const { leaf } = this;
    const { count, values, repeated, defined } = this.rows;
    return dataPage(
      {
        encoding: ENCODING.plain,
        count,
        values: leaf.stored === 'bits' ? packedBits(values) : values,
        levels: [
          ...levelBytes(repeated, leaf.lists.length, count),
          ...levelBytes(defined, leaf.mostDefined, count),
        ],
      },
      CODEC.uncompressed,
    );
  }
}

const NONE = new Uint8Array(0);

function packedBits(truths: Uint8Array): Buffer {
  const bytes = Buffer.alloc(Math.ceil(truths.length / 8));
  for (const [at, truth] of truths.entries())
    bytes[at >> 3] = (bytes[at >> 3] as number) | (truth << (at & 7));
  return bytes;
}
