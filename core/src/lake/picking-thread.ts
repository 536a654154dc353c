import { AskedThread, FEW_YOUNG } from '#kernel';
import type { PickShare } from './pick-share.ts';
import type { FileToPick } from './picks.ts';
import type { SentRows } from './sent-rows.ts';

/** What a thread is asked that picks rows. */
export interface PickAsked {
  readonly files: readonly FileToPick[];
  readonly share: PickShare['memory'];
}

/** What it picked. */
export interface PickAnswered {
  /** Places of the files that it picked from, and of those that the engine has to read. */
  readonly done: readonly number[];
  readonly left: readonly number[];
  readonly picked: readonly SentRows[];
}

/** Files from which one thread picks as soon: asking another takes about as long as one file. */
const FEW = 4;

/**
 * A thread that picks rows beside the one that asks. It comes up, in some 100 ms, for the second scan that is worth it: who asks once has his
 * answer before. A process may end while it waits.
 */
export class PickingThread {
  private thread: AskedThread<PickAsked, PickAnswered> | undefined;
  private isWorthIt = false;

  /** Asks for help with files; undefined where there is none. @throws Error where the thread fails */
  help(files: readonly FileToPick[], share: PickShare): Promise<PickAnswered> | undefined {
    if (files.length < FEW) return undefined;
    if (!this.isWorthIt) {
      this.isWorthIt = true;
      return undefined;
    }
    const known = this.thread;
    this.thread =
      known === undefined || known.hasEnded
        ? new AskedThread(new URL('./pick.worker.ts', import.meta.url), FEW_YOUNG)
        : known;
    const asked = files.map(({ path, sizeBytes, rows, sought }) => ({ path, sizeBytes, rows, sought }));
    return this.thread.ask({ files: asked, share: share.memory });
  }

  async close(): Promise<void> {
    await this.thread?.close();
  }
}
