import { expect, test } from 'vitest';
import type { ColumnKind, Part } from '#format';
import { isOneOf, testName, tokenReads, tokenTest } from './token-check.ts';
import type { TokenPlan } from './token-plan.ts';

const plan = (...uses: readonly { kind: ColumnKind; part: Part }[]): TokenPlan => ({
  name: 'token',
  uses,
  test: testName(uses),
  nulls: [],
  day: undefined,
  isBare: false,
});
const whole = (kind: ColumnKind): TokenPlan => plan({ kind, part: 'whole' });

/** Answer of the byte test on a token between other bytes. */
function passes(given: TokenPlan, text: string): boolean {
  const bytes = Buffer.from(`77${text}77`, 'utf8');
  return tokenTest(given)(bytes, 2, bytes.length - 2);
}

// The byte test may be cautious (false sends the line to the exact reader), never wrong.
const CASES: readonly (readonly [ColumnKind, string, boolean, boolean])[] = [
  ['string', '', true, true],
  ['string', 'anything at all', true, true],
  ['int', '0', true, true],
  ['int', '-1', true, true],
  ['int', '999999999', true, true],
  ['int', '2147483647', false, true],
  ['int', '2147483648', false, false],
  ['int', '-2147483648', false, true],
  ['int', '-2147483649', false, false],
  ['int', '007', false, false],
  ['int', '+1', false, false],
  ['int', '1.0', false, false],
  ['int', '1e3', false, false],
  ['int', '', false, false],
  ['int', '-', false, false],
  ['int', ' 1', false, false],
  ['long', '999999999999999999', true, true],
  ['long', '9223372036854775807', false, true],
  ['long', '9223372036854775808', false, false],
  ['long', '-9223372036854775808', false, true],
  ['long', '9007199254740993', true, true],
  ['double', '0.001', true, true],
  ['double', '-0.5', true, true],
  ['double', '12', true, true],
  ['double', '.5', false, false],
  ['double', '5.', false, false],
  ['double', '1.2.3', false, false],
  ['double', '1e-3', false, true],
  ['double', '1e999', false, false],
  ['double', 'NaN', false, false],
  ['boolean', 'true', true, true],
  ['boolean', 'false', true, true],
  ['boolean', 'TRUE', false, false],
  ['boolean', 'Yes', false, false],
];

test.each(CASES)('%s "%s": certain %s, readable %s', (...[kind, text, certain, readable]) => {
  expect(passes(whole(kind), text)).toBe(certain);
  expect(tokenReads(whole(kind), text)).toBe(readable);
});

const hostPort = plan({ kind: 'string', part: 'host' }, { kind: 'int', part: 'port' });
const request = plan(
  { kind: 'string', part: 'verb' },
  { kind: 'string', part: 'url' },
  { kind: 'string', part: 'protocol' },
);

test.each([
  ['192.0.2.1:443', true],
  ['[2001:db8::1]:443', true],
  ['2001:db8::1:443', true],
  ['host.example.com:8080', true],
  ['192.0.2.1', false],
  ['192.0.2.1:', false],
  [':443', false],
  ['192.0.2.1:-1', false],
  ['192.0.2.1:0443', false],
  ['192.0.2.1:123456', false],
  ['192.0.2.1:44a', false],
  ['-', false],
])('host:port %s: %s', (text, expected) => {
  expect(passes(hostPort, text)).toBe(expected);
  expect(tokenReads(hostPort, text)).toBe(expected);
});

test.each([
  ['GET https://shop.example.com:443/ HTTP/1.1', true],
  ['- http://shop.example.com:80- -', true],
  ['GET /a b c HTTP/1.1', true],
  ['GET /', false],
  ['GET', false],
  [' / HTTP/1.1', false],
  ['GET / ', false],
  ['', false],
])('request line "%s": %s', (text, expected) => {
  expect(passes(request, text)).toBe(expected);
  expect(tokenReads(request, text)).toBe(expected);
});

test('a token is compared whole with the null tokens', () => {
  const nulls = ['-', '-1'].map((text) => new TextEncoder().encode(text));
  const bytes = Buffer.from('a -1 -10 -');
  expect(isOneOf(nulls, bytes, { start: 2, end: 4 })).toBe(true);
  expect(isOneOf(nulls, bytes, { start: 5, end: 8 })).toBe(false);
  expect(isOneOf(nulls, bytes, { start: 9, end: 10 })).toBe(true);
  expect(isOneOf(nulls, bytes, { start: 0, end: 0 })).toBe(false);
});
