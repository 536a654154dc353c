import type { TableDefinition } from '#format';
import type { Ledger, ObjectStore } from '#port';
import { BATCHES, COMMIT_SECTION } from './commit-staged.ts';
import { commitChange, entriesOf, type CommitWorld } from './commit.ts';
import { DELETED, readManifestList } from './manifest.ts';
import { currentSnapshot, type Snapshot } from './metadata.ts';
import { hasDeletes, scanTable } from './scan.ts';
import { stagedBatches } from './staged.ts';
import { tableFolder } from './metadata-files.ts';
import { keyOf, loadTable, publish, type TableState } from './table-log.ts';

export interface ExpireWorld extends CommitWorld {
  readonly ledger: Ledger;
}

/** Drops whole days older than a table's retention. Answers how many files went. */
export function applyRetention(
  world: ExpireWorld,
  definition: TableDefinition,
  keepDays: number,
): Promise<number> {
  const oldest = new Date(world.now() - keepDays * 86_400_000).toISOString().slice(0, 10);
  let dropped = 0;
  return world.ledger.exclusive(COMMIT_SECTION, async () => {
    if ((await loadTable(world.store, definition.name)) === undefined) return 0;
    await commitChange(world, definition, async (state) => {
      if (hasDeletes(state)) return undefined;
      const { files } = await scanTable(world.store, state);
      const removed = new Set(files.filter(({ day }) => day !== null && day < oldest).map(({ key }) => key));
      dropped = removed.size;
      return removed.size === 0 ? undefined : { operation: 'delete', added: [], removed, summary: {} };
    });
    return dropped;
  });
}

/** Which snapshots stay: those younger than the age, at least `keep` of them, the current one, and those that staged batches need. */
function keptSnapshots(
  state: TableState,
  rule: { olderThan: number; keep: number; staged: ReadonlySet<string> },
): Snapshot[] {
  const snapshots = state.metadata.snapshots ?? [];
  const current = currentSnapshot(state.metadata)?.['snapshot-id'];
  const referenced = new Set(
    Object.values(state.metadata.refs ?? {}).map((reference) => reference['snapshot-id']),
  );
  const youngest = new Set(snapshots.slice(-Math.max(rule.keep, 1)));
  return snapshots.filter((snapshot) => {
    const id = snapshot['snapshot-id'];
    const isNeeded = (snapshot.summary[BATCHES] ?? '').split(',').some((batch) => rule.staged.has(batch));
    return (
      youngest.has(snapshot) ||
      id === current ||
      referenced.has(id) ||
      isNeeded ||
      snapshot['timestamp-ms'] > rule.olderThan
    );
  });
}

/** Forgets old snapshots and removes the files that only they had. Answers how many snapshots and files went. */
export function expireSnapshots(
  world: ExpireWorld,
  table: string,
  rule: { olderThan: number; keep: number },
): Promise<{ snapshots: number; files: number }> {
  return world.ledger.exclusive(COMMIT_SECTION, async () => {
    const state = await loadTable(world.store, table);
    if (state === undefined) return { snapshots: 0, files: 0 };
    const staged = new Set((await stagedBatches(world.store)).map(({ id }) => id));
    const kept = keptSnapshots(state, { ...rule, staged });
    const gone = (state.metadata.snapshots ?? []).filter((snapshot) => !kept.includes(snapshot));
    if (gone.length === 0) return { snapshots: 0, files: 0 };
    const ids = new Set(kept.map((snapshot) => snapshot['snapshot-id']));
    const log = (state.metadata['snapshot-log'] ?? []).filter((entry) => ids.has(entry['snapshot-id']));
    const metadata = {
      ...state.metadata,
      snapshots: kept,
      'snapshot-log': log,
      'last-updated-ms': Math.max(world.now(), state.metadata['last-updated-ms']),
    };
    if (!(await publish(world.store, state, metadata))) return { snapshots: 0, files: 0 };
    const needed = await filesOf(world.store, state, kept);
    const old = await filesOf(world.store, state, gone);
    const files = [...old].filter((key) => !needed.has(key));
    for (const key of files) await world.store.remove(key);
    return { snapshots: gone.length, files: files.length };
  });
}

/** Keys of everything that snapshots need: manifest lists, manifests, live data and delete files. */
async function filesOf(
  store: ObjectStore,
  state: TableState,
  snapshots: readonly Snapshot[],
): Promise<Set<string>> {
  const keys = new Set<string>();
  const read = new Set<string>();
  for (const snapshot of snapshots) {
    const list = keyOf(state, snapshot['manifest-list']);
    keys.add(list);
    for (const manifest of await readManifestList(await store.read(list))) {
      if (read.has(manifest.manifest_path)) continue;
      read.add(manifest.manifest_path);
      keys.add(keyOf(state, manifest.manifest_path));
      const live = (await entriesOf(store, state, manifest)).filter((entry) => entry.status !== DELETED);
      for (const entry of live) keys.add(keyOf(state, entry.data_file.file_path));
    }
  }
  return keys;
}

/** Removes files of a table that nothing refers to and that are older than the age. Answers their keys. */
export function removeOrphans(world: ExpireWorld, table: string, olderThan: number): Promise<string[]> {
  return world.ledger.exclusive(COMMIT_SECTION, async () => {
    const state = await loadTable(world.store, table);
    const needed =
      state === undefined
        ? new Set<string>()
        : await filesOf(world.store, state, state.metadata.snapshots ?? []);
    for (const key of await stagedKeys(world.store)) needed.add(key);
    const orphans: string[] = [];
    for (const folder of ['data', 'metadata']) {
      for await (const { key, modifiedAt } of world.store.list(`${tableFolder(table)}/${folder}/`)) {
        if (!TABLE_METADATA.test(key) && !needed.has(key) && modifiedAt <= olderThan) orphans.push(key);
      }
    }
    for (const key of orphans) await world.store.remove(key);
    return orphans;
  });
}

/** Metadata files are not orphans: publishing removes the old ones. */
const TABLE_METADATA = /\.metadata\.json$|version-hint\.text$/;

/** Data files that wait for their commit. */
async function stagedKeys(store: ObjectStore): Promise<string[]> {
  const batches = await stagedBatches(store);
  return batches.flatMap((batch) => batch.tables.flatMap((part) => part.files.map(({ key }) => key)));
}
