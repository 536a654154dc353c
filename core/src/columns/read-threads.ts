import { AskedThread } from '#kernel';
import type { FileFound, ParquetToRead } from './read-parquet.ts';

/** What a reading thread is asked, and what it answers: undefined where only the engine can read the file. */
type ReadThread = AskedThread<ParquetToRead, FileFound | undefined>;

/** Threads that read columns of data files, started when the first is asked for; a process may end while they wait. */
export class ReadThreads {
  private readonly threads: (ReadThread | undefined)[];
  private next = 0;

  constructor(count: number) {
    this.threads = Array.from({ length: count }, () => undefined);
  }

  /** What a file has; undefined where only the engine can read it. @throws Error where a thread fails. */
  read(file: ParquetToRead): Promise<FileFound | undefined> {
    const at = this.next;
    this.next = (at + 1) % this.threads.length;
    const known = this.threads[at];
    const thread: ReadThread =
      known === undefined || known.hasEnded
        ? new AskedThread(new URL('./read.worker.ts', import.meta.url))
        : known;
    this.threads[at] = thread;
    return thread.ask(file);
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.flatMap((thread) => thread?.close() ?? []));
  }
}
