import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from './limits.ts';
import { LineFramer } from './line-framer.ts';
import type { FoundBytes } from './record-sink.ts';
import { Window } from './window.ts';

interface Framed {
  readonly found: string[];
  readonly offsets: number[];
}

const textOf = ({ bytes, start, end }: FoundBytes): string =>
  Buffer.from(bytes.subarray(start, end)).toString();

/** Frames a text that arrives in pieces; rejects are shown as `kind: text`. */
function frame(
  pieces: readonly string[],
  given: { start?: RegExp; most?: number; ending?: 'whole' | 'cut' } = {},
): Framed {
  const found: string[] = [];
  const offsets: number[] = [];
  const keep = (text: string, piece: FoundBytes): void => {
    found.push(text);
    offsets.push(piece.base + piece.start);
  };
  const framer = new LineFramer({
    read: (line) => keep(textOf(line), line),
    reject: ({ kind }, line) => keep(`${kind}: ${textOf(line)}`, line),
    limits: { ...DEFAULT_LIMITS, maxRecordBytes: given.most ?? 1000 },
    start: given.start,
  });
  const window = new Window();
  for (const piece of pieces) {
    window.append(Buffer.from(piece, 'latin1'));
    framer.take(window, 'more');
  }
  framer.take(window, given.ending ?? 'whole');
  expect(window.length).toBe(0);
  return { found, offsets };
}

/** Every way to cut a text in two, and the one into single bytes. */
const cuts = (text: string): string[][] => [
  ...Array.from({ length: text.length + 1 }, (_, at) => [text.slice(0, at), text.slice(at)]),
  text.split(''),
];

test.each([
  ['LF', 'one\ntwo\nthree\n', ['one', 'two', 'three'], [0, 4, 8]],
  ['no final newline', 'one\ntwo', ['one', 'two'], [0, 4]],
  ['CRLF', 'one\r\ntwo\r\n', ['one', 'two'], [0, 5]],
  ['CRLF and no final newline', 'one\r\ntwo', ['one', 'two'], [0, 5]],
  ['empty lines are no records', '\n\none\n\r\n\ntwo\n\n', ['one', 'two'], [2, 9]],
  ['a return inside a line stays', 'a\rb\n', ['a\rb'], [0]],
  ['NUL bytes are bytes', 'a\0b\n\0\n', ['a\0b', '\0'], [0, 4]],
  ['only a newline', '\n', [], []],
  ['nothing', '', [], []],
])('%s, wherever the text is cut', (...[, text, found, offsets]) => {
  for (const pieces of cuts(text)) expect(frame(pieces)).toEqual({ found, offsets });
});

const START = /^\d{4}-\d\d-\d\d /;

test.each([
  [
    'lines that begin no record belong to the one before',
    '2024-05-01 a\n  at x\n  at y\n2024-05-02 b\n',
    ['2024-05-01 a\n  at x\n  at y', '2024-05-02 b'],
  ],
  [
    'empty lines inside a record stay',
    '2024-05-01 a\n\nmore\n2024-05-02 b',
    ['2024-05-01 a\n\nmore', '2024-05-02 b'],
  ],
  [
    'what comes before the first record is one of its own',
    'tail\nof old\n2024-05-01 a\n',
    ['tail\nof old', '2024-05-01 a'],
  ],
  ['CRLF', '2024-05-01 a\r\nmore\r\n2024-05-02 b\r\n', ['2024-05-01 a\r\nmore', '2024-05-02 b']],
  ['one line each', '2024-05-01 a\n2024-05-02 b\n', ['2024-05-01 a', '2024-05-02 b']],
])('%s, wherever the text is cut', (_, text, found) => {
  for (const pieces of cuts(text)) expect(frame(pieces, { start: START }).found).toEqual(found);
});

test('a line above the limit is one reject, the lines around it are read', () => {
  const text = `one\n${'x'.repeat(30)}\ntwo\n`;
  for (const pieces of cuts(text)) {
    const { found } = frame(pieces, { most: 20 });
    expect([found[0], found.at(-1), found.length]).toEqual(['one', 'two', 3]);
    expect(found[1]).toBe(`too_long: ${'x'.repeat(30)}`);
  }
});

test('a record of several lines above the limit is one reject too', () => {
  const text = `2024-05-01 a\n${'x\n'.repeat(30)}2024-05-02 b\n`;
  for (const pieces of cuts(text)) {
    const { found } = frame(pieces, { start: START, most: 40 });
    expect([found.length, found.at(-1)]).toEqual([2, '2024-05-02 b']);
    expect(found[0]).toMatch(/^too_long: 2024-05-01 a\n/);
  }
});

test('where the object breaks off, the half line is a reject and never a row', () => {
  for (const pieces of cuts('one\ntwo\nthr'))
    expect(frame(pieces, { ending: 'cut' }).found).toEqual(['one', 'two', 'cut_record: thr']);
  expect(frame(['one\n'], { ending: 'cut' }).found).toEqual(['one']);
});

class CountingPattern extends RegExp {
  tests = 0;

  override test(text: string): boolean {
    this.tests += 1;
    return super.test(text);
  }
}

test('a long record of short lines that comes in small pieces costs its length, not its square', () => {
  const start = new CountingPattern(START);
  const lines = Array.from({ length: 5000 }, (_, at) => `line ${at}\n`);
  expect(frame(['2024-05-01 a\n', ...lines], { start, most: 1_000_000 }).found).toHaveLength(1);
  expect(start.tests).toBeLessThan(10_010);
});
