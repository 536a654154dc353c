import { tokenFits } from './line-fit.ts';
import type { LinePlan } from './line-layout.ts';
import type { FoundBytes } from './record-sink.ts';

const SPACE = 0x20;
const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Closing quotes that are tried in one line. */
const MOST_TRIES = 64;
/** Longer lines are not searched: load balancers and S3 write at most some 16 KB of client text. */
const MOST_BYTES = 65_536;
const MOST_TOKENS = 512;

/** What a cut must be: tokens as the plan has them, at least `least` of them. */
interface Wanted {
  readonly plan: LinePlan;
  readonly least: number;
  readonly hasBrackets: boolean;
  /** Position of the token that ends at the line's last quote, or -1. */
  readonly lastQuoted: number;
}

/** Bounds of a line's tokens. */
export interface Cut {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * The cut of a line in which every token fits its column, where stray quotes of a client make several possible;
 * undefined where none is found within the tries. Closing quotes are tried from the nearest on.
 */
export function searchCut(line: FoundBytes, wanted: Wanted): Cut | undefined {
  if (line.end - line.start > MOST_BYTES) return undefined;
  const search = new Search(line, wanted);
  return search.from(line.start) ? search : undefined;
}

class Search implements Cut {
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly #bytes: Uint8Array;
  readonly #wanted: Wanted;
  #tries = MOST_TRIES;

  constructor(line: FoundBytes, wanted: Wanted) {
    this.#bytes = line.bytes.subarray(0, line.end);
    this.#wanted = wanted;
  }

  /** Cuts the line from offset `at` on; false where no sound cut of the rest is found. */
  from(at: number): boolean {
    if (at >= this.#bytes.length) return this.starts.length >= this.#wanted.least;
    if (this.starts.length === MOST_TOKENS) return false;
    const first = this.#bytes[at];
    if (first === QUOTE) return this.#quoted(at + 1);
    const isBracket = first === OPEN_BRACKET && this.#wanted.hasBrackets;
    return isBracket ? this.#bracketed(at + 1) : this.#bare(at);
  }

  #bare(at: number): boolean {
    const end = this.#next(at, SPACE);
    return this.#next(at, QUOTE) >= end && this.#token(at, end, end + 1);
  }

  #bracketed(at: number): boolean {
    const close = this.#next(at, CLOSE_BRACKET);
    return this.#isBeforeSpace(close) && this.#token(at, close, close + 2);
  }

  #quoted(at: number): boolean {
    const closings = this.#closings(at);
    if (this.starts.length === this.#wanted.lastQuoted) closings.reverse();
    return closings.some((close) => {
      this.#tries -= 1;
      return this.#tries >= 0 && this.#token(at, close, close + 2);
    });
  }

  #closings(at: number): number[] {
    const found: number[] = [];
    for (let here = this.#next(at, QUOTE); here < this.#bytes.length; here = this.#next(here + 1, QUOTE))
      if (this.#isBeforeSpace(here)) found.push(here);
    return found;
  }

  /** Takes a token, then the rest behind it; gives the token back where the rest can't be cut. */
  #token(start: number, end: number, next: number): boolean {
    const at = this.starts.length;
    this.starts.push(start);
    this.ends.push(end);
    const bounds = { bytes: this.#bytes, starts: this.starts, ends: this.ends, count: at + 1 };
    if (tokenFits(this.#wanted.plan, bounds, at) && this.from(next)) return true;
    this.starts.pop();
    this.ends.pop();
    return false;
  }

  #isBeforeSpace(at: number): boolean {
    return at < this.#bytes.length && (at + 1 === this.#bytes.length || this.#bytes[at + 1] === SPACE);
  }

  /** Offset of `byte` from `at` on, or the line's end. */
  #next(at: number, byte: number): number {
    const found = this.#bytes.indexOf(byte, at);
    return found < 0 ? this.#bytes.length : found;
  }
}
