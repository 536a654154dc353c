import { expect, test } from 'vitest';
import { TextTable } from './text-table.ts';

const bytesOf = (text: string) => {
  const bytes = Buffer.from(`-${text}-`, 'utf8');
  return { bytes, from: 1, length: bytes.length - 2 };
};

/** Texts that are alike: short ones of addresses' characters, longer ones, and what only looks so. */
const TEXTS = [
  '',
  '0',
  '00',
  '192.0.2.1',
  '192.0.2.10',
  '192.0.2.1 ',
  '198.51.100.255',
  '255.255.255.255',
  '2001:db8::1',
  '2001:db8::1:2:3',
  '2001:db8::1:2:34',
  '123456789012345',
  '1234567890123456',
  'GET',
  'é',
  '192.0.2.é',
  ...Array.from({ length: 3000 }, (_, at) => `10.0.${at >> 8}.${at & 255}`),
  ...Array.from({ length: 3000 }, (_, at) => `/items/${at}`),
];

test('every text has a number of its own, and is found by it', () => {
  const table = new TextTable();
  const numbers = TEXTS.map((text) => table.numberOf(bytesOf(text)));
  expect(numbers).toEqual(TEXTS.map((_, at) => at));
  expect(TEXTS.map((text) => table.numberOf(bytesOf(text)))).toEqual(numbers);
  expect(numbers.map((number) => table.textOf(number))).toEqual(TEXTS);
  expect(['192.0.2.2', '0 ', '/items/3000'].map((text) => table.find(bytesOf(text)))).toEqual([-1, -1, -1]);
});

test('texts of one table have their numbers in another', () => {
  const [own, other] = [new TextTable(), new TextTable()];
  for (const text of TEXTS.slice(5)) own.numberOf(bytesOf(text));
  for (const text of TEXTS.toReversed()) other.numberOf(bytesOf(text));
  const numbers = [...other.numbersOf(own.texts())];
  expect(numbers.map((number) => other.textOf(number))).toEqual(TEXTS.slice(5));
  expect(other.size).toBe(TEXTS.length);
});

test('bytes that are no UTF-8 are refused', () => {
  const bytes = Buffer.from([0x61, 0xc3, 0x28]);
  expect(() => new TextTable().numberOf({ bytes, from: 0, length: 3 })).toThrow('not UTF-8');
});
