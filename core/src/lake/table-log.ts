import { randomBytes, randomUUID } from 'node:crypto';
import type { TableDefinition } from '#format';
import { LeveeError, stringifyJson } from '#kernel';
import type { ObjectStore } from '#port';
import { readManifestList, type ManifestFile } from './manifest.ts';
import {
  currentSnapshot,
  KEPT_VERSIONS,
  newMetadata,
  readMetadata,
  withPredecessor,
  type TableMetadata,
} from './metadata.ts';

/** Name of the catalog's one namespace, and the folder that holds it. */
export const NAMESPACE = 'levee';

/** A table as it stands at one moment. */
export interface TableState {
  readonly name: string;
  /** Number in `vN.metadata.json`; 0 before the table exists. */
  readonly version: number;
  /** Key of the metadata file; undefined before the table exists. */
  readonly key: string | undefined;
  readonly metadata: TableMetadata;
  /** Manifests of the current snapshot. */
  readonly manifests: readonly ManifestFile[];
}

const METADATA_NAME = /^(?:v(\d+)|(\d+)-[^/]+)\.metadata\.json$/;

/** Folder of a table below the lake's root. */
export const tableFolder = (name: string): string => `${NAMESPACE}/${name}`;

/** The metadata files of a table, newest first: `vN.metadata.json`, or `NNNNN-uuid.metadata.json` by other engines. */
export async function metadataFiles(
  store: ObjectStore,
  name: string,
): Promise<{ version: number; key: string }[]> {
  const found: { version: number; key: string }[] = [];
  for await (const { key } of store.list(`${tableFolder(name)}/metadata/`)) {
    const match = METADATA_NAME.exec(key.slice(key.lastIndexOf('/') + 1));
    if (match !== null) found.push({ version: Number(match[1] ?? match[2]), key });
  }
  return found.sort((left, right) => right.version - left.version);
}

/** Loads the newest state of a table; undefined where it does not exist. */
export async function loadTable(store: ObjectStore, name: string): Promise<TableState | undefined> {
  const [newest] = await metadataFiles(store, name);
  if (newest === undefined) return undefined;
  const text = Buffer.from(await store.read(newest.key)).toString('utf8');
  const metadata = readMetadata(text, name);
  const snapshot = currentSnapshot(metadata);
  const state = { name, ...newest, metadata, manifests: [] };
  if (snapshot === undefined) return state;
  const manifests = await readManifestList(await store.read(keyOf(store, state, snapshot['manifest-list'])));
  return { ...state, manifests };
}

/** State of a table that does not exist yet. */
export function unborn(store: ObjectStore, definition: TableDefinition, now: number): TableState {
  const location = `${store.uri}/${tableFolder(definition.name)}`;
  const metadata = newMetadata(definition, { uuid: randomUUID(), location, now });
  return { name: definition.name, version: 0, key: undefined, metadata, manifests: [] };
}

/**
 * Key below the lake's root of a path that metadata names. Paths count from the table's recorded location, so that a
 * lake folder that was moved can still be read.
 * @throws LeveeError for a path outside the table: metadata is not trusted with the rest of the disk.
 */
export function keyOf(
  _store: ObjectStore,
  state: Pick<TableState, 'name' | 'metadata'>,
  path: string,
): string {
  const prefix = `${state.metadata.location}/`;
  const rest = path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
  if (rest !== undefined && !rest.split('/').includes('..')) return `${tableFolder(state.name)}/${rest}`;
  throw new LeveeError(`table ${state.name} names a file outside its folder: ${path}`, {
    hint: 'the table was not written by this lake; do not trust it',
  });
}

/** Path that metadata names a key with. */
export const pathOf = (state: Pick<TableState, 'name' | 'metadata'>, key: string): string =>
  `${state.metadata.location}${key.slice(tableFolder(state.name).length)}`;

/**
 * Makes `metadata` the table's next version, if nobody else made one since `state` was loaded.
 * `false`: somebody was first, and nothing changed.
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
  if (!(await store.create(key, Buffer.from(stringifyJson(full, 1))))) return false;
  const files = await metadataFiles(store, state.name);
  if (files[0]?.version !== version) {
    await store.remove(key);
    return false;
  }
  await store.write(`${tableFolder(state.name)}/metadata/version-hint.text`, Buffer.from(String(version)));
  for (const old of files.slice(KEPT_VERSIONS + 1)) await store.remove(old.key);
  return true;
}

/** A snapshot id: 53 random bits, so that no JSON reader rounds it. */
export function newSnapshotId(): bigint {
  return (randomBytes(8).readBigUInt64BE() & ((1n << 53n) - 1n)) | 1n;
}
