import type { Rows, RowsPage } from './leaf-pages.ts';
import { levelsAround } from './levels.ts';
import { CODEC, ENCODING } from './names.ts';
import { dataPage, levelBytes, type WrittenPage } from './page-bytes.ts';
import type { Levels, LevelsOf } from './pages.ts';
import { PageCursor, type PageRows } from './page-cursor.ts';
import type { Leaf } from './schema.ts';
import type { Around } from './schema-tree.ts';

/** Ranges of rows above which all places of a page's values are read at once. */
const FEW_RANGES = 8;

/** Rows of a column that were picked from row groups, also of several files. */
export class PickedColumn {
  readonly leaf: Leaf;
  /** Values, nulls among them. */
  count = 0;
  bytes = 0;
  private readonly values: Buffer[] = [];
  private readonly levels: LevelsOf[] = [];

  constructor(leaf: Leaf) {
    this.leaf = leaf;
  }

  /** Adds some rows of a row group, the ranges in order, from pages that have them. @throws Unsupported, and RangeError */
  add(pages: readonly RowsPage[], ranges: readonly Rows[]): void {
    for (const found of pages) {
      const cursor = new PageCursor(found, this.leaf);
      if (ranges.length > FEW_RANGES) cursor.readAhead();
      for (const range of ranges) {
        const from = Math.max(range.from, found.from) - found.from;
        const to = Math.min(range.to, found.to) - found.from;
        if (from < to) this.push(cursor.take({ from, to }));
      }
    }
  }

  private push({ values, ...levels }: PageRows): void {
    this.values.push(values);
    this.levels.push(levels);
    this.bytes += values.length;
    this.count += levels.count;
  }

  /** Adds what another of the same leaf has. */
  addAll(other: PickedColumn): void {
    this.values.push(...other.values);
    this.levels.push(...other.levels);
    this.count += other.count;
    this.bytes += other.bytes;
  }

  /** Adds a null for each entry of another leaf that is one of what both are inside, or is null where that is. */
  addMissing(other: PickedColumn, around: Around): void {
    for (const part of other.levels) {
      const levels = levelsAround(part, around);
      this.levels.push(levels);
      this.count += levels.count;
    }
  }

  /** All of it as one page. */
  page(): WrittenPage {
    const { count, leaf } = this;
    const values = Buffer.concat(this.values);
    return dataPage(
      {
        encoding: ENCODING.plain,
        count,
        values: leaf.stored === 'bits' ? packedBits(values) : values,
        levels: [
          ...levelBytes(this.together('repeated'), leaf.lists.length, count),
          ...levelBytes(this.together('defined'), leaf.mostDefined, count),
        ],
      },
      CODEC.uncompressed,
    );
  }

  private together(kind: 'repeated' | 'defined'): Levels {
    const first = this.levels[0]?.[kind] ?? 0;
    if (typeof first === 'number' && this.levels.every((part) => part[kind] === first)) return first;
    const all = new Uint8Array(this.count);
    let at = 0;
    for (const part of this.levels) {
      const levels = part[kind];
      if (typeof levels === 'number') all.fill(levels, at, at + part.count);
      else all.set(levels, at);
      at += part.count;
    }
    return all;
  }
}

function packedBits(truths: Buffer): Buffer {
  const bytes = Buffer.alloc(Math.ceil(truths.length / 8));
  for (const [at, truth] of truths.entries())
    bytes[at >> 3] = (bytes[at >> 3] as number) | (truth << (at & 7));
  return bytes;
}
