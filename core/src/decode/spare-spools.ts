import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Spool } from './spool-set.ts';

/** Smaller files are not worth keeping. */
const LEAST_BYTES = 1 << 20;
/** Two batches are under way at a time: one is read while the other is written. */
const MOST_PER_WORKER = 2;

/** Spool files of finished batches, kept to be written over by the next ones. */
export class SpareSpools {
  readonly #most: number;
  #paths: string[] = [];

  constructor(workers: number) {
    this.#most = workers * MOST_PER_WORKER;
  }

  /** One worker's share for its next batch. */
  take(): string[] {
    return this.#paths.splice(0, 1);
  }

  /** Keeps large spools in `folder`, which must be on their disk; the others stay where they are. */
  async keep(spools: readonly Spool[], folder: string): Promise<void> {
    const large = spools.filter(({ bytes }) => bytes >= LEAST_BYTES);
    for (const { path } of large.slice(0, this.#most - this.#paths.length)) {
      const spare = join(folder, `spare-${randomUUID()}`);
      await rename(path, spare);
      this.#paths.push(spare);
    }
  }

  /** Removes them all. */
  async clear(): Promise<void> {
    const paths = this.#paths.splice(0);
    await Promise.all(paths.map((path) => rm(path, { force: true })));
  }
}
