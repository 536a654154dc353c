import { closeSync, openSync, read as readFile } from 'node:fs';
import { promisify } from 'node:util';
import { pagesWith, PickedColumn, type CutGroup, type ReadBytes, type Rows } from '#parquet';
import type { ObjectStore } from '#port';
import { footerOf, type FileFooter } from './footers.ts';
import type { RowRange } from './relation.ts';
import type { ScannedFile } from './scan.ts';
import { soughtRows } from './sought-rows.ts';

/** Rows picked from a file. */
export interface PickedFile {
  readonly file: ScannedFile;
  readonly footer: FileFooter;
  readonly rows: number;
  readonly columns: readonly PickedColumn[];
}

/** What may still be picked, of all files. */
export interface Budget {
  rows: number;
  bytes: number;
}

/** Memory for what is read: used again and again. */
export class Memory {
  private bytes = Buffer.alloc(0);

  get length(): number {
    return this.bytes.length;
  }

  take(length: number): Buffer {
    if (this.bytes.length < length) this.bytes = Buffer.allocUnsafeSlow(length * 2);
    return this.bytes.subarray(0, length);
  }
}

/** How files are read. */
export interface PickWorld {
  readonly store: ObjectStore;
  readonly memory: Memory;
  readonly budget: Budget;
}

const readInto = promisify(readFile);

/** Undefined where the engine has to read the file. */
export async function pickedFrom(world: PickWorld, file: ScannedFile): Promise<PickedFile | undefined> {
  try {
    const footer = await footerOf(world.store, file);
    // Neither opening nor closing waits for what a disk has to find: a promise of each takes longer than it.
    const opened = openSync(file.path, 'r');
    try {
      const read = async (offset: number, length: number): Promise<Buffer> => {
        const into = world.memory.take(length);
        const { bytesRead } = await readInto(opened, into, 0, length, offset);
        if (bytesRead !== length) throw new RangeError('the file ends early');
        return into;
      };
      return await new Picker(file, footer, read).all(world.budget);
    } finally {
      closeSync(opened);
    }
  } catch {
    // Picking only saves time: whatever is wrong with the file, the engine says it.
    return undefined;
  }
}

class Picker {
  private readonly file: ScannedFile;
  private readonly footer: FileFooter;
  private readonly read: ReadBytes;
  private readonly columns: readonly PickedColumn[];

  constructor(file: ScannedFile, footer: FileFooter, read: ReadBytes) {
    this.file = file;
    this.footer = footer;
    this.read = read;
    this.columns = footer.leaves.map((leaf) => new PickedColumn(leaf));
  }

  /** @throws RangeError where there is more than may be picked, and what `Unsupported` is for */
  async all(budget: Budget): Promise<PickedFile> {
    const { file, footer, columns } = this;
    let rows = 0;
    for (const group of footer.footer.groups) {
      const within = rangesIn(group, file.rows ?? []);
      if (within.length > 0) rows += await this.group(group, within, budget);
    }
    return { file, footer, rows, columns };
  }

  private async group(group: CutGroup, within: readonly Rows[], budget: Budget): Promise<number> {
    const places = this.footer.placesOf(group);
    if (!places.isInSmallPages) throw new RangeError('the engine reads this in less time');
    const chunks = await places.load(this.read);
    const ranges = soughtRows({ group, chunks, within }, this.file.sought ?? []);
    const rows = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
    if (rows === 0) return 0;
    budget.rows -= rows;
    if (budget.rows < 0) throw new RangeError('too many rows');
    const before = this.bytes;
    for (const [at, pages] of pagesWith(chunks, group.rows, ranges).entries())
      this.columns[at]?.add(pages, ranges);
    budget.bytes -= this.bytes - before;
    if (budget.bytes < 0) throw new RangeError('too many bytes');
    return rows;
  }

  private get bytes(): number {
    return this.columns.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

/** Rows of a row group, of some of its file. */
const rangesIn = ({ firstRow, rows }: CutGroup, ranges: readonly RowRange[]): Rows[] =>
  ranges
    .map(([first, last]) => ({
      from: Math.max(first - firstRow, 0),
      to: Math.min(last + 1 - firstRow, rows),
    }))
    .filter(({ from, to }) => from < to);
