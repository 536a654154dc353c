import { expect, test } from 'vitest';
import { defineFormat, isoTime, lines, long, text, type Format } from '#format';
import { LinePlans } from './line-layout.ts';
import { searchCut } from './line-search.ts';

const format: Format = defineFormat({
  name: 'proxy',
  table: 'proxy_logs',
  title: 'Proxy logs',
  about: 'A request.',
  reference: 'https://example.com/',
  objects: [],
  content: [],
  framing: lines(
    { by: 'space', quotes: ['request', 'agent'], brackets: true, lastQuoted: undefined },
    { order: 'declared', least: 4 },
  ),
  nulls: ['-'],
  growth: 'at-the-end',
  time: isoTime('time'),
  columns: {
    time: text('Time.'),
    request: text('Request line.'),
    status: long('Status.'),
    bytes: long('Bytes.'),
    agent: text('User agent.'),
    zone: text('Zone.'),
  },
  roles: { ips: [], principals: [], resources: [] },
});

/** Tokens of the cut that is found; the expected ones are read off the line by hand. */
function cutOf(line: string, lastQuoted = -1) {
  const bytes = Buffer.from(`before\n${line}\nafter "x" y`, 'utf8');
  const start = 7;
  const end = start + Buffer.byteLength(line);
  const plan = new LinePlans(format).ofCount(6);
  const found = searchCut({ bytes, start, end, base: 0 }, { plan, least: 4, hasBrackets: true, lastQuoted });
  return found?.starts.map((from, at) => bytes.toString('utf8', from, found.ends[at]));
}

test('a sound line is cut as it stands', () => {
  expect(cutOf('[a b] "GET /" 200 7 "curl" z')).toEqual(['a b', 'GET /', '200', '7', 'curl', 'z']);
});

test('a status must be digits: the quote before a word does not close', () => {
  expect(cutOf('t "GET /a" or "b" 200 7 "curl" z')).toEqual(['t', 'GET /a" or "b', '200', '7', 'curl', 'z']);
});

test('a bare column takes no quoted token', () => {
  expect(cutOf('t "GET /" 200 7 "one" "two" z')).toEqual(['t', 'GET /', '200', '7', 'one" "two', 'z']);
});

test('null tokens fit everywhere, quoted or not', () => {
  expect(cutOf('t "-" - "-" - "-"')).toEqual(['t', '-', '-', '-', '-', '-']);
});

test('the last quoted token is tried from its last quote on', () => {
  expect(cutOf('t "GET /" 200 7 "a" b "c" z', 4)).toEqual(['t', 'GET /', '200', '7', 'a" b "c', 'z']);
  expect(cutOf('t "GET /" 200 7 "a" b "c" z')).toEqual(['t', 'GET /', '200', '7', 'a', 'b', 'c', 'z']);
});

test('no cut is made up where none fits', () => {
  expect(cutOf('t "GET /" two 7 "curl" z')).toBeUndefined();
  expect(cutOf('t "GET / 200 7 -')).toBeUndefined();
  expect(cutOf('t "GET /" 200')).toBeUndefined();
});

test('columns of tomorrow behind the known ones take anything', () => {
  expect(cutOf('t "GET /" 200 7 "curl" z "new" 5')?.slice(6)).toEqual(['new', '5']);
});

test('the search gives up after 64 closing quotes, and on lines above 64 KiB', () => {
  const stray = (count: number) => `t "GET${' a"'.repeat(count)} b" 200 7 "curl" z`;
  expect(cutOf(stray(60))?.[2]).toBe('200');
  expect(cutOf(stray(70))).toBeUndefined();
  expect(cutOf(`t "${'a'.repeat(66_000)}" 200 7 "curl" z`)).toBeUndefined();
});
