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
import type { ObjectStore } from '#port';
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

/** Footers of files that were looked into lately, by key: a data file never changes. */
const footers = new Map<string, FileFooter>();

/** Together 32 MB where a file has 74 row groups of WAF. */
const MOST_FOOTERS = 64;

/** @throws RangeError where the file is no Parquet, and what the store says */
export async function footerOf(store: ObjectStore, file: ScannedFile): Promise<FileFooter> {
  const name = `${store.uri}/${file.key}`;
  const footer = footers.get(name) ?? (await readFooterOf(store, file));
  footers.delete(name);
  footers.set(name, footer);
  for (const oldest of footers.keys()) if (footers.size > MOST_FOOTERS) footers.delete(oldest);
  return footer;
}

async function readFooterOf(store: ObjectStore, { key, sizeBytes }: ScannedFile): Promise<FileFooter> {
  const trailerAt = sizeBytes - TRAILER_BYTES;
  const length = footerLength(Buffer.from(await store.readRange(key, trailerAt, TRAILER_BYTES)));
  const bytes = Buffer.from(await store.readRange(key, trailerAt - length, length));
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
