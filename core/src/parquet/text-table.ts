import { isUtf8 } from 'node:buffer';
import { randomInt } from 'node:crypto';
import { Unsupported } from './unsupported.ts';

const FIRST_TEXTS = 256;
const FIRST_BYTES = 2 ** 13;
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
  private hashes = new Int32Array(FIRST_TEXTS);
  /** One more than the number of a text; 0 where the place is free. */
  private places = new Uint32Array(FIRST_TEXTS * 2);

  /** Bytes of all texts. */
  get textBytes(): number {
    return this.used;
  }

  /** The number of a text, added where it is new. @throws RangeError where it is not UTF-8; Unsupported for texts of one hash. */
  numberOf(text: TextBytes): number {
    if (this.size === this.hashes.length) this.widen();
    const hash = hashOf(text);
    const place = this.placeOf(text, hash);
    const entry = this.places[place] as number;
    return entry > 0 ? entry - 1 : this.added(text, hash, place);
  }

  /** The number of a text; -1 where it is not there. */
  find(text: TextBytes): number {
    return (this.places[this.placeOf(text, hashOf(text))] as number) - 1;
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

  /** The place that a text has, or that is free for it. */
  private placeOf(text: TextBytes, hash: number): number {
    const mask = this.places.length - 1;
    for (let place = hash & mask, tries = 0; tries < MOST_TRIES; tries += 1, place = (place + 1) & mask) {
      const entry = this.places[place] as number;
      if (entry === 0 || (this.hashes[entry - 1] === hash && this.is(entry - 1, text))) return place;
    }
    throw new Unsupported('texts that were made to have one hash');
  }

  private added({ bytes, from, length }: TextBytes, hash: number, place: number): number {
    const text = bytes.subarray(from, from + length);
    if (!isUtf8(text)) throw new RangeError('a text that is not UTF-8');
    const number = this.size;
    if (this.used + length > this.bytes.length) this.enlarge(length);
    this.bytes.set(text, this.used);
    this.used += length;
    this.places[place] = number + 1;
    this.hashes[number] = hash;
    this.starts[number + 1] = this.used;
    this.size += 1;
    return number;
  }

  private enlarge(more: number): void {
    const larger = Buffer.allocUnsafeSlow((this.used + more) * 2);
    larger.set(this.bytes.subarray(0, this.used));
    this.bytes = larger;
  }

  private widen(): void {
    const texts = this.hashes.length * 2;
    const [starts, hashes] = [this.starts, this.hashes];
    this.starts = new Uint32Array(texts + 1);
    this.hashes = new Int32Array(texts);
    this.starts.set(starts);
    this.hashes.set(hashes);
    this.places = new Uint32Array(texts * 2);
    const mask = this.places.length - 1;
    for (let number = 0; number < this.size; number += 1) {
      let place = (this.hashes[number] as number) & mask;
      while (this.places[place] !== 0) place = (place + 1) & mask;
      this.places[place] = number + 1;
    }
  }
}

/** FNV-1a (RFC 9923), 32 bits, from a start of its own. */
function hashOf({ bytes, from, length }: TextBytes): number {
  let hash = SEED;
  for (let at = from; at < from + length; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash ^ (hash >>> 15);
}
