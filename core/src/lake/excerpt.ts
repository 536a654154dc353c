import { open, mkdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '#port';
import { nameOf } from './metadata-files.ts';
import { footerBytes, type Footer, type CutGroup } from '#parquet';
import { footerOf } from './footers.ts';
import type { RowRange } from './relation.ts';
import type { ScannedFile } from './scan.ts';

/** Where excerpts are written. */
interface Place {
  readonly store: ObjectStore;
  /** A folder that need not be there yet, of one scan alone: its owner removes it when nobody reads the scan any more. */
  readonly folder: string;
}

/** Bytes that one scan may copy: some hundred row groups. */
const MOST_BYTES = 256_000_000;

/** Files that are copied from at once. */
const AT_ONCE = 8;

/**
 * Files of which only some rows may matter, each by an excerpt: a Parquet file with those of its row groups, at their old places between
 * holes, which take no room. For each row group of a file that it opens DuckDB 1.5 makes readers of all columns before it looks at
 * bounds, and initializes all of them once per column (`ParquetReader::PrepareRowGroupBuffer`): 0.5 ms of processor time with 96 leaf
 * columns, and 37 row groups to pass for one that is needed. Copying one takes about a millisecond.
 * What can't be excerpted stays as it is.
 */
export async function excerpted(place: Place, files: readonly ScannedFile[]): Promise<ScannedFile[]> {
  // There holes are filled with zeros.
  if (process.platform === 'win32') return [...files];
  const budget = { left: MOST_BYTES };
  const found: ScannedFile[] = [];
  for (let at = 0; at < files.length; at += AT_ONCE)
    found.push(
      ...(await Promise.all(files.slice(at, at + AT_ONCE).map((file) => withExcerpt(place, file, budget)))),
    );
  return found;
}

async function withExcerpt(
  { store, folder }: Place,
  file: ScannedFile,
  budget: { left: number },
): Promise<ScannedFile> {
  if (file.rows === undefined) return file;
  try {
    const { footer } = await footerOf(file);
    const groups = footer.groups.filter((group) => isAmong(group, file.rows ?? []));
    const bytes = groups.flatMap(({ pieces }) => pieces).reduce((sum, { length }) => sum + length, 0);
    if (groups.length * 2 > footer.groups.length || bytes > budget.left) return file;
    budget.left -= bytes;
    await mkdir(folder, { recursive: true });
    const path = join(folder, nameOf(file.key));
    await writeExcerpt(path, { footer, groups }, { store, file });
    return { ...file, path, rows: undefined };
  } catch {
    // An excerpt only saves time.
    return file;
  }
}

const isAmong = ({ firstRow, rows }: CutGroup, ranges: readonly RowRange[]): boolean =>
  ranges.some(([first, last]) => first < firstRow + rows && last >= firstRow);

interface Source {
  readonly store: ObjectStore;
  readonly file: ScannedFile;
}

async function writeExcerpt(
  path: string,
  { footer, groups }: { footer: Footer; groups: readonly CutGroup[] },
  { store, file }: Source,
): Promise<void> {
  const target = await open(path, 'wx');
  try {
    let end = 0;
    for (const { offset, length } of [{ offset: 0, length: 4 }, ...groups.flatMap(({ pieces }) => pieces)]) {
      const bytes = await store.readRange(file.key, offset, length);
      if (bytes.length !== length) throw new Error('the file ends early');
      await writeAt(target, bytes, offset);
      end = Math.max(end, offset + length);
    }
    await writeAt(target, footerBytes(footer, groups), end);
  } finally {
    await target.close();
  }
}

async function writeAt(target: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await target.write(bytes, done, bytes.length - done, offset + done);
    done += bytesWritten;
  }
}
