import { bytesOf, type FileColumns, type Span } from './file-columns.ts';

interface Entry {
  readonly columns: FileColumns;
  /** Columns that were looked at, kept or not. */
  readonly names: ReadonlySet<string>;
  readonly bytes: number;
}

/** What is needed of a file. */
interface Needed {
  readonly names: readonly string[];
  readonly span: Span;
}

/** Columns of files by their keys; the least used go first when there are too many. */
export class KeptFiles {
  /** Bytes that all of them may take. */
  readonly mostBytes: number;
  private readonly entries = new Map<string, Entry>();
  private bytes = 0;

  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  /** What is kept of a file; undefined where that is not enough. */
  find(key: string, { names, span }: Needed): FileColumns | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined || !names.every((name) => entry.names.has(name))) return undefined;
    if (!covers(entry.columns.covers, span)) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.columns;
  }

  /** `names`: the columns that were looked at, of which some may have too many values. */
  keep(key: string, columns: FileColumns, names: ReadonlySet<string>): void {
    this.drop(key);
    const bytes = bytesOf(columns);
    this.entries.set(key, { columns, names, bytes });
    this.bytes += bytes;
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
    this.bytes -= this.entries.get(key)?.bytes ?? 0;
    this.entries.delete(key);
  }
}

const covers = (outer: Span, inner: Span): boolean => outer.from <= inner.from && inner.to <= outer.to;
