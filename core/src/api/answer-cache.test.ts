import { expect, test } from 'vitest';
import { AnswerCache } from './answer-cache.ts';

test('keeps answers up to its bytes, two for each character of key and answer, and drops the least used first', () => {
  const cache = new AnswerCache(24);
  cache.set('a', '12345');
  cache.set('b', '12345');
  expect([cache.get('a'), cache.get('b')]).toEqual(['12345', '12345']);
  cache.get('a');
  cache.set('c', '12345');
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['12345', undefined, '12345']);
});

test('an answer that is set again counts once; one that is too large for all of it is not kept', () => {
  const cache = new AnswerCache(24);
  for (let turn = 0; turn < 5; turn += 1) cache.set('a', '12345');
  cache.set('b', '12345');
  expect([cache.get('a'), cache.get('b')]).toEqual(['12345', '12345']);
  cache.set('c', '123456789012');
  expect(cache.get('c')).toBeUndefined();
});

test('without bytes nothing is kept', () => {
  const cache = new AnswerCache(0);
  cache.set('a', '');
  expect(cache.get('a')).toBeUndefined();
});
