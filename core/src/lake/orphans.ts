import type { ObjectStore } from '#port';
import { COMMIT_SECTION } from './commit-staged.ts';
import type { ExpireWorld } from './expire.ts';
import { tableFolder } from './metadata-files.ts';
import { neededFiles } from './needed-files.ts';
import { stagedBatches } from './staged.ts';
import { loadTable } from './table-log.ts';

/** Removes files of a table that nothing refers to and that are older than the age. Answers their keys. */
export function removeOrphans(world: ExpireWorld, table: string, olderThan: number): Promise<string[]> {
  return world.ledger.exclusive(COMMIT_SECTION, async () => {
    const state = await loadTable(world.store, table);
    const needed =
      state === undefined
        ? new Set<string>()
        : await neededFiles(world.store, state, state.metadata.snapshots ?? []);
    for (const key of await stagedKeys(world.store)) needed.add(key);
    const orphans: string[] = [];
    for (const folder of ['data', 'index', 'metadata']) {
      for await (const { key, modifiedAt } of world.store.list(`${tableFolder(table)}/${folder}/`)) {
        if (!TABLE_METADATA.test(key) && !needed.has(key) && modifiedAt <= olderThan) orphans.push(key);
      }
    }
    for (const key of orphans) await world.store.remove(key);
    return orphans;
  });
}

/** Metadata files are not orphans: publishing removes the old ones. */
const TABLE_METADATA = /\.metadata\.json(?:\.gz)?$|version-hint\.text$/;

/** Data files that wait for their commit. */
async function stagedKeys(store: ObjectStore): Promise<string[]> {
  const batches = await stagedBatches(store);
  return batches.flatMap((batch) => batch.tables.flatMap((part) => part.files.map(({ key }) => key)));
}
