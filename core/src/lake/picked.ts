import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Field } from '#format';
import type { ObjectStore } from '#port';
import { Memory, pickedFrom, type PickedFile } from './picked-file.ts';
import { tableSchema } from './picked-schema.ts';
import { pickedSets, rowsOf, setBytes, type PickedSet } from './picked-sets.ts';
import type { ScannedFile } from './scan.ts';

/** Where picked rows are written. */
interface Place {
  readonly store: ObjectStore;
  /** A folder that need not be there yet, of one scan alone: its owner removes it when nobody reads the scan any more. */
  readonly folder: string;
  /** The table's columns. */
  readonly fields: readonly Field[];
}

/** Rows that are picked for one scan at most, and their bytes: more the engine reads in less time. */
const MOST_ROWS = 20_000;
const MOST_BYTES = 64_000_000;

/** Files that are read at once, each into memory of its own. */
const AT_ONCE = 4;

/**
 * Files of which only rows with certain values matter, by those rows: one Parquet file, with the table's columns, for all files whose columns
 * are of the same types, and one for all others of a schema. The engine decodes every
 * column of a row group for a handful of its rows; here only the pages with those rows are unpacked, and their values copied as they are
 * stored. A file of which that can't be done, or that is not cut into small pages, stays as it is.
 */
export async function withPicked(
  { store, folder, fields }: Place,
  files: readonly ScannedFile[],
): Promise<ScannedFile[]> {
  const budget = { rows: MOST_ROWS, bytes: MOST_BYTES };
  const waiting = files.filter(({ rows, sought }) => rows !== undefined && sought !== undefined);
  const picked = new Map<ScannedFile, PickedFile>();
  const lane = async (): Promise<void> => {
    const memory = spare.pop() ?? new Memory();
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const found = await pickedFrom({ store, memory, budget }, file);
      if (found !== undefined) picked.set(file, found);
    }
    if (spare.length < AT_ONCE && memory.length <= MOST_SPARE) spare.push(memory);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const sets = pickedSets([...picked.values()], tableSchema(fields));
  if (sets.length > 0) await mkdir(folder, { recursive: true });
  const written = sets.map((each, at) => write(join(folder, `picked-${at}.parquet`), each));
  return [...files.filter((file) => !picked.has(file)), ...(await Promise.all(written))];
}

/** Memory that the next scan takes: fresh pages take as long as what is read into them. */
const spare: Memory[] = [];
const MOST_SPARE = 2 ** 21;

async function write(path: string, set: PickedSet): Promise<ScannedFile> {
  const [first] = set.parts;
  if (first === undefined) throw new Error('no rows were picked');
  const [bytes, records] = [setBytes(set), rowsOf(set)];
  await writeFile(path, bytes, { flag: 'wx' });
  const { isOfTable } = set;
  const { file } = first.picked;
  return { ...file, path, records, pickedBytes: bytes.length, rows: undefined, sought: undefined, isOfTable };
}
