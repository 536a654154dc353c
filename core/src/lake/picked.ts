import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PickedColumn, pickedFile } from '#parquet';
import type { ObjectStore } from '#port';
import { Memory, pickedFrom, type PickedFile } from './picked-file.ts';
import type { ScannedFile } from './scan.ts';

/** Where picked rows are written. */
interface Place {
  readonly store: ObjectStore;
  /** A folder that need not be there yet, of one scan alone: its owner removes it when nobody reads the scan any more. */
  readonly folder: string;
}

/** Rows that are picked for one scan at most, and their bytes: more the engine reads in less time. */
const MOST_ROWS = 20_000;
const MOST_BYTES = 64_000_000;

/** Files that are read at once, each into memory of its own. */
const AT_ONCE = 4;

/**
 * Files of which only rows with certain values matter, by those rows: one Parquet file for all files of a schema. The engine decodes every
 * column of a row group for a handful of its rows; here only the pages with those rows are unpacked, and their values copied as they are
 * stored. A file of which that can't be done, or that is not cut into small pages, stays as it is.
 */
export async function withPicked(
  { store, folder }: Place,
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
  const bySchema = Map.groupBy(picked.values(), ({ footer }) => footer.before.toString('latin1'));
  const some = [...bySchema.values()].filter((each) => rowsOf(each) > 0);
  if (some.length > 0) await mkdir(folder, { recursive: true });
  const written = some.map((each, at) => write(join(folder, `picked-${at}.parquet`), each));
  return [...files.filter((file) => !picked.has(file)), ...(await Promise.all(written))];
}

/** Memory that the next scan takes: fresh pages take as long as what is read into them. */
const spare: Memory[] = [];
const MOST_SPARE = 2 ** 21;

const rowsOf = (picked: readonly PickedFile[]): number => picked.reduce((sum, { rows }) => sum + rows, 0);

/** Files of one schema are one file, which has what each of them has. */
async function write(path: string, picked: readonly PickedFile[]): Promise<ScannedFile> {
  const [first] = picked;
  if (first === undefined) throw new Error('no rows were picked');
  const records = rowsOf(picked);
  const columns = first.columns.map(({ leaf }, at) => {
    const column = new PickedColumn(leaf);
    for (const each of picked) column.addAll(each.columns[at] as PickedColumn);
    return column;
  });
  const bytes = pickedFile(first.footer, records, columns);
  await writeFile(path, bytes, { flag: 'wx' });
  return { ...first.file, path, records, pickedBytes: bytes.length, rows: undefined, sought: undefined };
}
