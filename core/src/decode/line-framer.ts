import type { DecodeLimits } from './limits.ts';
import type { Ending, Framer } from './framer.ts';
import { tooLong } from './json-values-framer.ts';
import type { FoundBytes, Refusal } from './record-sink.ts';
import type { Window } from './window.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** What becomes of a line: the reader of the format's layout. */
export type LineReader = (line: FoundBytes) => void;

interface LineFramerGiven {
  readonly read: LineReader;
  readonly reject: (refusal: Refusal, line: FoundBytes) => void;
  readonly limits: DecodeLimits;
  readonly start: RegExp | undefined;
}

/**
 * Frames lines, ended by LF or CRLF; the last may lack its end. Empty lines are no records. With `start`,
 * lines that do not match it belong to the record before.
 */
export class LineFramer implements Framer {
  readonly #read: LineReader;
  readonly #reject: (refusal: Refusal, line: FoundBytes) => void;
  readonly #limits: DecodeLimits;
  readonly #start: RegExp | undefined;
  /** A line longer than the limit is being skipped. */
  #skipping = false;

  constructor(given: LineFramerGiven) {
    this.#read = given.read;
    this.#reject = given.reject;
    this.#limits = given.limits;
    this.#start = given.start;
  }

  take(window: Window, ending: Ending): void {
    while (window.length > 0) {
      const end = this.#recordEnd(window, ending);
      if (end < 0) {
        this.#rest(window, ending);
        return;
      }
      this.#line(window, end);
      window.start = Math.min(end + 1, window.end);
    }
  }

  /** Offset of the newline that ends the record at the window's start, the window's end for a last line, or -1. */
  #recordEnd(window: Window, ending: Ending): number {
    let end = this.#newline(window, window.start);
    while (this.#start !== undefined && end >= 0 && this.#continues(window, end + 1, ending)) {
      end = this.#newline(window, end + 1);
    }
    if (end >= 0 && this.#start !== undefined && end + 1 === window.end && ending === 'more') return -1;
    return end < 0 && ending === 'whole' ? window.end : end;
  }

  #newline(window: Window, from: number): number {
    const found = window.bytes.indexOf(NEWLINE, from);
    return found < window.end ? found : -1;
  }

  /** Whether the line at `at` is not the beginning of a record. */
  #continues(window: Window, at: number, ending: Ending): boolean {
    if (at >= window.end) return false;
    const end = this.#newline(window, at);
    if (end < 0 && ending === 'more') return true;
    const line = window.bytes.toString('utf8', at, Math.min(end < 0 ? window.end : end, at + 4096));
    return this.#start?.test(line) === false;
  }

  #line(window: Window, end: number): void {
    const hasReturn = end > window.start && window.bytes[end - 1] === RETURN;
    const piece = {
      bytes: window.bytes,
      start: window.start,
      end: hasReturn ? end - 1 : end,
      base: window.base,
    };
    if (this.#skipping) this.#skipping = false;
    else if (piece.end - piece.start > this.#limits.maxRecordBytes)
      this.#reject(tooLong(this.#limits), piece);
    else if (piece.end > piece.start) this.#read(piece);
  }

  /** Bytes without a newline: wait for more, or say that they are too long or cut. */
  #rest(window: Window, ending: Ending): void {
    const piece = { bytes: window.bytes, start: window.start, end: window.end, base: window.base };
    if (ending === 'cut' && !this.#skipping) {
      this.#reject({ kind: 'cut_record', reason: 'the object ends inside this line' }, piece);
    }
    const isTooLong = window.length > this.#limits.maxRecordBytes;
    if (isTooLong && !this.#skipping && ending === 'more') {
      this.#reject(tooLong(this.#limits), piece);
      this.#skipping = true;
    }
    if (ending !== 'more' || this.#skipping) window.start = window.end;
  }
}
