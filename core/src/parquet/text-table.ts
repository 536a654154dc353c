import { isUtf8 } from 'node:buffer';
import { randomInt } from 'node:crypto';
import { ShortText } from './short-text.ts';
import { Unsupported } from './unsupported.ts';

const FIRST_TEXTS = 16;
const FIRST_BYTES = 2 ** 9;
/** Places for each text that there is room for. */
const PLACES = 2;
/** Numbers that a place has: a power of two, by which hashes are shifted. */
const WIDTH = 4;
/** Places looked at for one text; by chance it is under a hundred (Knuth, TAOCP 3, 6.4): beyond, somebody made the texts so. */
const MOST_TRIES = 1024;
/** Nobody outside knows which texts have one hash. */
const SEED = randomInt(2 ** 32);

/** A text in UTF-8 as a part of other bytes. */
export interface TextBytes {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly length: number;
}

/** Different texts by their numbers, as they can be sent to another thread. */
export interface Texts {
  readonly size: number;
  /** In UTF-8, one after the other, and where each begins; one start more than texts. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly starts: Uint32Array<ArrayBuffer>;
}

/**
 * Different texts, numbered from 0 on as they come: a table with open addressing over their bytes, so that a text becomes no string
 * unless it is shown. Texts are compared whole: two of one hash are two.
 */
export class TextTable {
  /** How many there are. */
  size = 0;
  /** Bytes of all texts, one after the other, and how many are in use. */
  private bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  private used = 0;
  private starts = new Uint32Array(FIRST_TEXTS + 1);
  /**
   * Four numbers for each place: one more than the number of a text, 0 where it is free, its hash, and what it is where it is short (see
   * `ShortText`). They are beside each other, as memory is read in lines.
   */
  private places = new Int32Array(FIRST_TEXTS * PLACES * WIDTH);
  private readonly short = new ShortText();
  private hash = 0;

  /** Bytes of all texts. */
  get textBytes(): number {
    return this.used;
  }

  /** The number of a text, added where it is new. @throws RangeError where it is not UTF-8; Unsupported for texts of one hash. */
  numberOf(text: TextBytes): number {
    if (this.size + 1 === this.starts.length) this.widen();
    const at = this.placeOf(text);
    const entry = this.places[at] as number;
    return entry > 0 ? entry - 1 : this.added(text, at);
  }

  /** The number of a text; -1 where it is not there. */
  find(text: TextBytes): number {
    return (this.places[this.placeOf(text)] as number) - 1;
  }

  /** Whether a text is the one of this number. */
  is(number: number, { bytes, from, length }: TextBytes): boolean {
    const start = this.starts[number] as number;
    if ((this.starts[number + 1] as number) - start !== length) return false;
    const own = this.bytes;
    for (let at = 0; at < length; at += 1) if (own[start + at] !== bytes[from + at]) return false;
    return true;
  }

  textOf(number: number): string {
    return this.bytes.toString('utf8', this.starts[number], this.starts[number + 1]);
  }

  /** A copy of what is in it. */
  texts(): Texts {
    const { size } = this;
    return {
      size,
      bytes: new Uint8Array(this.bytes.subarray(0, this.used)),
      starts: this.starts.slice(0, size + 1),
    };
  }

  /** The numbers of other texts, added where they are new. @throws Unsupported */
  numbersOf({ size, bytes, starts }: Texts): Uint32Array<ArrayBuffer> {
    const numbers = new Uint32Array(size);
    const text = { bytes, from: 0, length: 0 };
    for (let number = 0; number < size; number += 1) {
      text.from = starts[number] as number;
      text.length = (starts[number + 1] as number) - text.from;
      numbers[number] = this.numberOf(text);
    }
    return numbers;
  }

  /** Where in `places` a text is, or a place that is free for it; `hash` and `short` are its own then. */
  private placeOf(text: TextBytes): number {
    const { places, short } = this;
    const hash = short.take(text) ? mixed(short.first, short.rest) : hashOf(text);
    const mask = places.length - 1;
    this.hash = hash;
    for (let at = (hash << 2) & mask, tries = 0; tries < MOST_TRIES; tries += 1, at = (at + WIDTH) & mask) {
      const entry = places[at] as number;
      if (entry === 0) return at;
      if (places[at + 1] !== hash || places[at + 2] !== short.first || places[at + 3] !== short.rest)
        continue;
      if (short.rest !== 0 || this.is(entry - 1, text)) return at;
    }
    throw new Unsupported('texts that were made to have one hash');
  }

  private added({ bytes, from, length }: TextBytes, at: number): number {
    if (this.used + length > this.bytes.length) this.enlarge(length);
    const { bytes: own, used } = this;
    let bits = 0;
    for (let byte = 0; byte < length; byte += 1) bits |= own[used + byte] = bytes[from + byte] as number;
    if (bits > 0x7f && !isUtf8(own.subarray(used, used + length)))
      throw new RangeError('a text that is not UTF-8');
    this.places[at] = this.size + 1;
    this.places[at + 1] = this.hash;
    this.places[at + 2] = this.short.first;
    this.places[at + 3] = this.short.rest;
    this.used += length;
    this.size += 1;
    this.starts[this.size] = this.used;
    return this.size - 1;
  }

  private enlarge(more: number): void {
    const larger = Buffer.allocUnsafeSlow((this.used + more) * 2);
    larger.set(this.bytes.subarray(0, this.used));
    this.bytes = larger;
  }

  private widen(): void {
    const { starts, places: before } = this;
    this.starts = new Uint32Array((starts.length - 1) * 2 + 1);
    this.starts.set(starts);
    const places = new Int32Array(before.length * 2);
    const mask = places.length - 1;
    for (let from = 0; from < before.length; from += WIDTH) {
      if (before[from] === 0) continue;
      let at = ((before[from + 1] as number) << 2) & mask;
      while (places[at] !== 0) at = (at + WIDTH) & mask;
      for (let each = 0; each < WIDTH; each += 1) places[at + each] = before[from + each] as number;
    }
    this.places = places;
  }
}

/** FNV-1a (RFC 9923), 32 bits, from a start of its own. */
function hashOf({ bytes, from, length }: TextBytes): number {
  let hash = SEED;
  for (let at = from; at < from + length; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash ^ (hash >>> 15);
}

/** Two numbers as one, by the multipliers of MurmurHash3's last step. */
function mixed(first: number, rest: number): number {
  let hash = Math.imul(first ^ SEED, 0x85ebca6b) ^ Math.imul(rest + SEED, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
