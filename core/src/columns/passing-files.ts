import type { FileColumns } from './file-columns.ts';

/** Reads a file's columns, by its place among all. */
type Load = (at: number) => Promise<FileColumns>;

/** Files that are read again whenever they are looked at, in order: while one is looked at the next is read. */
export class PassingFiles {
  private readonly count: number;
  private readonly load: Load;
  private readonly ahead = new Map<number, Promise<FileColumns>>();

  constructor(count: number, load: Load) {
    this.count = count;
    this.load = load;
  }

  /** The columns of a file. @throws what reading it does */
  at(at: number): Promise<FileColumns> {
    const found = this.started(at);
    this.ahead.clear();
    if (at + 1 < this.count) this.ahead.set(at + 1, this.started(at + 1));
    return found;
  }

  private started(at: number): Promise<FileColumns> {
    const known = this.ahead.get(at);
    if (known !== undefined) return known;
    const read = this.load(at);
    // Told to who looks at the file, if anybody comes to it.
    read.catch(() => {});
    return read;
  }
}

/** What a file has, without its rows. */
export const withoutRows = ({ covers, codes, numbers }: FileColumns): FileColumns => ({
  rows: 0,
  covers,
  times: new Float64Array(0),
  codes: new Map([...codes.keys()].map((name) => [name, new Uint8Array(0)])),
  numbers: new Map([...numbers.keys()].map((name) => [name, new Float64Array(0)])),
});
