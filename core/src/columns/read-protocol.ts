import type { FileFound, ParquetToRead } from './read-parquet.ts';

/** What a reading thread is asked. */
export interface ReadRequest {
  readonly id: number;
  readonly read: ParquetToRead;
}

/** What it answers: what was found, why only the engine can read the file, or what went wrong. */
export type ReadAnswer =
  | { readonly id: number; readonly found: FileFound }
  | { readonly id: number; readonly unsupported: string }
  | { readonly id: number; readonly error: string };
