import { BLOCK_BYTES } from './block-memory.ts';
import { BlockSession } from './block-session.ts';
import type { ColumnSpool } from './column-spool.ts';
import type { LaneGiven } from './lanes.ts';
import type { Window } from './window.ts';

/** Nesting that the column writer follows; it calls itself for every level. */
const MOST_DEPTH = 1000;

/** Reads the regular JSON records of one object into columns, a block at a time. */
export class JsonBlocks {
  readonly #session: BlockSession;
  readonly #isReady: boolean;
  /** Whether the records stand in an array. */
  #inArray = false;

  constructor({ ordinal, limits, counter }: LaneGiven, spool: ColumnSpool) {
    const maxDepth = Math.min(MOST_DEPTH, limits.maxDepth);
    const reader = {
      load: (text: Uint8Array) => spool.loadBlock(text),
      run: (from: number, length: number) =>
        spool.takeBlock({ from, length, ordinal, maxDepth, inArray: this.#inArray }),
    };
    this.#session = new BlockSession(reader, counter);
    this.#isReady = limits.maxRecordBytes >= BLOCK_BYTES;
  }

  take(window: Window, inArray: boolean): void {
    this.#inArray = inArray;
    if (this.#isReady) this.#session.take(window);
  }
}
