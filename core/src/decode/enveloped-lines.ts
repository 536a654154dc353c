import type { Ending, Framer } from './framer.ts';
import type { Window } from './window.ts';

const OPEN_BRACE = 0x7b;

/** Frames an object of a text format that may come in JSON envelopes: its first character tells. */
export class EnvelopedLines implements Framer {
  readonly #lines: Framer;
  readonly #envelopes: Framer;
  #chosen: Framer | undefined;

  constructor(given: { lines: Framer; envelopes: Framer }) {
    this.#lines = given.lines;
    this.#envelopes = given.envelopes;
  }

  take(window: Window, ending: Ending): void {
    this.#chosen ??= this.#choose(window, ending);
    this.#chosen?.take(window, ending);
  }

  #choose(window: Window, ending: Ending): Framer | undefined {
    const first = window.bytes.subarray(window.start, window.end).find((byte) => byte > 0x20);
    if (first === undefined) return ending === 'more' ? undefined : this.#lines;
    return first === OPEN_BRACE ? this.#envelopes : this.#lines;
  }
}
