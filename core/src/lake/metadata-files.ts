import { gunzipSync } from 'node:zlib';
import { LeveeError, messageOf } from '#kernel';
import type { ObjectStore } from '#port';
import { readMetadata, type TableMetadata } from './metadata.ts';

/** Name of the catalog's one namespace, and the folder that holds it. */
export const NAMESPACE = 'levee';

/** Folder of a table below the lake's root. */
export const tableFolder = (name: string): string => `${NAMESPACE}/${name}`;

/** A metadata file of a table. */
export interface MetadataFile {
  readonly key: string;
  readonly version: number;
  /** Named `vN.metadata.json`, as Levee does; engines with another catalog write `NNNNN-uuid.metadata.json`. */
  readonly isOurs: boolean;
}

/** `write.metadata.compression-codec` of other engines adds `.gz` before or after the rest. */
const METADATA_NAME = /^(?:v(\d+)|(\d+)-[^/]+?)(?:\.gz)?\.metadata\.json(?:\.gz)?$/;

/** What such names begin with: manifests, of which there are many, are not looked at. Other engines pad with zeros. */
const BEGINNINGS = ['v', '0'];

/** The metadata files of a table, newest version first. */
export async function metadataFiles(store: ObjectStore, table: string): Promise<MetadataFile[]> {
  const keys = await Promise.all(
    BEGINNINGS.map((beginning) => Array.fromAsync(store.keys(`${tableFolder(table)}/metadata/${beginning}`))),
  );
  const found = keys.flat().flatMap((key): MetadataFile[] => {
    const [, ours, theirs] = METADATA_NAME.exec(nameOf(key)) ?? [];
    const version = ours ?? theirs;
    return version === undefined ? [] : [{ key, version: Number(version), isOurs: ours !== undefined }];
  });
  return newestFirst(store, found);
}

/** By version; of files with the same version the one that was written last comes first. */
async function newestFirst(store: ObjectStore, files: readonly MetadataFile[]): Promise<MetadataFile[]> {
  const count = Map.groupBy(files, ({ version }) => version);
  const times = new Map<string, number>();
  for (const { key, version } of files) {
    const isAlone = count.get(version)?.length === 1;
    if (!isAlone) times.set(key, (await store.find(key))?.modifiedAt ?? 0);
  }
  const timeOf = ({ key }: MetadataFile): number => times.get(key) ?? 0;
  return files.toSorted((left, right) => right.version - left.version || timeOf(right) - timeOf(left));
}

/** Last part of a path or key. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The text of a metadata file. */
export async function metadataText(store: ObjectStore, key: string): Promise<string> {
  const bytes = Buffer.from(await store.read(key));
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    return (isGzip ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes).toString('utf8');
  } catch (cause) {
    throw new LeveeError(`table metadata ${key} cannot be unpacked: ${messageOf(cause)}`, {
      hint: 'restore the file from a backup',
      cause,
    });
  }
}

/** Metadata of ten thousand snapshots takes about 10 MB. */
const MOST_BYTES = 1 << 28;

/** The file that says how a table stands, read. */
export interface Head {
  readonly key: string;
  readonly metadata: TableMetadata;
}

/**
 * Finds the metadata that holds. Engines with another catalog count their versions from 0 again, so the number does not
 * tell whose file is newer: the one that names the other in its `metadata-log` is.
 * @throws LeveeError where neither does: two catalogs have taken the table apart.
 */
export async function headOf(
  store: ObjectStore,
  table: string,
  files: readonly MetadataFile[],
): Promise<Head | undefined> {
  const ours = files.find(({ isOurs }) => isOurs);
  const theirs = files.find(({ isOurs }) => !isOurs);
  const load = async ({ key }: MetadataFile): Promise<Head> => ({
    key,
    metadata: readMetadata(await metadataText(store, key), table),
  });
  if (ours === undefined || theirs === undefined) {
    const only = ours ?? theirs;
    return only === undefined ? undefined : load(only);
  }
  const [mine, foreign] = [await load(ours), await load(theirs)];
  if (follows(mine, theirs)) return mine;
  if (follows(foreign, ours)) return foreign;
  throw new LeveeError(`table ${table} has two histories: ${ours.key} and ${theirs.key}`, {
    hint: 'another engine committed through a catalog of its own; move the metadata file that should not count out of the folder',
  });
}

const follows = (head: Head, file: MetadataFile): boolean =>
  (head.metadata['metadata-log'] ?? []).some((entry) => nameOf(entry['metadata-file']) === nameOf(file.key));
