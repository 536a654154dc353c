import type { DecodeLimits } from './limits.ts';
import type { Ending, Framer, TakeBlock } from './framer.ts';
import { INCOMPLETE, JsonScanner, TOO_DEEP } from './json-scanner.ts';
import { malformed, takeRecord, tooLong, trimmedEnd } from './json-values-framer.ts';
import { LongRecord } from './long-record.ts';
import type { RecordSink, Refusal } from './record-sink.ts';
import type { ScanNode } from './scan-tree.ts';
import type { Window } from './window.ts';

interface JsonArrayGiven {
  readonly key: string;
  readonly root: ScanNode;
  readonly sink: RecordSink;
  readonly limits: DecodeLimits;
  readonly block?: TakeBlock;
}

/** Bytes in which a record's opening stands. */
const MOST_OPENING = 128;

/** Where in a document the framer stands. */
type Position = 'before' | 'inside' | 'skipping' | 'after';

/**
 * Frames the records of `{"Records":[…]}` one by one as they arrive: a document of any size needs the memory of
 * one record. Documents may follow each other. A document without the key is one record itself (a bare event,
 * as EventBridge and CloudWatch Logs carry it).
 */
export class JsonArrayFramer implements Framer {
  readonly #scanner: JsonScanner;
  readonly #given: JsonArrayGiven;
  #position: Position = 'before';
  /** First bytes of a record, by which the next one is found after a broken one. */
  #opening = '';
  /** A record longer than the limit, while it goes by. */
  #long: LongRecord | undefined;

  constructor(given: JsonArrayGiven) {
    this.#scanner = new JsonScanner(given.limits.maxDepth);
    this.#given = given;
  }

  take(window: Window, ending: Ending): void {
    for (;;) {
      if (this.#position === 'inside' && this.#opening !== '') this.#given.block?.(window, true);
      this.#scanner.bytes = window.bytes;
      this.#scanner.end = window.end;
      if (this.#position !== 'skipping') window.start = this.#scanner.space(window.start);
      if (window.length === 0) {
        if (ending !== 'more' && this.#position !== 'before') this.#endsEarly(window);
        return;
      }
      if (!this.#step(window, ending)) return;
    }
  }

  #step(window: Window, ending: Ending): boolean {
    switch (this.#position) {
      case 'before':
        return this.#begin(window, ending);
      case 'inside':
        return this.#element(window, ending);
      case 'skipping':
        return this.#skip(window, ending);
      case 'after':
        return this.#finish(window, ending);
    }
  }

  /** Steps over `{"Records":[`; anything else is scanned as a whole value. */
  #begin(window: Window, ending: Ending): boolean {
    const scanner = this.#scanner;
    const isOpen = window.bytes[window.start] === 0x7b;
    const keyAt = scanner.space(window.start + 1);
    const quoted = `"${this.#given.key}"`;
    if (isOpen && window.end - keyAt < quoted.length + 16 && ending === 'more') return false;
    const keyEnd = keyAt + quoted.length;
    const isKey = isOpen && window.bytes.toString('latin1', keyAt, keyEnd) === quoted;
    const colon = scanner.space(keyEnd);
    const open = scanner.space(colon + 1);
    if (!isKey || window.bytes[colon] !== 0x3a || window.bytes[open] !== 0x5b)
      return this.#whole(window, ending);
    window.start = open + 1;
    this.#position = 'inside';
    return true;
  }

  /** A document that does not begin with its records. */
  #whole(window: Window, ending: Ending): boolean {
    const end = this.#scanner.record(window.start, this.#given.root);
    if (end < 0) return this.#broken(window, ending, end);
    if (window.bytes[window.start] === 0x7b && hasKey(window.bytes, window.start, this.#given.key)) {
      this.#refuse(window, { kind: 'no_records', reason: `"${this.#given.key}" is not an array` }, end);
    } else {
      takeRecord(this.#given.sink, this.#scanner, { window, end });
    }
    return true;
  }

  #element(window: Window, ending: Ending): boolean {
    const byte = window.bytes[window.start];
    if (byte === 0x5d) {
      window.start += 1;
      this.#position = 'after';
      return true;
    }
    if (byte === 0x2c) {
      window.start += 1;
      return true;
    }
    const end = this.#scanner.record(window.start, this.#given.root);
    if (end < 0) return this.#broken(window, ending, end);
    if (this.#opening === '') this.#opening = openingOf(window);
    takeRecord(this.#given.sink, this.#scanner, { window, end });
    return true;
  }

  /** The members behind the records, to the document's closing brace. */
  #finish(window: Window, ending: Ending): boolean {
    if (window.bytes[window.start] === 0x7d) {
      window.start += 1;
      this.#position = 'before';
      return true;
    }
    const close = window.bytes.subarray(0, window.end).indexOf(0x7d, window.start);
    if (close < 0 && ending === 'more' && window.length <= this.#given.limits.maxRecordBytes) return false;
    const end = close < 0 ? window.end : close;
    this.#refuse(
      window,
      { kind: 'malformed_json', reason: `unexpected text behind "${this.#given.key}"` },
      end,
    );
    return true;
  }

  #broken(window: Window, ending: Ending, code: number): boolean {
    const limits = this.#given.limits;
    if (code === INCOMPLETE) {
      if (ending === 'more' && window.length <= limits.maxRecordBytes) return false;
      if (window.length > limits.maxRecordBytes) return this.#refuseLong(window);
      this.#refuse(
        window,
        { kind: 'cut_record', reason: 'the document ends inside this record' },
        window.end,
      );
      this.#position = 'before';
      return true;
    }
    const reason =
      code === TOO_DEEP ? `nested deeper than ${limits.maxDepth} levels` : malformed(this.#scanner);
    return this.#refuse(
      window,
      { kind: code === TOO_DEEP ? 'too_deep' : 'malformed_json', reason },
      this.#resync(window),
    );
  }

  /** Refuses a record for its length; what is left of it is stepped over as it comes. */
  #refuseLong(window: Window): true {
    if (this.#opening === '') this.#opening = openingOf(window);
    this.#position = 'skipping';
    this.#long = new LongRecord(window, this.#given.limits.rejectRawBytes);
    this.#long.take(window, window.start + 1);
    return true;
  }

  #skip(window: Window, ending: Ending): boolean {
    const next =
      this.#opening === '' ? -1 : window.bytes.subarray(0, window.end).indexOf(this.#opening, window.start);
    if (next < 0 && ending === 'more') {
      this.#long?.take(window, Math.max(window.start, window.end - MOST_OPENING));
      return false;
    }
    const end = next < 0 ? window.end : next;
    this.#long?.take(window, trimmedEnd(window, end));
    if (this.#long !== undefined) this.#given.sink.reject(tooLong(this.#given.limits), this.#long.found());
    this.#long = undefined;
    this.#position = next < 0 ? 'before' : 'inside';
    window.start = end;
    return next >= 0;
  }

  /** Where the next record of the document begins: at `,{"first key"`. */
  #resync(window: Window): number {
    const view = window.bytes.subarray(0, window.end);
    if (this.#position !== 'inside') return nextLine(view, this.#scanner.failedAt);
    const opening = this.#opening === '' ? openingOf(window) : this.#opening;
    const next = opening === '' ? -1 : view.indexOf(opening, window.start + 1);
    return next < 0 ? window.end : next;
  }

  #endsEarly(window: Window): void {
    const reason = 'the document ends before its closing bracket; what came after the last record is missing';
    this.#refuse(window, { kind: 'cut_record', reason }, window.end);
    this.#position = 'before';
  }

  #refuse(window: Window, refusal: Refusal, end: number): true {
    this.#given.sink.reject(refusal, { bytes: window.bytes, start: window.start, end, base: window.base });
    window.start = end;
    return true;
  }
}

const nextLine = (view: Buffer, from: number): number => {
  const newline = view.indexOf(0x0a, from);
  return newline < 0 ? view.length : newline;
};

/** `{"eventVersion"`: the first bytes of the record at the window's start, white space included. */
function openingOf(window: Window): string {
  const end = Math.min(window.start + MOST_OPENING, window.end);
  const head = window.bytes.toString('latin1', window.start, end);
  return /^\{\s*"[^"\\]{1,64}"/.exec(head)?.[0] ?? '';
}

/** Whether an object's text has the key at all; only asked of documents that are not as AWS writes them. */
const hasKey = (bytes: Buffer, start: number, key: string): boolean =>
  bytes.subarray(start, start + 4096).includes(`"${key}"`);
