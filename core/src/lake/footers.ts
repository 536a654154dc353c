import { open } from 'node:fs/promises';
import {
  footerLength,
  GroupPlaces,
  leavesIn,
  readFooter,
  TRAILER_BYTES,
  type CutGroup,
  type Footer,
  type Leaf,
} from '#parquet';
import type { ScannedFile } from './scan.ts';

/** What a data file's footer says. */
export interface FileFooter {
  readonly footer: Footer;
  readonly leaves: readonly Leaf[];
  /** The same for all files of one schema. */
  readonly schemaText: string;
  /** Where a row group's columns stand. @throws RangeError where it is broken */
  readonly placesOf: (group: CutGroup) => GroupPlaces;
}

/** A data file on this machine. */
type DataFile = Pick<ScannedFile, 'path' | 'sizeBytes'>;

/** Footers of files that were looked into lately, by path: a data file never changes. */
const footers = new Map<string, FileFooter>();

/** Together 32 MB where a file has 74 row groups of WAF. */
const MOST_FOOTERS = 64;

/** @throws RangeError where the file is no Parquet, and what the disk says */
export async function footerOf(file: DataFile): Promise<FileFooter> {
  const { path } = file;
  const footer = footers.get(path) ?? (await readFooterOf(file));
  footers.delete(path);
  footers.set(path, footer);
  for (const oldest of footers.keys()) if (footers.size > MOST_FOOTERS) footers.delete(oldest);
  return footer;
}

async function readFooterOf({ path, sizeBytes }: DataFile): Promise<FileFooter> {
  const bytes = await footerBytesOf(path, sizeBytes);
  const leaves = leavesIn(bytes);
  const places = new Map<CutGroup, GroupPlaces>();
  const placesOf = (group: CutGroup): GroupPlaces => {
    const found = places.get(group) ?? new GroupPlaces(group.bytes, leaves);
    places.set(group, found);
    return found;
  };
  const footer = readFooter(bytes);
  return { footer, leaves, schemaText: footer.before.toString('latin1'), placesOf };
}

async function footerBytesOf(path: string, sizeBytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const read = async (from: number, length: number): Promise<Buffer> => {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, from);
      if (bytesRead !== length) throw new RangeError('the file ends early');
      return buffer;
    };
    const trailerAt = sizeBytes - TRAILER_BYTES;
    const length = footerLength(await read(trailerAt, TRAILER_BYTES));
    return await read(trailerAt - length, length);
  } finally {
    await file.close();
  }
}
