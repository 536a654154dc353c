import { pushVarint, THRIFT, type CompactThrift } from './compact-thrift.ts';

/** A field of a structure as it stands in the bytes. */
export interface RawField {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** The fields of a structure by their ids, so that some can be changed and all others stay as they are. */
export function rawFields(thrift: CompactThrift, bytes: Uint8Array): Map<number, RawField> {
  const fields = new Map<number, RawField>();
  thrift.fields((id, type) => {
    const from = thrift.at;
    thrift.skip(type);
    fields.set(id, { type, bytes: bytes.subarray(from, thrift.at) });
    return true;
  });
  return fields;
}

/** A number of 64 bits, not negative. */
export const rawLong = (value: number): RawField => ({ type: THRIFT.i64, bytes: numberOf(value) });
/** A number of 32 bits, not negative. */
export const rawInt = (value: number): RawField => ({ type: THRIFT.i32, bytes: numberOf(value) });

function numberOf(value: number): Uint8Array {
  const bytes: number[] = [];
  pushVarint(bytes, value * 2);
  return Uint8Array.from(bytes);
}

/** The bytes of a structure. */
export function structBytes(fields: ReadonlyMap<number, RawField>): Buffer {
  const parts: Uint8Array[] = [];
  let before = 0;
  for (const [id, { type, bytes }] of [...fields].toSorted(([left], [right]) => left - right)) {
    const step = id - before;
    const head = step <= 15 ? [(step << 4) | type] : [type];
    if (step > 15) pushVarint(head, id * 2);
    parts.push(Uint8Array.from(head), bytes);
    before = id;
  }
  return Buffer.concat([...parts, Uint8Array.of(0)]);
}
