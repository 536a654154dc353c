import { read } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Field } from '#format';
import { PickBudget } from './pick-budget.ts';
import { Picker, type PickedRows } from './picked-file.ts';
import { tableSchema } from './picked-schema.ts';
import { pickedSets, rowsOf, setBytes, sourceOf, type PickedSet } from './picked-sets.ts';
import type { ScannedFile } from './scan.ts';

/** Where picked rows are written. */
interface Place {
  /** A folder that need not be there yet, of one scan alone: its owner removes it when nobody reads the scan any more. */
  readonly folder: string;
  /** The table's columns. */
  readonly fields: readonly Field[];
}

/** Files that are read at once, each into memory of its own. */
const AT_ONCE = 4;

/**
 * Files of which only rows with certain values matter, by those rows: one Parquet file, with the table's columns, for all files whose columns
 * are of the same types, and one for all others of a schema. The engine decodes every
 * column of a row group for a handful of its rows; here only the pages with those rows are unpacked, and their values copied as they are
 * stored. A file of which that can't be done, or that is not cut into small pages, stays as it is.
 */
export async function withPicked(
  { folder, fields }: Place,
  files: readonly ScannedFile[],
): Promise<ScannedFile[]> {
  const waiting = files.filter(({ rows, sought }) => rows !== undefined && sought !== undefined);
  if (waiting.length === 0) return [...files];
  const left = new Set(files);
  const picked = await pickedFrom(waiting, (file) => left.delete(file));
  const sets = pickedSets(picked, tableSchema(fields));
  if (sets.length > 0) await mkdir(folder, { recursive: true });
  const made = sets.map((set, at) => write(join(folder, `picked-${at}.parquet`), { set, files: waiting }));
  return [...left, ...(await Promise.all(made))];
}

async function pickedFrom(
  files: readonly ScannedFile[],
  done: (file: ScannedFile) => void,
): Promise<PickedRows[]> {
  const budget = new PickBudget();
  const waiting = [...files];
  const lane = async (): Promise<PickedRows[]> => {
    const memory = spare.pop() ?? new Memory();
    const picker = new Picker((...part) => memory.read(...part), budget);
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift())
      if (await picker.pick(file)) done(file);
    if (spare.length < AT_ONCE && memory.length <= MOST_SPARE) spare.push(memory);
    return [...picker.picked.values()];
  };
  return (await Promise.all(Array.from({ length: Math.min(AT_ONCE, files.length) }, lane))).flat();
}

/** Memory that the next scan takes: fresh pages take as long as what is read into them. */
const spare: Memory[] = [];
const MOST_SPARE = 2 ** 21;

const readInto = promisify(read);

/** Memory for what is read: used again and again. */
class Memory {
  private bytes = Buffer.alloc(0);

  get length(): number {
    return this.bytes.length;
  }

  async read(opened: number, offset: number, length: number): Promise<Buffer> {
    if (this.bytes.length < length) this.bytes = Buffer.allocUnsafeSlow(length * 2);
    const { bytesRead } = await readInto(opened, this.bytes, 0, length, offset);
    if (bytesRead !== length) throw new RangeError('the file ends early');
    return this.bytes.subarray(0, length);
  }
}

/** Writes a file in the place of those that its rows are from. */
async function write(
  path: string,
  { set, files }: { readonly set: PickedSet; readonly files: readonly ScannedFile[] },
): Promise<ScannedFile> {
  const file = files.find((each) => each.path === sourceOf(set));
  if (file === undefined) throw new Error('rows were picked from a file that nobody asked for');
  await writeFile(path, setBytes(set), { flag: 'wx' });
  const { isOfTable } = set;
  return { ...file, path, records: rowsOf(set), rows: undefined, sought: undefined, isOfTable };
}
