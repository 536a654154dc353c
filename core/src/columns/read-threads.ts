import { Worker } from 'node:worker_threads';
import type { FileFound, ParquetToRead } from './read-parquet.ts';
import type { ReadAnswer, ReadRequest } from './read-protocol.ts';

interface Waiting {
  readonly resolve: (found: FileFound | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** Threads that read columns of data files, started when the first is asked for; a process may end while they wait. */
export class ReadThreads {
  private readonly threads: (Thread | undefined)[];
  private next = 0;

  constructor(count: number) {
    this.threads = Array.from({ length: count }, () => undefined);
  }

  /** What a file has; undefined where only the engine can read it. @throws Error where a thread fails. */
  read(file: ParquetToRead): Promise<FileFound | undefined> {
    const at = this.next;
    this.next = (at + 1) % this.threads.length;
    const known = this.threads[at];
    const thread = known === undefined || known.hasEnded ? new Thread() : known;
    this.threads[at] = thread;
    return thread.read(file);
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.flatMap((thread) => thread?.close() ?? []));
  }
}

class Thread {
  hasEnded = false;
  private readonly worker = new Worker(new URL('./read.worker.ts', import.meta.url));
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;

  constructor() {
    this.worker.unref();
    this.worker.on('message', (answer: ReadAnswer) => this.answered(answer));
    this.worker.on('error', (error: Error) => this.ended(error));
    this.worker.on('exit', () => this.ended(new Error('a reading thread ended')));
  }

  read(read: ParquetToRead): Promise<FileFound | undefined> {
    this.asked += 1;
    const id = this.asked;
    this.worker.ref();
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, read } satisfies ReadRequest);
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private answered(answer: ReadAnswer): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if (this.waiting.size === 0) this.worker.unref();
    if ('error' in answer) waiting?.reject(new Error(answer.error));
    else waiting?.resolve('found' in answer ? answer.found : undefined);
  }

  private ended(error: Error): void {
    this.hasEnded = true;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
