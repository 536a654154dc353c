/** Bits that numbers up to `most` take. */
export const bitsOf = (most: number): number => 32 - Math.clz32(most);

/** The number that all are, where one run says so for `count` of them; undefined where they have to be read. */
export function onlyNumber(bytes: Uint8Array, width: number, count: number): number | undefined {
  if (width === 0 || count === 0) return 0;
  const { head, at } = headAt(bytes, 0);
  return (head & 1) === 0 && head >>> 1 >= count ? numberAt(bytes, at, (width + 7) >> 3) : undefined;
}

/** What a run begins with (ULEB128): its length, and in the lowest bit whether its numbers are packed. */
function headAt(bytes: Uint8Array, from: number): { head: number; at: number } {
  let head = 0;
  for (let at = from, shift = 0; shift <= 28; at += 1, shift += 7) {
    const byte = byteAt(bytes, at);
    head |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { head, at: at + 1 };
  }
  throw new RangeError('a run without end');
}

/**
 * Reads numbers of `width` bits, runs of equal ones and packed ones in turn (Parquet format, "Run Length Encoding /
 * Bit-Packing Hybrid"), until `into` is full. @throws RangeError where there are fewer.
 */
export function hybrid(bytes: Uint8Array, width: number, into: Uint8Array | Uint32Array): void {
  if (width === 0) return void into.fill(0);
  if (width > 32) throw new RangeError(`numbers of ${width} bits`);
  const widthBytes = (width + 7) >> 3;
  for (let at = 0, done = 0; done < into.length;) {
    const run = headAt(bytes, at);
    const length = run.head >>> 1;
    if (length === 0) throw new RangeError('an empty run');
    if ((run.head & 1) === 0) {
      const end = Math.min(done + length, into.length);
      into.fill(numberAt(bytes, run.at, widthBytes), done, end);
      done = end;
      at = run.at + widthBytes;
    } else {
      const count = Math.min(length * 8, into.length - done);
      at = run.at + length * width;
      packed(bytes.subarray(run.at, at), width, into.subarray(done, done + count));
      done += count;
    }
  }
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new RangeError('fewer numbers than there should be');
  return byte;
}

function numberAt(bytes: Uint8Array, at: number, length: number): number {
  let number = 0;
  for (let byte = 0; byte < length; byte += 1) number |= byteAt(bytes, at + byte) << (byte * 8);
  return number >>> 0;
}

/** Numbers beside each other, the lowest bits first. */
function packed(bytes: Uint8Array, width: number, into: Uint8Array | Uint32Array): void {
  if (bytes.length * 8 < width * into.length) throw new RangeError('fewer numbers than there should be');
  if (width > 24) return packedWide(bytes, width, into);
  const mask = (1 << width) - 1;
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let number = 0; number < into.length; number += 1) {
    while (bits < width) {
      held |= (bytes[at] as number) << bits;
      at += 1;
      bits += 8;
    }
    into[number] = held & mask;
    held >>>= width;
    bits -= width;
  }
}

/** As above, by arithmetic: 32 bits of JavaScript's numbers can't hold a number and what is left of the byte before. */
function packedWide(bytes: Uint8Array, width: number, into: Uint8Array | Uint32Array): void {
  const factor = 2 ** width;
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let number = 0; number < into.length; number += 1) {
    for (; bits < width; bits += 8) {
      held += (bytes[at] as number) * 2 ** bits;
      at += 1;
    }
    into[number] = held % factor;
    held = Math.floor(held / factor);
    bits -= width;
  }
}
