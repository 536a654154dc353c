import type { DecodeLimits } from './limits.ts';
import type { Ending, Framer, TakeBlock } from './framer.ts';
import { INCOMPLETE, JsonScanner, TOO_DEEP } from './json-scanner.ts';
import { LongRecord } from './long-record.ts';
import type { RecordSink, Refusal } from './record-sink.ts';
import type { ScanNode } from './scan-tree.ts';
import type { Window } from './window.ts';

/** Frames JSON values that stand one after the other, with or without white space between them. */
export class JsonValuesFramer implements Framer {
  readonly #scanner: JsonScanner;
  readonly #root: ScanNode;
  readonly #sink: RecordSink;
  readonly #limits: DecodeLimits;
  readonly #block: TakeBlock | undefined;
  /** A record longer than the limit, while it goes by. */
  #long: LongRecord | undefined;
  /** Offset in the stream up to which no record begins that is not yet taken: looked through once, however much is broken. */
  #clear = 0;

  constructor(given: { root: ScanNode; sink: RecordSink; limits: DecodeLimits; block?: TakeBlock }) {
    this.#block = given.block;
    this.#scanner = new JsonScanner(given.limits.maxDepth);
    this.#root = given.root;
    this.#sink = given.sink;
    this.#limits = given.limits;
  }

  take(window: Window, ending: Ending): void {
    for (;;) {
      if (this.#long === undefined) this.#block?.(window, false);
      this.#scanner.bytes = window.bytes;
      this.#scanner.end = window.end;
      if (this.#long !== undefined && !this.#skip(window, this.#long, ending)) return;
      window.start = this.#scanner.space(window.start);
      if (window.length === 0 || !this.#takeOne(window, ending)) return;
    }
  }

  /** Takes one record or one broken piece; false when more bytes are needed. */
  #takeOne(window: Window, ending: Ending): boolean {
    const end = this.#scanner.record(window.start, this.#root);
    if (end >= 0) this.#found(window, end);
    else if (end === INCOMPLETE) return this.#unfinished(window, ending);
    else this.#refuse(window, this.#broken(end), this.#resync(window));
    return true;
  }

  #found(window: Window, end: number): void {
    takeRecord(this.#sink, this.#scanner, { window, end });
  }

  #unfinished(window: Window, ending: Ending): boolean {
    if (ending === 'more' && window.length <= this.#limits.maxRecordBytes) return false;
    if (window.length > this.#limits.maxRecordBytes) {
      this.#long = new LongRecord(window, this.#limits.rejectRawBytes);
    } else
      this.#refuse(window, { kind: 'cut_record', reason: 'the object ends inside this record' }, window.end);
    return true;
  }

  #broken(code: number): Refusal {
    if (code === TOO_DEEP)
      return { kind: 'too_deep', reason: `nested deeper than ${this.#limits.maxDepth} levels` };
    return { kind: 'malformed_json', reason: malformed(this.#scanner) };
  }

  /** Steps to the next record's beginning; false when it is not in the window. */
  #skip(window: Window, long: LongRecord, ending: Ending): boolean {
    const { bytes, start, end, base } = window;
    const next = this.#boundary({ bytes, start: start - 1, end, base });
    if (next === undefined && ending === 'more') {
      long.take(window, Math.max(start, end - HELD_BACK));
      return false;
    }
    long.take(window, trimmedEnd(window, next ?? end));
    this.#sink.reject(tooLong(this.#limits), long.found());
    this.#long = undefined;
    window.start = next ?? end;
    return next !== undefined;
  }

  /** Where the next record begins: at a line that starts with `{`, or at `}{`. */
  #boundary({
    bytes,
    start,
    end,
    base,
  }: Pick<Window, 'bytes' | 'start' | 'end' | 'base'>): number | undefined {
    const view = bytes.subarray(0, end);
    const from = Math.max(start + 1, this.#clear - base);
    const line = view.indexOf('\n{', from);
    if (line >= 0) return line + 1;
    const joint = view.indexOf('}{', from);
    if (joint >= 0) return joint + 1;
    this.#clear = base + Math.max(start + 1, end - 1);
    return undefined;
  }

  /** Where to go on behind something broken: at the next record, else behind this line. */
  #resync(window: Window): number {
    const newline = window.bytes.subarray(0, window.end).indexOf(0x0a, this.#scanner.failedAt);
    return this.#boundary(window) ?? (newline >= 0 ? newline : window.end);
  }

  #refuse(window: Window, refusal: Refusal, end: number): void {
    this.#sink.reject(refusal, { bytes: window.bytes, start: window.start, end, base: window.base });
    window.start = end;
  }
}

/** Bytes that wait for what follows: a line's end is no part of a record. */
const HELD_BACK = 2;

/** Offset behind the last byte before `end` that can be a record's: white space and commas between records are not. */
export function trimmedEnd({ bytes, start }: Window, end: number): number {
  let trimmed = end;
  while (trimmed > start && SEPARATORS.has(bytes[trimmed - 1] ?? 0)) trimmed -= 1;
  return trimmed;
}

const SEPARATORS = new Set([0x20, 0x09, 0x0a, 0x0d, 0x2c]);

/** Says what stands where JSON broke. */
export function malformed(scanner: JsonScanner): string {
  const byte = scanner.bytes[scanner.failedAt] ?? 0;
  const shown =
    byte > 0x20 && byte < 0x7f
      ? `'${String.fromCharCode(byte)}'`
      : `byte 0x${byte.toString(16).padStart(2, '0')}`;
  return `not JSON: unexpected ${shown}`;
}

export const tooLong = (limits: DecodeLimits): Refusal => ({
  kind: 'too_long',
  reason: `longer than ${limits.maxRecordBytes} bytes (maxRecordBytes)`,
});

/** Hands a scanned value to the sink: an object is a record, anything else is not. */
export function takeRecord(
  sink: RecordSink,
  scanner: JsonScanner,
  found: { window: Window; end: number },
): void {
  const { window, end } = found;
  const piece = { bytes: window.bytes, start: window.start, end, base: window.base };
  if (window.bytes[window.start] === 0x7b) {
    sink.record({ ...piece, isRegular: !scanner.odd, isBroken: scanner.broken, day: scanner.day });
  } else {
    sink.reject({ kind: 'not_an_object', reason: 'a record must be a JSON object' }, piece);
  }
  window.start = end;
}
