import { mkdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Field } from '#format';
import { pickTogether } from './pick-together.ts';
import { tableSchema } from './picked-schema.ts';
import { pickedSets, rowsOf, setBytes, sourceOf, type PickedSet } from './picked-sets.ts';
import type { PickingThread } from './picking-thread.ts';
import type { ScannedFile } from './scan.ts';

/** Where picked rows are written. */
interface Place {
  /** A folder that need not be there yet, of one scan alone: its owner removes it when nobody reads the scan any more. */
  readonly folder: string;
  /** The table's columns. */
  readonly fields: readonly Field[];
  /** That may help; absent: this thread picks alone. */
  readonly picking?: Pick<PickingThread, 'help'> | undefined;
}

/**
 * Files of which only rows with certain values matter, by those rows: one Parquet file, with the table's columns, for all files whose columns
 * are of the same types, and one for all others of a schema. The engine decodes every column of a row group for a handful of its rows; here
 * only the pages with those rows are unpacked, and their values copied as they are stored. A file of which that can't be done, or that is not
 * cut into small pages, stays as it is.
 */
export async function withPicked(
  { folder, fields, picking }: Place,
  files: readonly ScannedFile[],
): Promise<ScannedFile[]> {
  const waiting = files.filter(({ rows, sought }) => rows !== undefined && sought !== undefined);
  if (waiting.length === 0) return [...files];
  const { done, picked } = await pickTogether(waiting, picking);
  const sets = pickedSets(picked, tableSchema(fields));
  if (sets.length > 0) mkdirSync(folder, { recursive: true });
  const made = sets.map((set, at) => write(join(folder, `picked-${at}.parquet`), { set, files: waiting }));
  return [...files.filter((file) => !done.has(file)), ...(await Promise.all(made))];
}

/** Bytes that are written in less time than a promise of it takes, also where nothing else is at work. */
const SOON = 2 ** 20;

/** Writes a file in the place of those that its rows are from. */
async function write(
  path: string,
  { set, files }: { readonly set: PickedSet; readonly files: readonly ScannedFile[] },
): Promise<ScannedFile> {
  const file = files.find((each) => each.path === sourceOf(set));
  if (file === undefined) throw new Error('rows were picked from a file that nobody asked for');
  const bytes = setBytes(set);
  if (bytes.length <= SOON) writeFileSync(path, bytes, { flag: 'wx' });
  else await writeFile(path, bytes, { flag: 'wx' });
  const { isOfTable } = set;
  const picked = { path, records: rowsOf(set), pickedBytes: bytes.length, isOfTable };
  return { ...file, ...picked, rows: undefined, sought: undefined };
}
