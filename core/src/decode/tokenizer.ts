import type { Tokens } from '#format';

/** A quoted token has no end on its line. */
export const UNCLOSED = -1;

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** The most tokens a line is cut into; what follows stays in the last one. */
const MOST = 512;

/**
 * Cuts a line into tokens without allocating: `starts[i]` and `ends[i]` bound token i.
 *
 * Quotes are not escaped by AWS in these logs, and what they hold comes from clients. A quoted token ends
 * at a `"` before a space or the line's end, unless a backslash stands before it or the next token would
 * carry a stray quote. `lastQuoted` names the position after which no quote can come: that token ends at the
 * line's last quote.
 */
export class Tokenizer {
  readonly starts = new Int32Array(MOST);
  readonly ends = new Int32Array(MOST);
  count = 0;
  readonly #quotes: boolean;
  readonly #brackets: boolean;
  readonly #lastQuoted: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #end = 0;

  constructor(tokens: Extract<Tokens, { by: 'space' }>, lastQuoted: number) {
    this.#quotes = tokens.quotes !== false;
    this.#brackets = tokens.brackets;
    this.#lastQuoted = lastQuoted;
  }

  /** Tokens of `bytes[start, end)`; answers their number, or `UNCLOSED`. */
  cut(bytes: Uint8Array, start: number, end: number): number {
    this.#bytes = bytes;
    this.#end = end;
    this.count = 0;
    let at = start;
    while (at < end && this.count < MOST) {
      at = this.#token(at);
      if (at < 0) return UNCLOSED;
      at += 1;
    }
    return this.count;
  }

  /** Reads the token at `at`; answers the offset of the space behind it. */
  #token(at: number): number {
    const first = this.#bytes[at];
    if (this.count === MOST - 1) return this.#put(at, this.#end);
    if (first === QUOTE && this.#quotes) return this.#quoted(at + 1);
    if (first === OPEN_BRACKET && this.#brackets) return this.#bracketed(at + 1);
    return this.#put(at, this.#next(at, SPACE));
  }

  /** Offset of `byte` from `at` on, or the line's end. */
  #next(at: number, byte: number): number {
    let here = at;
    while (here < this.#end && this.#bytes[here] !== byte) here += 1;
    return here;
  }

  #put(start: number, end: number): number {
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.count += 1;
    return end;
  }

  #bracketed(at: number): number {
    let close = this.#next(at, CLOSE_BRACKET);
    while (close + 1 < this.#end && this.#bytes[close + 1] !== SPACE)
      close = this.#next(close + 1, CLOSE_BRACKET);
    return close >= this.#end ? UNCLOSED : this.#put(at, close) + 1;
  }

  #quoted(at: number): number {
    const close = this.count === this.#lastQuoted ? this.#lastQuote(at) : this.#closing(at);
    return close < 0 ? UNCLOSED : this.#put(at, close) + 1;
  }

  #lastQuote(at: number): number {
    for (let here = this.#end - 1; here >= at; here -= 1) if (this.#isClosing(here)) return here;
    return UNCLOSED;
  }

  /** The first closing quote that leaves a sound rest; else the first one of any kind. */
  #closing(at: number): number {
    let fallback = UNCLOSED;
    for (let here = this.#next(at, QUOTE); here < this.#end; here = this.#next(here + 1, QUOTE)) {
      if (!this.#isClosing(here)) continue;
      if (fallback < 0) fallback = here;
      if (this.#bytes[here - 1] !== BACKSLASH && !this.#isStray(here + 2)) return here;
    }
    return fallback;
  }

  #isClosing(at: number): boolean {
    return this.#bytes[at] === QUOTE && (at + 1 === this.#end || this.#bytes[at + 1] === SPACE);
  }

  /** Whether the token at `at` has a quote that does not begin it. */
  #isStray(at: number): boolean {
    if (at >= this.#end || this.#bytes[at] === QUOTE) return false;
    return this.#next(at, QUOTE) < this.#next(at, SPACE);
  }
}
