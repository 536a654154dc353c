import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { FEW_YOUNG, LeveeError } from '#kernel';
import type { PassAnswer, PassRequest } from './pass-protocol.ts';
import { SpareSpools } from './spare-spools.ts';

type Answered = Exclude<PassAnswer, { readonly error: string }>;

/**
 * Worker threads that read objects into spools. Kept over many batches: starting one takes about 40 ms. The first starts at once, each other when it
 * is first asked: a batch of few objects asks no more of them than it has work for.
 */
export class WorkerPool {
  readonly spares: SpareSpools;
  /** How many workers there are. */
  readonly size: number;
  readonly #workers = new Map<number, Worker>();

  constructor(size: number) {
    this.size = size;
    this.spares = new SpareSpools(size);
    this.#worker(0);
  }

  #worker(index: number): Worker {
    const worker =
      this.#workers.get(index) ??
      new Worker(new URL('./pass.worker.ts', import.meta.url), { resourceLimits: FEW_YOUNG });
    this.#workers.set(index, worker);
    return worker;
  }

  /** Asks one worker; the next request only after the answer. */
  async ask(index: number, request: PassRequest): Promise<Answered> {
    const worker = this.#worker(index);
    const answered = once(worker, 'message');
    worker.postMessage(request);
    const [answer] = (await answered) as [PassAnswer];
    if ('error' in answer) throw new LeveeError(`decoding failed: ${answer.error}`);
    return answer;
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#workers.values(), (worker) => worker.terminate()));
    await this.spares.clear();
  }
}
