/** Bits that numbers up to `most` take. */
export const bitsOf = (most: number): number => 32 - Math.clz32(most);

/** The number that all are, where one run says so for `count` of them; undefined where they have to be read. */
export function onlyNumber(bytes: Uint8Array, width: number, count: number): number | undefined {
  if (width === 0 || count === 0) return 0;
  const runs = new Runs(bytes, width);
  runs.next();
  return !runs.isPacked && runs.length >= count ? runs.number : undefined;
}

/**
 * Reads numbers of `width` bits, runs of equal ones and packed ones in turn (Parquet format, "Run Length Encoding /
 * Bit-Packing Hybrid"), until `into` is full. @throws RangeError where there are fewer.
 */
export const hybrid = (bytes: Uint8Array, width: number, into: Uint8Array | Uint32Array): void =>
  hybridPart(bytes, width, { from: 0, into });

/** Some of the numbers: as many as there is room for, from the number `from` on. */
interface Part {
  readonly from: number;
  readonly into: Uint8Array | Uint32Array;
}

/** The same for some of the numbers, without a look at those in runs before. @throws RangeError where there are fewer. */
export function hybridPart(bytes: Uint8Array, width: number, { from, into }: Part): void {
  if (width === 0) return void into.fill(0);
  if (width > 32) throw new RangeError(`numbers of ${width} bits`);
  const runs = new Runs(bytes, width);
  for (let begin = -from; begin < into.length; begin += runs.length) {
    runs.next();
    if (begin + runs.length > 0) runs.read(begin, into);
  }
}

/** Up to so many equal numbers a loop is faster than the engine's `fill`. */
const FEW = 24;

/** Runs one after the other: there may be thousands, too many for an object each. */
class Runs {
  length = 0;
  isPacked = false;
  /** Of a run that is not packed. */
  number = 0;
  readonly bytes: Uint8Array;
  readonly width: number;
  private begin = 0;
  private end = 0;

  constructor(bytes: Uint8Array, width: number) {
    this.bytes = bytes;
    this.width = width;
  }

  next(): void {
    const head = this.head();
    this.isPacked = (head & 1) === 1;
    const count = head >>> 1;
    if (count === 0) throw new RangeError('an empty run');
    this.length = this.isPacked ? count * 8 : count;
    this.end = this.begin + (this.isPacked ? count * this.width : (this.width + 7) >> 3);
    if (!this.isPacked) this.number = this.equal();
  }

  /** Puts the run's numbers where the first is at `place`, which may lie before the beginning, as the others may behind the end. */
  read(place: number, into: Uint8Array | Uint32Array): void {
    const from = Math.max(0, place);
    const to = Math.min(into.length, place + this.length);
    if (this.isPacked) this.packed(place, { from, to }, into);
    else if (to - from > FEW) into.fill(this.number, from, to);
    else for (let at = from; at < to; at += 1) into[at] = this.number;
  }

  /** What a run begins with (ULEB128): its length, and in the lowest bit whether its numbers are packed. */
  private head(): number {
    let head = 0;
    for (let at = this.end, shift = 0; shift <= 28; at += 1, shift += 7) {
      const byte = byteAt(this.bytes, at);
      head |= (byte & 0x7f) << shift;
      if (byte >= 0x80) continue;
      this.begin = at + 1;
      return head;
    }
    throw new RangeError('a run without end');
  }

  private equal(): number {
    let number = 0;
    for (let at = this.begin; at < this.end; at += 1)
      number |= byteAt(this.bytes, at) << ((at - this.begin) * 8);
    return number >>> 0;
  }

  /** Numbers beside each other, the lowest bits first: eight of them begin with a byte. */
  private packed(
    place: number,
    { from, to }: { from: number; to: number },
    into: Uint8Array | Uint32Array,
  ): void {
    const { bytes, width, begin } = this;
    if (begin + Math.ceil(((to - place) * width) / 8) > bytes.length)
      throw new RangeError('fewer numbers than there should be');
    const packs = (from - place) >> 3;
    const span = { at: begin + packs * width, first: place + packs * 8, from, to };
    if (width > WIDE) wide(this, span, into);
    else narrow(this, span, into);
  }
}

/** Where packed numbers stand: the first in the bytes and in the array, and which of them are wanted. */
interface Span {
  readonly at: number;
  readonly first: number;
  readonly from: number;
  readonly to: number;
}

interface Packed {
  readonly bytes: Uint8Array;
  readonly width: number;
}

/** Bits that JavaScript's 32 can hold beside what is left of the byte before. */
const WIDE = 24;

function narrow(
  { bytes, width }: Packed,
  { at, first, from, to }: Span,
  into: Uint8Array | Uint32Array,
): void {
  const mask = (1 << width) - 1;
  let next = at;
  let held = 0;
  let bits = 0;
  for (let number = first; number < to; number += 1) {
    while (bits < width) {
      held |= (bytes[next] as number) << bits;
      next += 1;
      bits += 8;
    }
    if (number >= from) into[number] = held & mask;
    held >>>= width;
    bits -= width;
  }
}

/** As above, by arithmetic. */
function wide({ bytes, width }: Packed, { at, first, from, to }: Span, into: Uint8Array | Uint32Array): void {
  const factor = 2 ** width;
  let next = at;
  let held = 0;
  let bits = 0;
  for (let number = first; number < to; number += 1) {
    for (; bits < width; bits += 8) {
      held += (bytes[next] as number) * 2 ** bits;
      next += 1;
    }
    if (number >= from) into[number] = held % factor;
    held = Math.floor(held / factor);
    bits -= width;
  }
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new RangeError('fewer numbers than there should be');
  return byte;
}
