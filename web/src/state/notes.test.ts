import { expect, test } from 'vitest';
import { keepNote, noteOf } from './notes.ts';

test('a note is kept by value, an empty one is taken away, one too long or too many is refused', () => {
  expect(noteOf('192.0.2.1')).toBe('');
  expect(keepNote('192.0.2.1', 'our scanner')).toBe(true);
  expect(keepNote('__proto__', 'odd')).toBe(true);
  expect([noteOf('192.0.2.1'), noteOf('__proto__'), noteOf('192.0.2.2')]).toEqual(['our scanner', 'odd', '']);
  expect(keepNote('192.0.2.1', ' ')).toBe(true);
  expect(noteOf('192.0.2.1')).toBe('');
  expect(keepNote('192.0.2.1', 'x'.repeat(10_001))).toBe(false);
  for (let at = 0; at < 499; at += 1) keepNote(String(at), 'x');
  expect(keepNote('one more', 'x')).toBe(false);
});

test('what others wrote there is left out', () => {
  localStorage.setItem('levee-notes', '[["a","b"],["c"],5]');
  expect([noteOf('a'), noteOf('c')]).toEqual(['b', '']);
  localStorage.setItem('levee-notes', '{');
  expect(noteOf('a')).toBe('');
});
