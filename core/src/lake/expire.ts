import type { TableDefinition } from '#format';
import type { Ledger } from '#port';
import { BATCHES, COMMIT_SECTION } from './commit-staged.ts';
import { commitChange, type CommitWorld } from './commit.ts';
import { currentSnapshot, type Snapshot } from './metadata.ts';
import { neededFiles, statisticsOf } from './needed-files.ts';
import { liveFiles } from './scan.ts';
import { stagedBatches } from './staged.ts';
import { loadTable, publish, type TableState } from './table-log.ts';

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
      const files = await liveFiles(world.store, state);
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
      ...statisticsOf(state.metadata, ids),
      'last-updated-ms': Math.max(world.now(), state.metadata['last-updated-ms']),
    };
    if (!(await publish(world.store, state, metadata))) return { snapshots: 0, files: 0 };
    const needed = await neededFiles(world.store, state, kept);
    const old = await neededFiles(world.store, state, gone);
    const files = [...old].filter((key) => !needed.has(key));
    for (const key of files) await world.store.remove(key);
    return { snapshots: gone.length, files: files.length };
  });
}
