import { randomBytes, randomUUID } from 'node:crypto';
import type { TableDefinition } from '#format';
import { LeveeError, stringifyJson } from '#kernel';
import type { ObjectStore } from '#port';
import { readManifestList, type ManifestFile } from './manifest.ts';
import { headOf, metadataFiles, tableFolder, type MetadataFile } from './metadata-files.ts';
import {
  currentSnapshot,
  KEPT_VERSIONS,
  newMetadata,
  withPredecessor,
  type TableMetadata,
} from './metadata.ts';

/** A table as it stands at one moment. */
export interface TableState {
  readonly name: string;
  /** Highest number of a metadata file; 0 before the table exists. */
  readonly version: number;
  /** All metadata files that were there: another one since then is another commit. */
  readonly seen: ReadonlySet<string>;
  /** Key of the metadata file; undefined before the table exists. */
  readonly key: string | undefined;
  readonly metadata: TableMetadata;
  /** Manifests of the current snapshot. */
  readonly manifests: readonly ManifestFile[];
}

/** Loads the newest state of a table; undefined where it does not exist. */
export const loadTable = async (store: ObjectStore, name: string): Promise<TableState | undefined> =>
  loadState(store, name, await metadataFiles(store, name));

/** Loads the state of a table that has these metadata files. */
export async function loadState(
  store: ObjectStore,
  name: string,
  files: readonly MetadataFile[],
): Promise<TableState | undefined> {
  const head = await headOf(store, name, files);
  if (head === undefined) return undefined;
  const state: TableState = {
    name,
    ...head,
    version: files[0]?.version ?? 0,
    seen: new Set(files.map(({ key }) => key)),
    manifests: [],
  };
  const snapshot = currentSnapshot(state.metadata);
  if (snapshot === undefined) return state;
  const manifests = readManifestList(await store.read(keyOf(state, snapshot['manifest-list'])));
  return { ...state, manifests };
}

/** State of a table that does not exist yet. */
export function unborn(store: ObjectStore, definition: TableDefinition, now: number): TableState {
  const location = `${store.uri}/${tableFolder(definition.name)}`;
  const metadata = newMetadata(definition, { uuid: randomUUID(), location, now });
  return { name: definition.name, version: 0, key: undefined, seen: new Set(), metadata, manifests: [] };
}

/**
 * Key below the lake's root of a path that metadata names. Paths count from the table's recorded location, so that a
 * lake folder that was moved can still be read.
 * @throws LeveeError for a path outside the table: metadata is not trusted with the rest of the disk.
 */
export function keyOf(state: Pick<TableState, 'name' | 'metadata'>, path: string): string {
  const prefix = `${fullUri(state.metadata.location)}/`;
  const whole = fullUri(path);
  const rest = whole.startsWith(prefix) ? whole.slice(prefix.length) : undefined;
  if (rest !== undefined && !rest.split('/').includes('..')) return `${tableFolder(state.name)}/${rest}`;
  throw new LeveeError(`table ${state.name} names a file outside its folder: ${path}`, {
    hint: 'the table was not written by this lake; do not trust it',
  });
}

/** Spark writes paths of its own with one slash, `file:/lake`: both forms name the same file (RFC 8089, appendix B). */
const fullUri = (uri: string): string => uri.replace(/^file:\/(?!\/)/, 'file:///');

/** Path that metadata names a key with. */
export const pathOf = (state: Pick<TableState, 'name' | 'metadata'>, key: string): string =>
  `${state.metadata.location}${key.slice(tableFolder(state.name).length)}`;

/**
 * Makes `metadata` the table's next version, if nobody else made one since `state` was loaded.
 * `false`: somebody was first, and nothing changed. Creating the file is the commit: from then on others may have
 * built on it, so it is never taken back. Other engines name their files otherwise, so for them we look just before.
 */
export async function publish(
  store: ObjectStore,
  state: TableState,
  metadata: TableMetadata,
): Promise<boolean> {
  const version = state.version + 1;
  const key = `${tableFolder(state.name)}/metadata/v${version}.metadata.json`;
  const previous =
    state.key === undefined
      ? undefined
      : { file: pathOf(state, state.key), updatedAt: state.metadata['last-updated-ms'] };
  const full = previous === undefined ? metadata : withPredecessor(metadata, previous);
  if ((await metadataFiles(store, state.name)).some((file) => !state.seen.has(file.key))) return false;
  if (!(await store.create(key, Buffer.from(stringifyJson(full, 1))))) return false;
  await store.write(`${tableFolder(state.name)}/metadata/version-hint.text`, Buffer.from(String(version)));
  const files = await metadataFiles(store, state.name);
  for (const old of files.slice(KEPT_VERSIONS + 1)) await store.remove(old.key);
  return true;
}

/** A snapshot id: 53 random bits, so that no JSON reader rounds it. */
export function newSnapshotId(): bigint {
  return (randomBytes(8).readBigUInt64BE() & ((1n << 53n) - 1n)) | 1n;
}
