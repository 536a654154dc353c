import type { ObjectStore } from '#port';
import { metadataFiles, type MetadataFile } from './metadata-files.ts';
import { loadState, type TableState } from './table-log.ts';

interface Known {
  readonly state: TableState;
  /** What the store said of the metadata file before it was read. */
  readonly version: string | undefined;
}

/** The last state that was read of each table, of which there are few. */
const states = new WeakMap<ObjectStore, Map<string, Known>>();

/**
 * The newest state of a table, for reading; undefined where it does not exist. What was read last time holds while the table has the same
 * metadata files and the one that counts is untouched. Commits load anew: they must see what is there.
 */
export async function readTable(store: ObjectStore, name: string): Promise<TableState | undefined> {
  const files = await metadataFiles(store, name);
  const known = statesOf(store).get(name);
  if (known?.state.key !== undefined && isSame(known.state, files)) {
    const now = await store.find(known.state.key);
    if (now !== undefined && now.version === known.version) return known.state;
  }
  const versions = await versionsOf(store, files);
  const state = await loadState(store, name, files);
  if (state?.key !== undefined) statesOf(store).set(name, { state, version: versions.get(state.key) });
  return state;
}

/** Whether a table exists: the metadata that was read last is still there, or there is other. */
export async function isTable(store: ObjectStore, name: string): Promise<boolean> {
  const key = statesOf(store).get(name)?.state.key;
  if (key !== undefined && (await store.find(key)) !== undefined) return true;
  return (await metadataFiles(store, name)).length > 0;
}

/** What the store says of the files of which one counts, before they are read: written over meanwhile, they are read again. */
async function versionsOf(
  store: ObjectStore,
  files: readonly MetadataFile[],
): Promise<ReadonlyMap<string, string | undefined>> {
  const versions = new Map<string, string | undefined>();
  for (const file of [files.find(({ isOurs }) => isOurs), files.find(({ isOurs }) => !isOurs)])
    if (file !== undefined) versions.set(file.key, (await store.find(file.key))?.version);
  return versions;
}

function statesOf(store: ObjectStore): Map<string, Known> {
  const found = states.get(store) ?? new Map<string, Known>();
  states.set(store, found);
  return found;
}

const isSame = ({ seen }: TableState, files: readonly { readonly key: string }[]): boolean =>
  seen.size === files.length && files.every(({ key }) => seen.has(key));
