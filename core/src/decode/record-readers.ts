import { WorkerPool } from './worker-pool.ts';

/** Who asks for more records at once waits: each thread has a window of its own in memory. */
const MOST_THREADS = 2;
/** A person opens one record after the other; starting a thread takes longer than finding one in a small object. */
const KEPT_MILLISECONDS = 10_000;

/** Threads that read objects again for single records: started when one is asked for, and kept for a while. */
export class RecordReaders {
  readonly #idle: { pool: WorkerPool; timer: NodeJS.Timeout }[] = [];
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  #isClosed = false;

  /** Lends a thread to `read`. One that was given up, or failed, may still be at it: it ends. */
  async lend<T>(signal: AbortSignal, read: (pool: WorkerPool) => Promise<T>): Promise<T> {
    await this.#turn();
    let pool: WorkerPool | undefined;
    try {
      signal.throwIfAborted();
      pool = this.#taken();
      const result = await Promise.race([read(pool), stopped(signal)]);
      this.#keep(pool);
      pool = undefined;
      return result;
    } finally {
      await pool?.close();
      this.#busy -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Ends the threads that nobody has, and those that are given back later. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#idle.splice(0).map(end));
  }

  async #turn(): Promise<void> {
    while (this.#busy >= MOST_THREADS) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#busy += 1;
  }

  #taken(): WorkerPool {
    const kept = this.#idle.pop();
    clearTimeout(kept?.timer);
    return kept?.pool ?? new WorkerPool(1);
  }

  #keep(pool: WorkerPool): void {
    const timer = setTimeout(() => this.#forget(pool), this.#isClosed ? 0 : KEPT_MILLISECONDS);
    this.#idle.push({ pool, timer });
  }

  #forget(pool: WorkerPool): void {
    const at = this.#idle.findIndex((each) => each.pool === pool);
    for (const each of at < 0 ? [] : this.#idle.splice(at, 1)) void end(each);
  }
}

function end({ pool, timer }: { pool: WorkerPool; timer: NodeJS.Timeout }): Promise<void> {
  clearTimeout(timer);
  return pool.close();
}

const stopped = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
