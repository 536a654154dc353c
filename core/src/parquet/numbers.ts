import type { Decoder } from './entries.ts';
import type { LeafKind } from './schema.ts';

/** Decodes numbers; those of 64 bits beyond 2^53 become the nearest double, as the engine's CAST does it. */
export const numberDecoder = (kind: Exclude<LeafKind, 'text' | 'boolean'>): Decoder<Float64Array> => ({
  plain: (bytes, count) => {
    const width = kind === 'int' ? 4 : 8;
    const own = aligned(bytes, count * width);
    if (kind === 'int') return Float64Array.from(new Int32Array(own));
    return kind === 'double' ? new Float64Array(own) : longs(new Int32Array(own));
  },
  pick: (dictionary, places) => {
    const values = new Float64Array(places.length);
    for (let at = 0; at < places.length; at += 1) values[at] = valueAt(dictionary, places[at] as number);
    return values;
  },
});

function valueAt(dictionary: Float64Array, place: number): number {
  const value = dictionary[place];
  if (value === undefined) throw new RangeError('a place beyond the dictionary');
  return value;
}

/** A copy of the first bytes that typed arrays may look at: Parquet's numbers stand at any address. */
export function aligned(bytes: Buffer, length: number): ArrayBuffer {
  if (length > bytes.length) throw new RangeError('fewer values than there should be');
  const own = new ArrayBuffer(length);
  new Uint8Array(own).set(bytes.subarray(0, length));
  return own;
}

/** The upper half times 2^32 is exact, so the sum is rounded once. */
function longs(halves: Int32Array): Float64Array {
  const values = new Float64Array(halves.length / 2);
  for (let at = 0; at < values.length; at += 1)
    values[at] = (halves[at * 2 + 1] as number) * 2 ** 32 + ((halves[at * 2] as number) >>> 0);
  return values;
}
