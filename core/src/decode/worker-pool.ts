import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { LeveeError } from '#kernel';
import type { PassAnswer, PassRequest } from './pass-protocol.ts';
import { SpareSpools } from './spare-spools.ts';

type Answered = Exclude<PassAnswer, { readonly error: string }>;

/**
 * Room for a thread's young objects: reading makes few, as text is kept in memory of its own. By default a thread takes up to 48 MB before it looks
 * which of them are gone (measured with two threads on 4 GB of WAF logs: 40 MB more at the peak, in the same processor time; with 2 MB CloudTrail took 8 % more of it).
 */
const LIMITS = { maxYoungGenerationSizeMb: 8 };

/** Worker threads that read objects into spools. Kept over many batches: starting one takes about 40 ms. */
export class WorkerPool {
  readonly spares: SpareSpools;
  readonly #workers: readonly Worker[];

  constructor(count: number) {
    this.spares = new SpareSpools(count);
    this.#workers = Array.from(
      { length: count },
      () => new Worker(new URL('./pass.worker.ts', import.meta.url), { resourceLimits: LIMITS }),
    );
  }

  /** How many workers there are. */
  get size(): number {
    return this.#workers.length;
  }

  /** Asks one worker; the next request only after the answer. */
  async ask(index: number, request: PassRequest): Promise<Answered> {
    const worker = this.#workers[index];
    if (worker === undefined) throw new Error(`no worker ${index}`);
    const answered = once(worker, 'message');
    worker.postMessage(request);
    const [answer] = (await answered) as [PassAnswer];
    if ('error' in answer) throw new LeveeError(`decoding failed: ${answer.error}`);
    return answer;
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
    await this.spares.clear();
  }
}
