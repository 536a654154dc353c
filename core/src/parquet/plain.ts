import type { StoredAs } from './schema.ts';
import { Unsupported } from './unsupported.ts';

/** Some values in the encoding PLAIN: from a byte on, so many. */
export interface PlainValues {
  readonly at: number;
  readonly count: number;
}

/** Where values end. @throws Unsupported for bits, and RangeError where the bytes do before */
export function plainEnd(bytes: Buffer, stored: StoredAs | undefined, { at, count }: PlainValues): number {
  if (stored === undefined || stored === 'bits') throw new Unsupported('values that are no bytes');
  const end = stored === 'texts' ? textsEnd(bytes, at, count) : at + stored * count;
  if (!(end <= bytes.length)) throw new RangeError('fewer values than there should be');
  return end;
}

function textsEnd(bytes: Buffer, from: number, count: number): number {
  let at = from;
  for (let left = count; left > 0; left -= 1) at += 4 + textLength(bytes, at);
  return at;
}

/** What stands before a text. @throws RangeError where the bytes end before */
export function textLength(bytes: Buffer, at: number): number {
  const highest = bytes[at + 3];
  if (highest === undefined) throw new RangeError('fewer texts than there should be');
  const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
  return low + highest * 2 ** 24;
}

/** Values of a bit each, the lowest first, in a byte each. @throws RangeError where there are fewer */
export function bitsIn(bytes: Buffer, from: number, count: number): Buffer {
  if (from + count > bytes.length * 8) throw new RangeError('fewer values than there should be');
  const found = Buffer.alloc(count);
  for (let at = 0; at < count; at += 1)
    found[at] = ((bytes[(from + at) >> 3] as number) >> ((from + at) & 7)) & 1;
  return found;
}
