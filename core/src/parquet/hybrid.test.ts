import { expect, test } from 'vitest';
import { bitsOf, hybrid, onlyNumber } from './hybrid.ts';

const numbers = (bytes: readonly number[], width: number, count: number): number[] => {
  const into = new Uint32Array(count);
  hybrid(Uint8Array.from(bytes), width, into);
  return [...into];
};

test('the format’s own example: 0 to 7 in three bits each', () => {
  // Parquet format, "Run Length Encoding / Bit-Packing Hybrid": one group of eight, then its three bytes.
  expect(numbers([0b11, 0b10001000, 0b11000110, 0b11111010], 3, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test('runs of equal numbers, and packed ones behind them', () => {
  // Five times 300 in two bytes, then 1 and 2 of a group of eight in nine bits each.
  const bytes = [5 << 1, 0x2c, 0x01, 0b11, 0x01, 0x04, 0, 0, 0, 0, 0, 0, 0];
  expect(numbers(bytes, 9, 7)).toEqual([300, 300, 300, 300, 300, 1, 2]);
});

test.each([25, 31, 32])('numbers of %i bits', (width) => {
  const wanted = [0, 1, 2 ** width - 1, 2 ** (width - 1), 5, 2 ** width - 2, 7, 2 ** 24];
  const all = wanted.reduce((sum, number, at) => sum + (BigInt(number) << BigInt(at * width)), 0n);
  const packed = Array.from({ length: width }, (_, at) => Number((all >> BigInt(at * 8)) & 255n));
  expect(numbers([0b11, ...packed], width, 8)).toEqual(wanted);
});

test('no bits are zeros', () => {
  expect(numbers([], 0, 3)).toEqual([0, 0, 0]);
  expect([bitsOf(0), bitsOf(1), bitsOf(7), bitsOf(8)]).toEqual([0, 1, 3, 4]);
});

test.each([
  ['the bytes end before the numbers', [0b11, 1], 3, 8],
  ['no run at all', [], 3, 1],
  ['an empty run', [0, 0], 1, 1],
  ['a run without end', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 1, 1],
  ['numbers wider than 32 bits', [2, 0, 0, 0, 0, 0], 33, 1],
] as const)('%s: refused', (...[, bytes, width, count]) => {
  expect(() => numbers(bytes, width, count)).toThrow(RangeError);
});

test('one run of all is known without reading it', () => {
  const of = (bytes: readonly number[], count: number) => onlyNumber(Uint8Array.from(bytes), 2, count);
  expect([of([8 << 1, 2], 8), of([8 << 1, 2], 9), of([0b11, 0, 0], 8)]).toEqual([2, undefined, undefined]);
});
