import { closeSync, openSync } from 'node:fs';
import {
  pagesWith,
  PickedColumn,
  Unpacked,
  type CutGroup,
  type GroupReader,
  type OpenGroup,
  type Rows,
} from '#parquet';
import { giveBack } from '#kernel';
import type { FileReader } from './file-reader.ts';
import { footerOf, type FileFooter } from './footers.ts';
import type { PickShare } from './pick-share.ts';
import type { FileToPick, PickedRows, Picks } from './picks.ts';
import type { RowRange } from './relation.ts';
import { soughtChunks, soughtRows } from './sought-rows.ts';

/** Picks rows from those of the files that nobody else takes. */
export async function pickFiles(
  files: readonly FileToPick[],
  share: PickShare,
  reader: FileReader,
): Promise<Picks> {
  const picker = new Picker(reader, share);
  const [done, left]: [number[], number[]] = [[], []];
  for (let at = share.next(); at < files.length; at = share.next())
    ((await picker.pick(files[at] as FileToPick)) ? done : left).push(at);
  return { done, left, picked: [...picker.picked.values()] };
}

/** Picks rows from one file after the other. */
class Picker {
  /** By schema. */
  readonly picked = new Map<string, PickedRows>();
  private readonly reader: FileReader;
  private readonly share: PickShare;

  constructor(reader: FileReader, share: PickShare) {
    this.reader = reader;
    this.share = share;
  }

  /** False where the engine has to read the file. */
  async pick(file: FileToPick): Promise<boolean> {
    try {
      const footer = await footerOf(file);
      // Neither opening nor closing waits for what a disk has to find: a promise of each takes longer than it.
      const opened = openSync(file.path, 'r');
      try {
        await this.all(file, footer, this.reader.of(opened));
      } finally {
        closeSync(opened);
      }
      return true;
    } catch {
      // Picking only saves time: whatever is wrong with the file, the engine says it.
      return false;
    }
  }

  /** @throws RangeError where there is more than may be picked, and what `Unsupported` is for */
  private async all(file: FileToPick, footer: FileFooter, reader: GroupReader): Promise<void> {
    const into = this.rowsOf(footer, file.path);
    const [before, marks] = [into.rows, into.columns.map(({ mark }) => mark)];
    try {
      for (const group of footer.footer.groups) {
        const within = rangesIn(group, file.rows ?? []);
        if (within.length > 0) await this.group({ group, within, footer, file, into }, reader);
      }
    } catch (error) {
      into.rows = before;
      for (const [at, mark] of marks.entries()) into.columns[at]?.backTo(mark);
      throw error;
    }
  }

  private rowsOf(footer: FileFooter, path: string): PickedRows {
    const { schemaText, leaves } = footer;
    const columns = (): PickedColumn[] => leaves.map((leaf) => new PickedColumn(leaf));
    const found = this.picked.get(schemaText) ?? { footer, path, columns: columns(), rows: 0 };
    this.picked.set(schemaText, found);
    return found;
  }

  private async group(asked: GroupToPick, reader: GroupReader): Promise<void> {
    const { group, footer } = asked;
    const places = footer.placesOf(group);
    if (!places.isInSmallPages) throw new RangeError('the engine reads this in less time');
    const unpacked = new Unpacked();
    try {
      await this.from(await places.open(group.rows, reader), asked, unpacked);
    } finally {
      unpacked.clear().forEach(giveBack);
    }
  }

  private async from(
    open: OpenGroup,
    { group, within, file: { sought = [] }, into }: GroupToPick,
    unpacked: Unpacked,
  ): Promise<void> {
    const { chunks } = open;
    await open.load(soughtChunks(chunks, sought), within);
    const ranges = soughtRows({ group, chunks, within, unpacked }, sought);
    const rows = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
    if (rows === 0) return;
    this.share.take('rows', rows);
    await open.load(chunks, ranges);
    const before = bytesOf(into);
    for (const [at, pages] of pagesWith(chunks, { rows: group.rows, unpacked }, ranges).entries())
      into.columns[at]?.add(pages, ranges);
    into.rows += rows;
    this.share.take('bytes', bytesOf(into) - before);
  }
}

interface GroupToPick {
  readonly group: CutGroup;
  readonly within: readonly Rows[];
  readonly footer: FileFooter;
  readonly file: FileToPick;
  readonly into: PickedRows;
}

const bytesOf = ({ columns }: PickedRows): number => columns.reduce((sum, { bytes }) => sum + bytes, 0);

/** Rows of a row group, of some of its file. */
const rangesIn = ({ firstRow, rows }: CutGroup, ranges: readonly RowRange[]): Rows[] =>
  ranges
    .map(([first, last]) => ({
      from: Math.max(first - firstRow, 0),
      to: Math.min(last + 1 - firstRow, rows),
    }))
    .filter(({ from, to }) => from < to);
