import { pushVarint } from '#thrift';

/** Numbers that are packed together. */
const PACK = 8;

/**
 * Writes numbers of `width` bits, 24 at most, so that `hybrid` reads them: eight or more equal ones as a run, others packed (Parquet format,
 * "Run Length Encoding / Bit-Packing Hybrid").
 */
export function hybridBytes(numbers: Uint8Array | Uint32Array, width: number): Buffer {
  if (width > 24) throw new RangeError(`numbers of ${width} bits`);
  const parts: Uint8Array[] = [];
  // What is not written yet begins at `from`; runs begin at `at`.
  let from = 0;
  for (let at = 0; at < numbers.length;) {
    const end = endOfRun(numbers, at);
    // Of a run that follows others some numbers fill up their last pack.
    const begin = Math.min(end, from + Math.ceil((at - from) / PACK) * PACK);
    if (end - begin >= PACK) {
      if (from < begin) parts.push(packed(numbers.subarray(from, begin), width));
      parts.push(runBytes({ value: numbers[begin] as number, count: end - begin }, width));
      from = end;
    }
    at = end;
  }
  if (from < numbers.length) parts.push(packed(numbers.subarray(from), width));
  return Buffer.concat(parts);
}

function endOfRun(numbers: Uint8Array | Uint32Array, from: number): number {
  const value = numbers[from];
  let at = from + 1;
  while (at < numbers.length && numbers[at] === value) at += 1;
  return at;
}

/** Equal numbers beside each other. */
export interface Run {
  readonly value: number;
  readonly count: number;
}

/** A run in the hybrid. */
export function runBytes({ value, count }: Run, width: number): Uint8Array {
  const bytes: number[] = [];
  pushVarint(bytes, count * 2);
  for (let bit = 0; bit < width; bit += 8) bytes.push((value >>> bit) & 0xff);
  return Uint8Array.from(bytes);
}

/** Packs of eight; what the last one lacks is 0, and nobody reads it. */
function packed(numbers: Uint8Array | Uint32Array, width: number): Uint8Array {
  const packs = Math.ceil(numbers.length / PACK);
  const head: number[] = [];
  pushVarint(head, packs * 2 + 1);
  const bytes = new Uint8Array(head.length + packs * width);
  bytes.set(head);
  let at = head.length;
  let held = 0;
  let bits = 0;
  for (let number = 0; number < numbers.length; number += 1) {
    held |= (numbers[number] as number) << bits;
    for (bits += width; bits >= 8; bits -= 8) {
      bytes[at] = held;
      at += 1;
      held >>>= 8;
    }
  }
  if (bits > 0) bytes[at] = held;
  return bytes;
}
