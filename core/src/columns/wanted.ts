import type { Dictionary } from './dictionary.ts';
import type { FileColumns, Span, StoredField, WantedColumn } from './file-columns.ts';
import type { TableFile } from './file-reader.ts';

/** Which columns of which files. */
export interface Wanted {
  readonly table: string;
  readonly files: readonly TableFile[];
  readonly columns: readonly WantedColumn[];
  /** Where files have the time of a row; undefined where only the engine can tell. */
  readonly time?: StoredField | undefined;
  /** Rows of another time are not needed; absent: all are. */
  readonly span?: Span | undefined;
  /** Whether nobody asked for them: what only the engine can read is left alone then. */
  readonly isSpare?: boolean;
}

/** Columns of several files, and the dictionaries of their codes. */
export interface KeptColumns {
  readonly files: readonly FileColumns[];
  readonly dictionary: (column: string) => Dictionary;
  /** Whether all of them may be held as wide as they are counted too. */
  readonly hasRoomWide: boolean;
  /** Reads a file, by its place, where `files` only tell which columns each has. @throws what reading does */
  readonly load?: (at: number) => Promise<FileColumns>;
}
