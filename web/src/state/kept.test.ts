import { beforeEach, expect, test } from 'vitest';
import { readKept, withKept, withoutKept, writeKept } from './kept.ts';

const KEY = 'levee-test';
beforeEach(() => localStorage.clear());

test('a list is kept, one of a name at a time', () => {
  const first = { name: 'flood', address: '/explore?range=7d' };
  const again = { name: 'flood', address: '/explore?range=24h' };
  const other = { name: 'root', address: '/sql?range=7d' };
  expect(writeKept(KEY, withKept(withKept(withKept([], first), other), again))).toBe(true);
  expect(readKept(KEY)).toEqual([other, again]);
  expect(withoutKept(readKept(KEY), 'flood')).toEqual([other]);
});

test('no more than a hundred', () => {
  const many = Array.from({ length: 150 }, (_, at) => ({
    name: `${at}`,
    address: `/explore?range=${at + 1}h`,
  }));
  writeKept(KEY, many);
  expect(readKept(KEY).map(({ name }) => name)).toEqual(many.slice(50).map(({ name }) => name));
});

test.each([
  'no JSON',
  '{"name":"x"}',
  '[{"name":"x","address":"javascript:alert(1)"}]',
  '[{"name":"x","address":"//192.0.2.1/?"}]',
  '[{"name":"x","address":"https://192.0.2.1/?a"}]',
  '[null, 1, {"address":"/explore?"}]',
])('%s is no list of this page', (text) => {
  localStorage.setItem(KEY, text);
  expect(readKept(KEY)).toEqual([]);
});
