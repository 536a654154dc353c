import type { TableDefinition } from '#format';
import type { Ledger, LedgerEntry } from '#port';
import { commitChange, type Change, type CommitWorld } from './commit.ts';
import { withoutObjects, type Replacement, type RewriteWorld } from './replaced-rows.ts';
import { stagedBatches, unstage, type StagedBatch } from './staged.ts';
import { loadTable, type TableState } from './table-log.ts';

/** What a commit of staged batches came to. */
export interface CommitSummary {
  batches: number;
  /** Objects whose earlier version left the lake. */
  replacedObjects: number;
  /** Batches thrown away because another one brought one of their objects first; the rest is collected again. */
  discardedBatches: number;
  /** Batches that stay staged: they hold a table that only a newer release knows. */
  waitingBatches: number;
  snapshots: number;
}

export interface StagedWorld extends CommitWorld, RewriteWorld {
  readonly ledger: Ledger;
  readonly definitions: readonly TableDefinition[];
}

/** Member of a snapshot's summary that names the batches it brought. */
export const BATCHES = 'levee.batches';

/** Name of the section in which only one process commits. */
export const COMMIT_SECTION = 'commit';

/**
 * Commits everything that waits: one snapshot per table. Safe to be killed anywhere: the snapshots say which batches
 * they hold, and the next call goes on from there (the ledger is written last).
 */
export function commitStaged(world: StagedWorld): Promise<CommitSummary> {
  return world.ledger.exclusive(COMMIT_SECTION, async () => {
    const summary: CommitSummary = {
      batches: 0,
      replacedObjects: 0,
      discardedBatches: 0,
      waitingBatches: 0,
      snapshots: 0,
    };
    for (
      let round = await nextRound(world, summary);
      round.length > 0;
      round = await nextRound(world, summary)
    ) {
      await commitRound(world, round, summary);
    }
    return summary;
  });
}

/** A batch and the tables whose snapshots hold it already (a process died before it could say so). */
interface Waiting {
  readonly batch: StagedBatch;
  readonly earlier: readonly LedgerEntry[];
  readonly done: ReadonlySet<string>;
}

/** Batches that can be committed together: no object twice. Discards what another batch has overtaken. */
async function nextRound(world: StagedWorld, summary: CommitSummary): Promise<Waiting[]> {
  const batches = await knownBatches(world, summary);
  if (batches.length === 0) return [];
  const done = await committedBatches(world, batches);
  const known = await world.ledger.committed(batches.flatMap((batch) => batch.entries.map(({ uri }) => uri)));
  const round: Waiting[] = [];
  const taken = new Set<string>();
  for (const batch of batches) {
    const uris = batch.entries.map(({ uri }) => uri);
    const tables = done.get(batch.id) ?? new Set();
    const earlier = uris.flatMap((uri) => known.get(uri) ?? []).filter((entry) => entry.batch !== batch.id);
    const isNew = tables.size === 0;
    if (isNew && (isOvertaken(batch, earlier) || !(await isWhole(world, batch))))
      await discard(world, batch, summary);
    else if (!uris.some((uri) => taken.has(uri))) {
      for (const uri of uris) taken.add(uri);
      round.push({ batch, earlier, done: tables });
    }
  }
  return round;
}

/** Batches of which every table is declared: of the others nothing may be taken, as the ledger would call them done. */
async function knownBatches(world: StagedWorld, summary: CommitSummary): Promise<StagedBatch[]> {
  const names = new Set(world.definitions.map(({ name }) => name));
  const batches = await stagedBatches(world.store);
  const known = batches.filter((batch) => batch.tables.every(({ table }) => names.has(table)));
  summary.waitingBatches = batches.length - known.length;
  return known;
}

/** Whether another batch has brought one of the objects that this one does not replace. */
const isOvertaken = (batch: StagedBatch, earlier: readonly LedgerEntry[]): boolean =>
  earlier.some(({ uri }) => !batch.replaces.includes(uri));

/** Whether all data files are there: a worker that slept past its lease may have lost some to orphan removal. */
async function isWhole(world: StagedWorld, batch: StagedBatch): Promise<boolean> {
  for (const { key } of batch.tables.flatMap(({ files }) => files)) {
    if ((await world.store.find(key)) === undefined) return false;
  }
  return true;
}

/** For each waiting batch, the tables that have a snapshot with it. */
async function committedBatches(
  world: StagedWorld,
  batches: readonly StagedBatch[],
): Promise<Map<string, Set<string>>> {
  const waiting = new Map(batches.map((batch) => [batch.id, new Set<string>()]));
  for (const { name } of world.definitions) {
    const state = await loadTable(world.store, name);
    for (const snapshot of state?.metadata.snapshots ?? []) {
      for (const id of snapshot.summary[BATCHES]?.split(',') ?? []) waiting.get(id)?.add(name);
    }
  }
  return waiting;
}

/** The staged file goes first: without it, nothing can bring the batch's data files into a table. */
async function discard(world: StagedWorld, batch: StagedBatch, summary: CommitSummary): Promise<void> {
  await unstage(world.store, batch.id);
  await world.ledger.release(batch.entries.map(({ uri }) => uri));
  for (const { files } of batch.tables) for (const { key } of files) await world.store.remove(key);
  summary.discardedBatches += 1;
}

async function commitRound(
  world: StagedWorld,
  round: readonly Waiting[],
  summary: CommitSummary,
): Promise<void> {
  for (const definition of world.definitions) {
    const mine = round.filter((waiting) => !waiting.done.has(definition.name));
    const change = (state: TableState) => changeOf(world, { definition, state, mine });
    if (
      mine.some((waiting) => touches(waiting, definition.name)) &&
      (await commitChange(world, definition, change)) !== undefined
    ) {
      summary.snapshots += 1;
    }
  }
  const committedAt = world.now();
  await world.ledger.commit(
    round.flatMap(({ batch }) => batch.entries.map((entry) => ({ ...entry, batch: batch.id, committedAt }))),
  );
  for (const { batch, earlier } of round) {
    await unstage(world.store, batch.id);
    summary.batches += 1;
    summary.replacedObjects += earlier.length;
  }
}

const filesOf = (batch: StagedBatch, table: string) =>
  batch.tables.filter((part) => part.table === table).flatMap((part) => part.files);

const touches = ({ batch, earlier }: Waiting, table: string): boolean =>
  filesOf(batch, table).length > 0 || earlier.some((entry) => holds(entry, table));

/** Whether an earlier version has rows or rejects in the table. */
const holds = (entry: LedgerEntry, table: string): boolean =>
  table === REJECTS ? entry.rejects > 0 : entry.table === table && entry.rows > 0;

const REJECTS = 'rejects';

async function changeOf(
  world: StagedWorld,
  { definition, state, mine }: { definition: TableDefinition; state: TableState; mine: readonly Waiting[] },
): Promise<Change | undefined> {
  const added = mine.flatMap(({ batch }) => filesOf(batch, definition.name));
  const replacement = replacementOf(mine, definition.name);
  const rewritten = await withoutObjects(world, { state, definition, replacement });
  if (added.length === 0 && rewritten.removed.size === 0) return undefined;
  const batches = mine.filter((waiting) => touches(waiting, definition.name)).map(({ batch }) => batch.id);
  return {
    operation: rewritten.removed.size === 0 ? 'append' : 'overwrite',
    added: [...added, ...rewritten.kept],
    removed: rewritten.removed,
    summary: { [BATCHES]: batches.join(',') },
  };
}

/** The earlier versions that leave a table. Rejects are dated by when they were read, so their days are not known. */
function replacementOf(mine: readonly Waiting[], table: string): Replacement {
  const earlier = mine.flatMap((waiting) => waiting.earlier).filter((entry) => holds(entry, table));
  const uris = earlier.map(({ uri }) => uri);
  const first = earlier.flatMap(({ firstDay }) => firstDay ?? []).sort()[0];
  const last = earlier
    .flatMap(({ lastDay }) => lastDay ?? [])
    .sort()
    .at(-1);
  return {
    uris,
    days: table === REJECTS || first === undefined || last === undefined ? {} : { from: first, to: last },
  };
}
