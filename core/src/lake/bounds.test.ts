import { expect, test } from 'vitest';
import { boundBytes, dayOf, lowerString, micros, upperString } from './bounds.ts';

const hex = (bytes: Buffer | undefined) => bytes?.toString('hex');

// Iceberg spec, Appendix D: little-endian, strings as UTF-8.
test.each([
  ['int', '34', '22000000'],
  ['long', '34', '2200000000000000'],
  ['long', '-9007199254740993', 'ffffffffffffdfff'],
  ['boolean', '1', '01'],
  ['double', '1.5', '000000000000f83f'],
  ['timestamptz', '2023-11-14 22:13:20.999999+00', '3f822d18240a0600'],
])('%s %s', (type, text, expected) => {
  expect(hex(boundBytes(type, text, false))).toBe(expected);
});

test('a timestamp bound has all its microseconds', () => {
  expect(micros('2023-11-14 22:13:20.999999+00')).toBe(1_700_000_000_999_999n);
  expect(micros('2023-11-14 22:13:20.1+00')).toBe(1_700_000_000_100_000n);
  expect(micros('1969-12-31 23:59:59.999999+00')).toBe(-1n);
});

test('years before 100 are not taken for the 1900s', () => {
  // 0001-01-01 is 719,162 days before 1970-01-01.
  expect(micros('0001-01-01 00:00:00+00')).toBe(-719_162n * 86_400_000_000n);
});

test('what has no instant has no bound', () => {
  expect(micros('infinity')).toBeUndefined();
  expect(boundBytes('timestamptz', '0044-03-15 (BC) 00:00:00+00', true)).toBeUndefined();
  expect(boundBytes('double', 'nan', true)).toBeUndefined();
});

test.each([
  ['1970-01-01 00:00:00+00', 0],
  ['1969-12-31 23:59:59.999999+00', -1],
  ['1969-12-31 00:00:00+00', -1],
  ['2024-02-29 12:00:00+00', 19_782],
])('the day of %s is %d', (text, day) => {
  expect(dayOf(text)).toBe(day);
});

test('a string bound of up to 16 code points is exact', () => {
  expect(upperString('/api/v1/items/99')?.toString()).toBe('/api/v1/items/99');
  expect(upperString('😀'.repeat(16))?.toString()).toBe('😀'.repeat(16));
});

test('a longer lower bound is cut at a code point', () => {
  expect(lowerString('😀'.repeat(30)).toString()).toBe('😀'.repeat(16));
});

test('a longer upper bound is cut and incremented', () => {
  expect(upperString('/api/v1/items/99999')?.toString()).toBe('/api/v1/items/9:');
  expect(upperString('😀'.repeat(30))?.toString()).toBe(`${'😀'.repeat(15)}😁`);
});

test('an upper bound never ends in half of a surrogate pair', () => {
  expect(upperString(`${'a'.repeat(15)}\u{d7ff}zz`)?.toString()).toBe(`${'a'.repeat(15)}\u{e000}`);
});

test('an upper bound skips code points that cannot be incremented', () => {
  expect(upperString(`${'a'.repeat(15)}\u{10ffff}zz`)?.toString()).toBe(`${'a'.repeat(14)}b`);
  expect(upperString('\u{10ffff}'.repeat(20))).toBeUndefined();
});

test('a zero bound keeps the sign that the Parquet statistics have', () => {
  expect(hex(boundBytes('double', '0.0', false))).toBe('0000000000000000');
  expect(hex(boundBytes('double', '-0.0', true))).toBe('0000000000000080');
});

test('a time beyond what JavaScript can count has no bound', () => {
  expect(micros('290000-01-01 00:00:00+00')).toBeUndefined();
});
