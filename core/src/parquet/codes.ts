import type { Decoder } from './entries.ts';
import { aligned } from './numbers.ts';
import type { LeafKind } from './schema.ts';
import type { TextTable } from './text-table.ts';
import { plainTexts } from './texts.ts';

/**
 * Decodes values as codes of the texts that stand for them, numbers in decimal (ECMA-262, Number::toString, for doubles), `true` and `false`: their numbers in a table, plus one.
 * For one column of one file.
 */
export const codeDecoder = (kind: LeafKind, table: TextTable): Decoder<Uint32Array> => ({
  plain: plainOf(kind, table),
  pick,
});

/** In place, as nobody else needs the places. */
function pick(dictionary: Uint32Array, places: Uint32Array): Uint32Array {
  for (let at = 0; at < places.length; at += 1) {
    const code = dictionary[places[at] as number];
    if (code === undefined) throw new RangeError('a place beyond the dictionary');
    places[at] = code;
  }
  return places;
}

function plainOf(kind: LeafKind, table: TextTable): Decoder<Uint32Array>['plain'] {
  if (kind === 'text') return (bytes, count) => plainTexts(table, bytes, count);
  const known = new Map<unknown, number>();
  const code = (value: number | bigint | boolean): number => {
    const found = known.get(value) ?? codeOf(table, String(value));
    known.set(value, found);
    return found;
  };
  if (kind === 'boolean') return (bytes, count) => booleans(bytes, count, code);
  if (kind === 'int')
    return (bytes, count) => Uint32Array.from(new Int32Array(aligned(bytes, count * 4)), code);
  return kind === 'double'
    ? (bytes, count) => Uint32Array.from(new Float64Array(aligned(bytes, count * 8)), code)
    : (bytes, count) => longs(new BigInt64Array(aligned(bytes, count * 8)), code);
}

/** The code of a text, added where it is new. */
export function codeOf(table: TextTable, text: string): number {
  const bytes = Buffer.from(text, 'utf8');
  return table.numberOf({ bytes, from: 0, length: bytes.length }) + 1;
}

function longs(values: BigInt64Array, code: (value: bigint) => number): Uint32Array {
  const codes = new Uint32Array(values.length);
  for (let at = 0; at < codes.length; at += 1) codes[at] = code(values[at] as bigint);
  return codes;
}

/** A bit each, the lowest first. */
function booleans(bytes: Buffer, count: number, code: (value: boolean) => number): Uint32Array {
  if (bytes.length * 8 < count) throw new RangeError('fewer values than there should be');
  return Uint32Array.from({ length: count }, (_, at) =>
    code((((bytes[at >> 3] as number) >> (at & 7)) & 1) === 1),
  );
}
