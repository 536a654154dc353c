import { pushVarint, THRIFT } from './compact-thrift.ts';

/** A value of Thrift's compact protocol, as far as Parquet's metadata needs it. */
export type Thrift =
  | { readonly is: 'int'; readonly bits: 32 | 64; readonly value: number }
  | { readonly is: 'text'; readonly value: string }
  | { readonly is: 'flag'; readonly value: boolean }
  | { readonly is: 'list'; readonly of: readonly Thrift[] }
  | { readonly is: 'struct'; readonly fields: Readonly<Record<number, Thrift>> };

/** A 32-bit number, or the ordinal of an enumeration. */
export const i32 = (value: number): Thrift => ({ is: 'int', bits: 32, value });
/** A 64-bit number below 2^53. */
export const i64 = (value: number): Thrift => ({ is: 'int', bits: 64, value });
export const text = (value: string): Thrift => ({ is: 'text', value });
/** Truth as a field of a structure, where its type says all of it. */
export const flag = (value: boolean): Thrift => ({ is: 'flag', value });
/** A list of values of one type, not empty and no flags. */
export const list = (of: readonly Thrift[]): Thrift => ({ is: 'list', of });
/** A structure: its fields by their ids. */
export const struct = (fields: Readonly<Record<number, Thrift>>): Thrift => ({ is: 'struct', fields });

function typeOf(value: Thrift): number {
  if (value.is === 'int') return value.bits === 32 ? THRIFT.i32 : THRIFT.i64;
  if (value.is === 'flag') return value.value ? THRIFT.true : THRIFT.false;
  return { text: THRIFT.binary, list: THRIFT.list, struct: THRIFT.struct }[value.is];
}

/** The bytes of a value in Thrift's compact protocol. */
export function thriftBytes(value: Thrift): Buffer {
  const bytes: number[] = [];
  write(bytes, value);
  return Buffer.from(bytes);
}

function write(bytes: number[], value: Thrift): void {
  if (value.is === 'int') pushVarint(bytes, zigzag(value.value));
  else if (value.is === 'text') writeText(bytes, value.value);
  else if (value.is === 'list') writeList(bytes, value.of);
  else if (value.is === 'struct') writeStruct(bytes, value.fields);
}

const zigzag = (value: number): number => (value < 0 ? -value * 2 - 1 : value * 2);

function writeText(bytes: number[], value: string): void {
  const encoded = Buffer.from(value, 'utf8');
  pushVarint(bytes, encoded.length);
  for (const byte of encoded) bytes.push(byte);
}

function writeList(bytes: number[], of: readonly Thrift[]): void {
  const [first] = of;
  if (first === undefined) throw new Error('an empty list has no type');
  if (of.length < 15) bytes.push((of.length << 4) | typeOf(first));
  else {
    bytes.push(0xf0 | typeOf(first));
    pushVarint(bytes, of.length);
  }
  for (const each of of) write(bytes, each);
}

/** Fields in ascending order, each id as the difference to the one before: at most 15 in Parquet's metadata. */
function writeStruct(bytes: number[], fields: Readonly<Record<number, Thrift>>): void {
  let before = 0;
  for (const [key, value] of Object.entries(fields)) {
    const id = Number(key);
    bytes.push(((id - before) << 4) | typeOf(value));
    write(bytes, value);
    before = id;
  }
  bytes.push(0);
}
