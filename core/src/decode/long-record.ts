import { createHash } from 'node:crypto';
import type { FoundBytes } from './record-sink.ts';
import type { Window } from './window.ts';

/** A record over the limit, taken in as it comes: its beginning, its length and its SHA-256, whatever its size. */
export class LongRecord {
  readonly #hash = createHash('sha256');
  readonly #head: Buffer;
  readonly #offset: number;
  #kept = 0;
  #length = 0;

  /** Begins at the window's front; `keep` is how many of its bytes a reject holds. */
  constructor(window: Window, keep: number) {
    this.#offset = window.base + window.start;
    this.#head = Buffer.alloc(keep);
  }

  /** Takes the window's bytes up to `end` off its front. */
  take(window: Window, end: number): void {
    const piece = window.bytes.subarray(window.start, end);
    this.#hash.update(piece);
    this.#kept += piece.copy(this.#head, this.#kept);
    this.#length += piece.length;
    window.start = end;
  }

  /** The whole record as a reject has it. Once. */
  found(): FoundBytes {
    const whole = { length: this.#length, sha256: this.#hash.digest('hex') };
    return { bytes: this.#head, start: 0, end: this.#kept, base: this.#offset, whole };
  }
}
