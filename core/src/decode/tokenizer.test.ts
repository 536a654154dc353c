import { expect, test } from 'vitest';
import { Tokenizer, UNCLOSED } from './tokenizer.ts';

/** Tokens of a line, cut by hand in each expectation. */
function tokensOf(line: string, options: { brackets?: boolean; quotes?: boolean; last?: number } = {}) {
  const { brackets = false, quotes = true, last = -1 } = options;
  const tokenizer = new Tokenizer({ by: 'space', quotes, brackets, lastQuoted: undefined }, last);
  const bytes = Buffer.from(line, 'utf8');
  const count = tokenizer.cut(bytes, 0, bytes.length);
  if (count === UNCLOSED) return 'unclosed';
  return Array.from({ length: count }, (_, at) =>
    bytes.toString('utf8', tokenizer.starts[at], tokenizer.ends[at]),
  );
}

test.each([
  ['one token', 'a', ['a']],
  ['spaces separate', 'a b c', ['a', 'b', 'c']],
  ['two spaces have an empty token between them', 'a  b', ['a', '', 'b']],
  ['a trailing space ends the last token', 'a b ', ['a', 'b']],
  ['quotes come off', '"a" b', ['a', 'b']],
  ['quotes hold spaces', '"GET / HTTP/1.1" 200', ['GET / HTTP/1.1', '200']],
  ['a quoted dash is a dash', '"-" "-" -', ['-', '-', '-']],
  ['empty quoted tokens', '"" a ""', ['', 'a', '']],
  ['a tab is no separator', '"a\tb" c\td', ['a\tb', 'c\td']],
  ['a quote inside a word does not close', '"a"b c" d', ['a"b c', 'd']],
  ['a quote in a bare token is a character', 'a"b c', ['a"b', 'c']],
  ['quoted words in a quoted token', '"he said "hi" twice" 7', ['he said "hi" twice', '7']],
  ['an escaped quote before a space', String.raw`"a \" b" c`, [String.raw`a \" b`, 'c']],
  [
    'a backslash at the end, where nothing else closes',
    String.raw`"C:\dir\" c`,
    [String.raw`C:\dir` + '\\', 'c'],
  ],
  ['a doubled quote at the end', '"ends "" c', ['ends "', 'c']],
  ['beyond ASCII', '"спутник 🛰" é', ['спутник 🛰', 'é']],
  ['an unclosed quote', 'a "b c', 'unclosed'],
  ['a lone quote', '"', 'unclosed'],
  ['an empty line', '', []],
])('%s', (_, line, expected) => {
  expect(tokensOf(line)).toEqual(expected);
});

test('quotes are characters where the format has none', () => {
  expect(tokensOf('"a b"', { quotes: false })).toEqual(['"a', 'b"']);
});

test.each([
  ['brackets hold spaces', 'o [06/Feb/2019:00:00:38 +0000] x', ['o', '06/Feb/2019:00:00:38 +0000', 'x']],
  ['a bracket inside closes only before a space', '[a]b] c', ['a]b', 'c']],
  ['an unclosed bracket', '[a b', 'unclosed'],
])('%s', (_, line, expected) => {
  expect(tokensOf(line, { brackets: true })).toEqual(expected);
});

test.each([
  ['the last quoted token ends at the last quote', '"a" "b" c" d" e', ['a', 'b" c" d', 'e']],
  ['whatever it holds', '"a" "-" "-" e', ['a', '-" "-', 'e']],
  ['a bare token there', '"a" - e', ['a', '-', 'e']],
])('%s', (_, line, expected) => {
  expect(tokensOf(line, { last: 1 })).toEqual(expected);
});

test('a long token is one token', () => {
  const long = 'x'.repeat(1_000_000);
  expect(tokensOf(`"${long}" ${long}`)).toEqual([long, long]);
});

test('beyond 512 tokens the last holds the rest: nothing is dropped', () => {
  const tokens = tokensOf(Array.from({ length: 600 }, (_, at) => `t${at}`).join(' '));
  expect(tokens).toHaveLength(512);
  expect(tokens[510]).toBe('t510');
  expect(tokens[511]).toBe(Array.from({ length: 89 }, (_, at) => `t${511 + at}`).join(' '));
});
