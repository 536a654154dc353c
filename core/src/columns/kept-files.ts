import { bytesOf, codesOf, type Codes, type FileColumns, type Span } from './file-columns.ts';

/** What is kept of a file. */
export interface KeptFile {
  readonly columns: FileColumns;
  /** Columns that were looked at, kept or not. */
  readonly names: ReadonlySet<string>;
}

/** Columns of files by their keys; the least used go first when there are too many. */
export class KeptFiles {
  /** Bytes that all of them may take. */
  readonly mostBytes: number;
  private readonly entries = new Map<string, KeptFile>();
  /** Of those that are kept. */
  bytes = 0;

  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  /** Undefined where nothing is kept of a file. */
  find(key: string): KeptFile | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry;
  }

  /** Instead of what was kept of the file. */
  keep(key: string, file: KeptFile): void {
    this.drop(key);
    this.entries.set(key, file);
    this.bytes += bytesOf(file.columns);
    while (this.bytes > this.mostBytes) {
      const [oldest] = this.entries.keys();
      if (oldest === undefined) return;
      this.drop(oldest);
    }
  }

  clear(): void {
    for (const key of this.entries.keys()) this.drop(key);
  }

  private drop(key: string): void {
    const entry = this.entries.get(key);
    this.bytes -= entry === undefined ? 0 : bytesOf(entry.columns);
    this.entries.delete(key);
  }
}

/** Whether a file has all rows of a time. */
export const covers = ({ columns }: KeptFile, { from, to }: Span): boolean =>
  columns.covers.from <= from && to <= columns.covers.to;

/** More rows of the same file, of the columns that both have; in the file's order, unless they lie on both sides of those that are there. */
export function withRows(file: KeptFile, more: KeptFile): KeptFile {
  const [own, other] = [file.columns, more.columns];
  const isBefore = Math.max(...(other.groups ?? [])) < Math.min(...(own.groups ?? []));
  const isBehind = Math.min(...(other.groups ?? [])) > Math.max(...(own.groups ?? []));
  const [left, right] = isBefore ? [other, own] : [own, other];
  const columns = {
    rows: left.rows + right.rows,
    covers: other.covers,
    groups: [...(left.groups ?? []), ...(right.groups ?? [])],
    isMixed: own.isMixed === true || !(isBefore || isBehind),
    times: behind(left.times, right.times, new Float64Array(left.rows + right.rows)),
    codes: both(left.codes, right.codes, codesOf),
    numbers: both(left.numbers, right.numbers, (_, rows) => new Float64Array(rows)),
  };
  return { columns, names: more.names };
}

/** The columns that both have, one behind the other; codes as wide as the wider. */
function both<Values extends Codes | Float64Array>(
  left: ReadonlyMap<string, Values>,
  right: ReadonlyMap<string, Values>,
  make: (bytes: number, rows: number) => Values,
): Map<string, Values> {
  const all = new Map<string, Values>();
  for (const [name, own] of right) {
    const before = left.get(name);
    if (before === undefined) continue;
    const bytes = Math.max(before.BYTES_PER_ELEMENT, own.BYTES_PER_ELEMENT);
    all.set(name, behind(before, own, make(bytes, before.length + own.length)));
  }
  return all;
}

function behind<Values extends Codes | Float64Array>(left: Values, right: Values, into: Values): Values {
  into.set(left);
  into.set(right, left.length);
  return into;
}

/** More columns of the same rows; undefined where they are of others. */
export function withColumns(file: KeptFile, more: KeptFile): KeptFile | undefined {
  const [left, right] = [file.columns, more.columns];
  if (left.rows !== right.rows || !covers(more, left.covers)) return undefined;
  const columns = {
    ...left,
    codes: new Map([...left.codes, ...right.codes]),
    numbers: new Map([...left.numbers, ...right.numbers]),
  };
  return { columns, names: new Set([...file.names, ...more.names]) };
}
