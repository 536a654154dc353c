import type { DecodeLimits } from './limits.ts';
import type { Ending, Framer } from './framer.ts';
import { LongRecord } from './long-record.ts';
import { tooLong } from './json-values-framer.ts';
import type { FoundBytes, Refusal } from './record-sink.ts';
import type { Window } from './window.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
/** Bytes of a line that `start` sees. */
const MOST_START = 4096;

/** What becomes of a line: the reader of the format's layout. */
export type LineReader = (line: FoundBytes) => void;

interface LineFramerGiven {
  readonly read: LineReader;
  readonly reject: (refusal: Refusal, line: FoundBytes) => void;
  readonly limits: DecodeLimits;
  readonly start: RegExp | undefined;
  /** Takes lines off the window's front, as many as it likes, before each one that is framed here. */
  readonly block?: (window: Window) => void;
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
  readonly #block: ((window: Window) => void) | undefined;
  /** Offset in the stream up to which no record ends: where looking goes on when more has come. */
  #resume = 0;
  /** A line longer than the limit, while it goes by. */
  #long: LongRecord | undefined;

  constructor(given: LineFramerGiven) {
    this.#read = given.read;
    this.#reject = given.reject;
    this.#limits = given.limits;
    this.#start = given.start;
    this.#block = given.start === undefined ? given.block : undefined;
  }

  take(window: Window, ending: Ending): void {
    while (window.length > 0) {
      if (this.#long === undefined) this.#block?.(window);
      if (window.length === 0) break;
      const end = this.#recordEnd(window, ending);
      if (end < 0) {
        this.#rest(window, ending);
        break;
      }
      this.#line(window, end);
      window.start = Math.min(end + 1, window.end);
    }
    if (ending !== 'more') this.#endLong();
  }

  /** Offset of the newline that ends the record at the window's start, the window's end for a last line, or -1. */
  #recordEnd(window: Window, ending: Ending): number {
    let end = this.#newline(window, Math.max(window.start, this.#resume - window.base));
    while (this.#start !== undefined && end >= 0) {
      if (end + 1 === window.end && ending !== 'more') return end;
      const next = this.#nextLine(window, end + 1, ending);
      if (next === undefined) {
        this.#resume = window.base + end;
        return -1;
      }
      if (this.#start.test(next)) return end;
      end = this.#newline(window, end + 1);
    }
    if (end < 0) this.#resume = window.base + window.end;
    return end < 0 && ending === 'whole' ? window.end : end;
  }

  #newline(window: Window, from: number): number {
    const found = window.bytes.indexOf(NEWLINE, from);
    return found < window.end ? found : -1;
  }

  /** The first bytes of the line at `at`; undefined where more must come to tell. */
  #nextLine(window: Window, at: number, ending: Ending): string | undefined {
    const end = this.#newline(window, at);
    const isEnough = end >= 0 || window.end - at >= MOST_START || ending !== 'more';
    return isEnough
      ? window.bytes.toString('utf8', at, Math.min(end < 0 ? window.end : end, at + MOST_START))
      : undefined;
  }

  #line(window: Window, end: number): void {
    const hasReturn = end > window.start && window.bytes[end - 1] === RETURN;
    const piece = {
      bytes: window.bytes,
      start: window.start,
      end: hasReturn ? end - 1 : end,
      base: window.base,
    };
    if (this.#long !== undefined) {
      this.#long.take(window, piece.end);
      this.#endLong();
    } else if (piece.end - piece.start > this.#limits.maxRecordBytes)
      this.#reject(tooLong(this.#limits), piece);
    else if (piece.end > piece.start) this.#read(piece);
  }

  /** Bytes in which no record ends: wait for more, or say that they are too long or cut. */
  #rest(window: Window, ending: Ending): void {
    const end = ending === 'more' ? this.#resume - window.base : window.end;
    const piece = { bytes: window.bytes, start: window.start, end, base: window.base };
    if (ending === 'cut' && this.#long === undefined) {
      this.#reject({ kind: 'cut_record', reason: 'the object ends inside this line' }, piece);
      window.start = end;
      return;
    }
    const isTooLong = end - window.start > this.#limits.maxRecordBytes;
    if (isTooLong) this.#long ??= new LongRecord(window, this.#limits.rejectRawBytes);
    const hasReturn = end > window.start && window.bytes[end - 1] === RETURN && ending === 'more';
    this.#long?.take(window, hasReturn ? end - 1 : end);
  }

  /** Reports the line that was longer than the limit, now that it has gone by. */
  #endLong(): void {
    if (this.#long !== undefined) this.#reject(tooLong(this.#limits), this.#long.found());
    this.#long = undefined;
  }
}
