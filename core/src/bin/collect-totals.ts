import type { ClaimedObject, Skipped } from '#collect';
import type { ObjectOutcome } from '#decode';
import type { CommitSummary } from '#lake';

/** Sums of one table's part of a run. */
interface TableTotals {
  objects: number;
  records: number;
  rows: number;
  rejects: number;
}

/** Drift paths that the summary names. */
const MOST_DRIFT = 1000;

/** What a run of `collect` came to, counted as it goes. */
export class CollectTotals {
  readonly skipped: Skipped;
  readonly startedAt: number;
  lastCommitAt: number;
  seconds = 0;
  readonly found = { objects: 0, storedBytes: 0, isAll: false };
  readonly done = { objects: 0, records: 0, storedBytes: 0, bytes: 0 };
  rows = 0;
  rejects = 0;
  replacedObjects = 0;
  discardedBatches = 0;
  /** Staged batches that this release can't commit, as of the last commit. */
  waitingBatches = 0;
  readonly tables = new Map<string, TableTotals>();
  readonly drift = new Map<string, number>();

  constructor(skipped: Skipped, startedAt: number) {
    this.skipped = skipped;
    this.startedAt = startedAt;
    this.lastCommitAt = startedAt;
  }

  /** Objects that the workers have read, for progress. */
  read(outcomes: readonly ObjectOutcome[], objects: readonly ClaimedObject[]): void {
    for (const { ordinal, records, bytes } of outcomes) {
      this.done.objects += 1;
      this.done.records += records;
      this.done.bytes += bytes;
      this.done.storedBytes += objects[ordinal]?.sizeBytes ?? 0;
    }
  }

  /** A batch that is staged: from here on nothing of it can be lost. */
  staged(table: string, outcomes: readonly ObjectOutcome[]): void {
    const sums = this.tables.get(table) ?? { objects: 0, records: 0, rows: 0, rejects: 0 };
    this.tables.set(table, sums);
    for (const outcome of outcomes) {
      sums.objects += 1;
      sums.records += outcome.records;
      sums.rows += outcome.rows;
      sums.rejects += outcome.rejects;
      this.rows += outcome.rows;
      this.rejects += outcome.rejects;
      for (const [path, count] of Object.entries(outcome.drift)) this.#drift(`${table} ${path}`, count);
    }
  }

  committed(summary: CommitSummary): void {
    this.replacedObjects += summary.replacedObjects;
    this.discardedBatches += summary.discardedBatches;
    this.waitingBatches = summary.waitingBatches;
  }

  #drift(path: string, count: number): void {
    if (this.drift.has(path) || this.drift.size < MOST_DRIFT)
      this.drift.set(path, (this.drift.get(path) ?? 0) + count);
  }
}
