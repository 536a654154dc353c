import { expect, test } from 'vitest';
import { CompactThrift } from '#thrift';
import { found, type Wanted } from './found.ts';

// Bytes by Thrift's "Compact protocol encoding": a field's head is the id's difference in the upper four bits, the type in the lower.
const read = (bytes: readonly number[], wanted: Wanted) =>
  found(new CompactThrift(Uint8Array.from(bytes)), wanted);

test('numbers are zigzag, of any length; unwanted fields of every type are passed over', () => {
  const fields = [
    [0x15, 0x03], // 1: i32 -2
    [0x18, 0x02, 0x61, 0x62], // 2: binary "ab"
    [0x11, 0x12], // 3: true, 4: false
    [0x17, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f], // 5: double
    [0x19, 0x21, 1, 2], // 6: list of two truth values, a byte each
    [0x1b, 0x01, 0x58, 0x02, 0x01, 0x7a], // 7: map of one i32 to a binary
    [0x1c, 0x16, 0x00, 0x00], // 8: structure of one i64
    [0x13, 0x80], // 9: byte -128
    [0x06, 0x80, 0x02, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10], // id 128 in full: i64
    [0],
  ];
  const bytes = fields.flat();
  expect(read(bytes, { 1: 'number', 3: 'flag', 9: 'number', 128: 'number' })).toEqual({
    1: -2,
    3: true,
    9: -128,
    128: 2 ** 45,
  });
  expect(read(bytes, { 8: { 1: 'number' }, 2: 'bytes', 7: 'there' })).toEqual({
    8: { 1: 0 },
    2: Uint8Array.of(0x61, 0x62),
    7: true,
  });
});

test('a list of structures', () => {
  expect(read([0x19, 0x2c, 0x15, 0x02, 0, 0x15, 0x04, 0, 0], { 1: [{ 1: 'number' }] })).toEqual({
    1: [{ 1: 1 }, { 1: 2 }],
  });
});

test.each([
  ['the end within a structure', [0x15]],
  ['a text longer than the bytes', [0x18, 0x7f, 0x61]],
  ['a list longer than the bytes', [0x19, 0xf5, 0xff, 0xff, 0x03, 0x02]],
  ['a type that is none', [0x1e, 0]],
  ['a number without end', [0x16, ...Array.from({ length: 11 }, () => 0xff), 0]],
  ['structures within structures', Array.from({ length: 5000 }, () => 0x1c)],
])('%s: refused', (_name, bytes) => {
  expect(() => read(bytes, {})).toThrow(RangeError);
});

test('a field of another type than the format has is refused', () => {
  expect(() => read([0x18, 0x01, 0x61, 0], { 1: 'number' })).toThrow(RangeError);
});
