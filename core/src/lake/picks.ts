import type { PickedColumn } from '#parquet';
import type { FileFooter } from './footers.ts';
import type { ScannedFile } from './scan.ts';

/** What of a file is asked to pick rows from it. */
export type FileToPick = Pick<ScannedFile, 'path' | 'sizeBytes' | 'rows' | 'sought'>;

/** Rows picked from files of one schema. */
export interface PickedRows {
  /** Of one of them, and where that is. */
  readonly footer: FileFooter;
  readonly path: string;
  readonly columns: readonly PickedColumn[];
  rows: number;
}

/** What was picked. */
export interface Picks {
  /** Places of the files from which that is, and of those that the engine has to read. */
  readonly done: readonly number[];
  readonly left: readonly number[];
  readonly picked: readonly PickedRows[];
}
