import { randomUUID } from 'node:crypto';
import { batches, findFiles, nothingSkipped, Recogniser } from '#collect';
import type { ClaimedObject, FileFilter, FoundObject, ObjectBatch, Skipped } from '#collect';
import type { ObjectOutcome } from '#decode';
import type { Format } from '#format';
import { messageOf } from '#kernel';
import type { CommitSummary } from '#lake';
import type { Ledger } from '#port';
import { CollectTotals } from './collect-totals.ts';
import { readBatch, writeBatch, type BatchWorld, type BatchWork, type WrittenBatch } from './write-batch.ts';

/** What collecting needs besides the world of a batch. */
export interface CollectWorld extends BatchWorld {
  readonly ledger: Ledger;
  readonly formats: readonly Format[];
  readonly batchBytes: number;
  /** Commits what is staged: one snapshot per table. */
  readonly commit: () => Promise<CommitSummary>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface CollectOptions {
  readonly paths: readonly string[];
  readonly filter?: FileFilter;
  /** Counts go on in these: several sources, one summary. */
  readonly totals?: CollectTotals;
  readonly format?: Format;
  /** Read again what is in the lake already. */
  readonly again?: boolean;
  readonly onProgress?: (totals: CollectTotals) => void;
}

const LEASE_SECONDS = 120;
/** Longest time between commits, so that a long run's rows are seen while it runs. */
const COMMIT_EVERY_MS = 60_000;

/**
 * Collects every new object below the paths: claims, decodes in batches, stages, commits. While the engine writes one
 * batch the workers read the next.
 */
export async function collect(world: CollectWorld, options: CollectOptions): Promise<CollectTotals> {
  const totals = options.totals ?? new CollectTotals(nothingSkipped(), world.now());
  const { skipped } = totals;
  totals.found.isAll = false;
  const renewal = setInterval(() => void renew(world), (LEASE_SECONDS * 1000) / 4);
  let writing: Promise<void> = Promise.resolve();
  try {
    totals.committed(await world.commit());
    for await (const batch of newBatches(world, options, { skipped, totals })) {
      const run = { batch, totals, onProgress: options.onProgress };
      const read = await startBatch(world, run);
      await writing.catch(async (error: unknown) => {
        await read.spooled.discard();
        throw error;
      });
      writing = finishBatch(world, run, read);
      writing.catch(() => undefined);
    }
    await writing;
    totals.committed(await world.commit());
  } finally {
    clearInterval(renewal);
    await Promise.allSettled([writing]);
  }
  totals.seconds = (world.now() - totals.startedAt) / 1000;
  return totals;
}

/** Prolongs the leases. A failure is no reason to stop: the lease lasts three more tries, and a batch whose lease was lost is discarded. */
async function renew(world: CollectWorld): Promise<void> {
  await world.ledger
    .renew(LEASE_SECONDS)
    .catch((error: unknown) => process.stderr.write(`levee: leases not renewed: ${messageOf(error)}\n`));
}

interface Counting {
  readonly skipped: Skipped;
  readonly totals: CollectTotals;
}

const newBatches = (
  world: CollectWorld,
  options: CollectOptions,
  { skipped, totals }: Counting,
): AsyncGenerator<ObjectBatch> =>
  batches(counted(findFiles(options.paths, options.filter), totals), {
    ledger: world.ledger,
    recogniser: new Recogniser(world.formats, options.format),
    leaseSeconds: LEASE_SECONDS,
    again: options.again ?? false,
    batchBytes: world.batchBytes,
    skipped,
  });

async function* counted(
  found: AsyncIterable<FoundObject>,
  totals: CollectTotals,
): AsyncGenerator<FoundObject> {
  for await (const object of found) {
    totals.found.objects += 1;
    totals.found.storedBytes += object.sizeBytes;
    yield object;
  }
  totals.found.isAll = true;
}

interface StartedBatch {
  readonly work: BatchWork;
  readonly spooled: Awaited<ReturnType<typeof readBatch>>;
}

interface BatchRun {
  readonly batch: ObjectBatch;
  readonly totals: CollectTotals;
  readonly onProgress: CollectOptions['onProgress'];
}

async function startBatch(
  world: CollectWorld,
  { batch, totals, onProgress }: BatchRun,
): Promise<StartedBatch> {
  const work: BatchWork = {
    id: randomUUID(),
    format: batch.format,
    objects: batch.objects.map(batchObject),
    now: world.now(),
    onProgress: (outcomes) => {
      totals.read(outcomes, batch.objects);
      onProgress?.(totals);
    },
  };
  return { work, spooled: await readBatch(world, work) };
}

const batchObject = ({ uri, path, sizeBytes, named }: ClaimedObject) => ({ uri, path, sizeBytes, ...named });

async function finishBatch(
  world: CollectWorld,
  { batch, totals }: BatchRun,
  { work, spooled }: StartedBatch,
): Promise<void> {
  try {
    const written = await writeBatch(world, work, spooled);
    await world.lake.stage(stagedBatch(work, batch, written));
    totals.staged(batch.format.table, written.outcomes);
  } catch (error) {
    await world.ledger.release(batch.objects.map(({ uri }) => uri));
    throw error;
  }
  if (world.now() - totals.lastCommitAt < COMMIT_EVERY_MS) return;
  totals.lastCommitAt = world.now();
  totals.committed(await world.commit());
}

function stagedBatch(work: BatchWork, batch: ObjectBatch, written: WrittenBatch) {
  return {
    id: work.id,
    createdAt: work.now,
    entries: batch.objects.map((object, at) => entryOf(object, batch.format, written.outcomes[at])),
    tables: written.tables.map(({ table, files }) => ({ table, files: [...files] })),
    replaces: batch.objects.filter(({ replaces }) => replaces).map(({ uri }) => uri),
  };
}

function entryOf(object: ClaimedObject, format: Format, outcome: ObjectOutcome | undefined) {
  if (outcome === undefined) throw new Error(`no outcome for ${object.uri}`);
  const { uri, version, sizeBytes } = object;
  const { records, rows, rejects, firstDay, lastDay } = outcome;
  return {
    uri,
    version,
    sizeBytes,
    format: format.name,
    table: format.table,
    records,
    rows,
    rejects,
    firstDay,
    lastDay,
  };
}
