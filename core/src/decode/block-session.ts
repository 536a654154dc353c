import { BLOCK_BYTES, STOP, type BlockRun } from './block-memory.ts';
import type { OutcomeCounter } from './object-outcome.ts';
import type { Window } from './window.ts';

/** What reads blocks: lines or JSON records. */
export interface BlockReader {
  /** Takes a block of text over. */
  load(text: Uint8Array): void;
  /** Takes regular records of the block's first `length` bytes from offset `from` on. */
  run(from: number, length: number): BlockRun;
}

/** Takes regular records off a window's front, a block at a time. One per object. */
export class BlockSession {
  readonly #reader: BlockReader;
  readonly #counter: OutcomeCounter;
  /** Offset in the stream of the block that is loaded, and its length. */
  #base = 0;
  #length = 0;

  constructor(reader: BlockReader, counter: OutcomeCounter) {
    this.#reader = reader;
    this.#counter = counter;
  }

  /** Takes records until one is not regular or the window ends inside one. */
  take(window: Window): void {
    for (;;) {
      const at = window.base + window.start - this.#base;
      if (at < 0 || at >= this.#length) this.#load(window);
      const from = window.base + window.start - this.#base;
      const result = this.#reader.run(from, this.#length);
      this.#counter.rowsOf(result);
      window.start += result.taken - from;
      if (result.stop === STOP.odd) return;
      if (result.stop === STOP.more && !this.#loadMore(window, result.taken)) return;
    }
  }

  #load(window: Window): void {
    const end = Math.min(window.end, window.start + BLOCK_BYTES);
    this.#reader.load(window.bytes.subarray(window.start, end));
    this.#base = window.base + window.start;
    this.#length = end - window.start;
  }

  /** Loads what stands behind the block, if anything new does. */
  #loadMore(window: Window, taken: number): boolean {
    const isAll = window.base + window.end <= this.#base + this.#length;
    if (isAll || (taken === 0 && this.#length === BLOCK_BYTES)) return false;
    this.#load(window);
    return true;
  }
}
