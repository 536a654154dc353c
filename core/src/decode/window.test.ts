import { expect, test } from 'vitest';
import { Window } from './window.ts';

const left = ({ bytes, start, end }: Window): string => bytes.toString('latin1', start, end);

test('what is left of a chunk stays in front of the copy of the next', () => {
  const window = new Window();
  const chunk = Buffer.from('first second thi');
  window.copy(chunk);
  chunk.fill(0);
  window.start += 'first second '.length;
  window.copy(Buffer.from('rd fourth'));
  expect(left(window)).toBe('third fourth');
  expect(window.base + window.start).toBe('first second '.length);
});

test('an empty window takes a chunk as it is, and the next behind a copy of what is left of it', () => {
  const window = new Window();
  const chunk = Buffer.from('one two');
  window.append(chunk);
  expect(window.bytes).toBe(chunk);
  window.start += 'one '.length;
  window.append(Buffer.from(' three'));
  expect(left(window)).toBe('two three');
  expect(chunk.toString()).toBe('one two');
  expect(window.base + window.start).toBe('one '.length);
});

test('offsets in the stream hold over chunks of every length, however much of them is taken', () => {
  const text = Array.from({ length: 3000 }, (_, at) => `${at} `).join('');
  const window = new Window();
  let given = 0;
  for (let step = 1; given < text.length; step += 1) {
    window.copy(Buffer.from(text.slice(given, given + step)));
    given = Math.min(text.length, given + step);
    expect(left(window)).toBe(text.slice(window.base + window.start, given));
    window.start += Math.floor((window.length * (step % 5)) / 4);
  }
  window.free();
});

test('a record that grows and grows is not copied with every chunk', () => {
  const window = new Window();
  const chunk = Buffer.alloc(1000, 'x');
  const memories = new Set<ArrayBufferLike>();
  for (let count = 0; count < 4000; count += 1) {
    window.copy(chunk);
    memories.add(window.bytes.buffer);
  }
  expect(window.length).toBe(4_000_000);
  // Each memory is twice as large as what it was made for: 2 KB, 6 KB … 4 MB.
  expect(memories.size).toBeLessThan(14);
  window.free();
});
