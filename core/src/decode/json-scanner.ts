import { NO_DAY } from './read-time.ts';
import { ANY, DOCUMENT, NUMBER, type ScanNode } from './scan-tree.ts';

/** The bytes end inside the value. */
export const INCOMPLETE = -1;
/** The bytes are not JSON (RFC 8259); `failedAt` says where. */
const MALFORMED = -2;
/** The value nests deeper than the limit. */
export const TOO_DEEP = -3;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;

/** Bytes that end the plain run of a string: `"`, `\` and controls. */
const STRING_STOP = new Uint8Array(256);
STRING_STOP.fill(1, 0, 0x20);
STRING_STOP[QUOTE] = 1;
STRING_STOP[BACKSLASH] = 1;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** Objects that were met in this thread: trees are shared by scanners, so numbers must not come again. */
let objects = 0;

/**
 * Walks JSON bytes once: finds where a record ends, validates it (strictly, RFC 8259), and notices
 * whatever the fast reader must not be given: unknown or repeated keys, values of another kind than
 * declared, lone surrogates. Event time's day is read on the way. No allocation per record.
 */
export class JsonScanner {
  bytes: Uint8Array = new Uint8Array(0);
  end = 0;
  /** The last record is not the fast reader's. */
  odd = false;
  /** The last record has line breaks between its tokens. */
  broken = false;
  /** Day of the last record's event time, or `NO_DAY`. */
  day = NO_DAY;
  /** Where the last malformed value failed. */
  failedAt = 0;
  readonly #maxDepth: number;
  #dayRank = 0;
  #depth = 0;
  #behind = 0;

  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth;
  }

  /** Scans the value at `at`; answers the offset behind it, or one of the negative codes. */
  record(at: number, root: ScanNode | undefined): number {
    this.odd = false;
    this.broken = false;
    this.day = NO_DAY;
    this.#depth = 0;
    return this.value(at, root);
  }

  /** Offset of the first byte from `at` on that is not white space. */
  space(at: number): number {
    let here = at;
    for (; here < this.end; here += 1) {
      const byte = this.bytes[here] as number;
      if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return here;
      if (byte !== 0x20) this.broken = true;
    }
    return here;
  }

  value(at: number, node: ScanNode | undefined): number {
    if (at >= this.end) return INCOMPLETE;
    const byte = this.bytes[at] as number;
    if (node !== undefined) this.#checkPlace(byte, node);
    if (byte === QUOTE) return this.#text(at, node);
    if (byte === 0x7b) return this.#nested(at, node, true);
    if (byte === 0x5b) return this.#nested(at, node, false);
    if (byte === MINUS || isDigit(byte)) return this.#number(at, node);
    return this.#literal(at, byte);
  }

  /** Whether a value that begins with `byte` may stand here; event time is a text, a number or null. */
  #checkPlace(byte: number, node: ScanNode): void {
    if (node.opener !== ANY) this.#checkKind(byte, node.opener);
    if (node.day !== undefined) this.odd ||= byte !== QUOTE && byte !== NULL && !isDigit(byte);
  }

  #checkKind(byte: number, opener: number): void {
    if (byte === NULL || byte === opener) return;
    if (opener === DOCUMENT) this.odd ||= byte === QUOTE;
    else if (opener === NUMBER) this.odd ||= byte !== MINUS && !isDigit(byte);
    else this.odd ||= opener !== TRUE || byte !== FALSE;
  }

  /** `at` is the opening quote. */
  #text(at: number, node: ScanNode | undefined): number {
    const end = this.string(at + 1);
    if (node?.day !== undefined && end > 0) this.#readDay(node, at + 1, end - 1);
    return end;
  }

  /** The day of a time field; the field that is declared first counts, and one that can't be read is odd. */
  #readDay(node: ScanNode, start: number, end: number): void {
    const day = node.day?.(this.bytes, start, end) ?? NO_DAY;
    if (day === NO_DAY) this.odd = true;
    if (this.day !== NO_DAY && node.dayRank > this.#dayRank) return;
    this.day = day;
    this.#dayRank = node.dayRank;
  }

  /** `at` is behind the opening quote; answers the offset behind the closing one. */
  string(at: number): number {
    const bytes = this.bytes;
    const end = this.end;
    let here = at;
    for (;;) {
      while (here < end && STRING_STOP[bytes[here] as number] === 0) here += 1;
      if (here >= end) return INCOMPLETE;
      const byte = bytes[here] as number;
      if (byte === QUOTE) return here + 1;
      if (byte !== BACKSLASH) return this.#fail(here);
      here = this.#escape(here + 1);
      if (here < 0) return here;
    }
  }

  /** `at` is behind a backslash. */
  #escape(at: number): number {
    if (at >= this.end) return INCOMPLETE;
    const byte = this.bytes[at] as number;
    if (byte !== 0x75) return ESCAPES.has(byte) ? at + 1 : this.#fail(at);
    if (at + 5 > this.end) return INCOMPLETE;
    for (let digit = at + 1; digit < at + 5; digit += 1) {
      if (!HEX.has(this.bytes[digit] as number)) return this.#fail(digit);
    }
    this.odd ||= this.#isUnusual(at + 1);
    return at + 5;
  }

  /** `\ud800` to `\udfff` and `\u0000`: surrogates and NUL are the explaining reader's. */
  #isUnusual(at: number): boolean {
    const first = this.bytes[at] as number;
    const isControl = first === 0x30 && this.bytes[at + 1] === 0x30 && this.bytes[at + 2] === 0x30;
    return (first | 0x20) === 0x64 || isControl;
  }

  #nested(at: number, node: ScanNode | undefined, isObject: boolean): number {
    this.#depth += 1;
    if (this.#depth > this.#maxDepth) return TOO_DEEP;
    const end = isObject
      ? this.#object(at, node?.kind === 'struct' ? node : undefined)
      : this.#array(at, node?.element);
    this.#depth -= 1;
    return end;
  }

  #object(at: number, node: ScanNode | undefined): number {
    let here = this.space(at + 1);
    if (here >= this.end) return INCOMPLETE;
    if (this.bytes[here] === 0x7d) return here + 1;
    objects += 1;
    const object = objects;
    if (node !== undefined) {
      node.last = -1;
      node.expected = node.follow[0] as number;
    }
    for (;;) {
      here = this.#member(here, node, object);
      if (here < 0) return here;
      here = this.space(here);
      if (here >= this.end) return INCOMPLETE;
      if (this.bytes[here] === 0x7d) return here + 1;
      if (this.bytes[here] !== 0x2c) return this.#fail(here);
      here = this.space(here + 1);
    }
  }

  #member(at: number, node: ScanNode | undefined, object: number): number {
    const expected = node === undefined ? undefined : this.#expected(at, node, object);
    if (expected !== undefined) return this.value(this.#behind, expected);
    if (at >= this.end) return INCOMPLETE;
    if (this.bytes[at] !== QUOTE) return this.#fail(at);
    const keyEnd = this.string(at + 1);
    if (keyEnd < 0) return keyEnd;
    const colon = this.space(keyEnd);
    if (colon >= this.end) return INCOMPLETE;
    if (this.bytes[colon] !== 0x3a) return this.#fail(colon);
    const child = node === undefined ? undefined : this.#child(node, { start: at, end: keyEnd, object });
    return this.value(this.space(colon + 1), child);
  }

  /** The child that came next in the object before, where its `"key":` stands here again; `#behind` is then set. */
  #expected(at: number, node: ScanNode, object: number): ScanNode | undefined {
    const key = node.keys[node.expected];
    if (key === undefined || !this.#matches(key, at)) return undefined;
    const colon = at + key.length;
    if (this.bytes[colon] !== 0x3a || (this.bytes[colon + 1] as number) <= 0x20) return undefined;
    this.#behind = colon + 1;
    return this.#seen(node, node.expected, object);
  }

  #child(node: ScanNode, key: { start: number; end: number; object: number }): ScanNode | undefined {
    const length = key.end - key.start;
    for (let at = 0; at < node.keys.length; at += 1) {
      const known = node.keys[at] as Uint8Array;
      if (known.length === length && this.#matches(known, key.start)) return this.#seen(node, at, key.object);
    }
    this.odd = true;
    return undefined;
  }

  /** Notes that a child was met; a second time in one object makes the record odd. */
  #seen(node: ScanNode, at: number, object: number): ScanNode {
    const child = node.nodes[at] as ScanNode;
    this.odd ||= child.seenIn === object;
    child.seenIn = object;
    node.follow[node.last + 1] = at;
    node.last = at;
    node.expected = node.follow[at + 1] as number;
    return child;
  }

  /** Whether a quoted key stands at `start`. Beyond the end nothing matches: a key ends with a quote. */
  #matches(key: Uint8Array, start: number): boolean {
    if (start + key.length >= this.end) return false;
    for (let at = 0; at < key.length; at += 1) if (key[at] !== this.bytes[start + at]) return false;
    return true;
  }

  #array(at: number, element: ScanNode | undefined): number {
    let here = this.space(at + 1);
    if (here >= this.end) return INCOMPLETE;
    if (this.bytes[here] === 0x5d) return here + 1;
    for (;;) {
      here = this.value(here, element);
      if (here < 0) return here;
      here = this.space(here);
      if (here >= this.end) return INCOMPLETE;
      if (this.bytes[here] === 0x5d) return here + 1;
      if (this.bytes[here] !== 0x2c) return this.#fail(here);
      here = this.space(here + 1);
    }
  }

  #number(at: number, node: ScanNode | undefined): number {
    const whole = this.#digits(this.bytes[at] === MINUS ? at + 1 : at, true);
    if (whole < 0) return whole;
    const end = this.#fraction(whole);
    if (end < 0) return end;
    if (node !== undefined) this.#checkNumber(node, { start: at, whole, end });
    return end;
  }

  #checkNumber(node: ScanNode, number: { start: number; whole: number; end: number }): void {
    const wide = node.kind === 'int' ? 9 : 18;
    if (node.kind === 'int' || node.kind === 'long')
      this.odd ||= number.end !== number.whole || number.end - number.start > wide;
    if (node.day !== undefined) this.#readDay(node, number.start, number.end);
  }

  #digits(at: number, leading: boolean): number {
    if (at >= this.end) return INCOMPLETE;
    if (!isDigit(this.bytes[at])) return this.#fail(at);
    if (leading && this.bytes[at] === 0x30 && at + 1 < this.end && isDigit(this.bytes[at + 1])) {
      return this.#fail(at + 1);
    }
    let here = at + 1;
    while (here < this.end && isDigit(this.bytes[here])) here += 1;
    return here;
  }

  #fraction(at: number): number {
    let here = at;
    if (here < this.end && this.bytes[here] === 0x2e) here = this.#digits(here + 1, false);
    if (here < 0 || here >= this.end || ((this.bytes[here] as number) | 0x20) !== 0x65) return here;
    const sign = this.bytes[here + 1];
    return this.#digits(sign === 0x2b || sign === MINUS ? here + 2 : here + 1, false);
  }

  #literal(at: number, byte: number): number {
    const literal = LITERALS.get(byte);
    if (literal === undefined) return this.#fail(at);
    for (let offset = 1; offset < literal.length; offset += 1) {
      if (at + offset >= this.end) return INCOMPLETE;
      if (this.bytes[at + offset] !== literal[offset]) return this.#fail(at + offset);
    }
    return at + literal.length;
  }

  #fail(at: number): number {
    this.failedAt = at;
    return MALFORMED;
  }
}

const NULL = 0x6e;
const TRUE = 0x74;
const FALSE = 0x66;

const codes = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0));
const ESCAPES = new Set(codes('"\\/bfnrt'));
const HEX = new Set(codes('0123456789abcdefABCDEF'));
const LITERALS = new Map(['true', 'false', 'null'].map((word) => [word.charCodeAt(0), codes(word)]));
