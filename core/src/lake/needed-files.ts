import type { ObjectStore } from '#port';
import { entriesOf } from './commit.ts';
import { DELETED, readManifestList } from './manifest.ts';
import type { Snapshot, TableMetadata } from './metadata.ts';
import { keyOf, type TableState } from './table-log.ts';
import { valueIndexKey } from './value-index.ts';

/** A statistics file that another engine made of a snapshot (Iceberg spec, "Table Statistics"). */
interface Statistics {
  readonly 'snapshot-id': number | bigint;
  readonly 'statistics-path': string;
}

const STATISTICS = ['statistics', 'partition-statistics'] as const;

const listOf = (metadata: TableMetadata, member: string): readonly Statistics[] =>
  (metadata[member] as readonly Statistics[] | undefined) ?? [];

/** The statistics members of metadata that keeps only these snapshots; absent ones stay absent. */
export const statisticsOf = (
  metadata: TableMetadata,
  kept: ReadonlySet<number | bigint>,
): Readonly<Record<string, readonly Statistics[]>> =>
  Object.fromEntries(
    STATISTICS.filter((member) => metadata[member] !== undefined).map((member) => [
      member,
      listOf(metadata, member).filter((file) => kept.has(file['snapshot-id'])),
    ]),
  );

/** Keys of everything that snapshots need: manifest lists, manifests, live data and delete files with their indexes, statistics. */
export async function neededFiles(
  store: ObjectStore,
  state: TableState,
  snapshots: readonly Snapshot[],
): Promise<Set<string>> {
  const ids = new Set(snapshots.map((snapshot) => snapshot['snapshot-id']));
  const statistics = Object.values(statisticsOf(state.metadata, ids)).flat();
  const keys = new Set(statistics.map((file) => keyOf(state, file['statistics-path'])));
  const read = new Set<string>();
  for (const snapshot of snapshots) {
    const list = keyOf(state, snapshot['manifest-list']);
    keys.add(list);
    for (const manifest of readManifestList(await store.read(list))) {
      if (read.has(manifest.manifest_path)) continue;
      read.add(manifest.manifest_path);
      keys.add(keyOf(state, manifest.manifest_path));
      const live = (await entriesOf(store, state, manifest)).filter((entry) => entry.status !== DELETED);
      for (const entry of live) addFile(keys, keyOf(state, entry.data_file.file_path));
    }
  }
  return keys;
}

/** A data file needs its value index too, if it has one. */
function addFile(keys: Set<string>, key: string): void {
  keys.add(key);
  keys.add(valueIndexKey(key));
}
