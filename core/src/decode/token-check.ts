import type { Column, Part } from '#format';
import { readsAs } from './explain-value.ts';
import type { TokenPlan } from './token-plan.ts';

/** Whether bytes are exactly one of some texts. */
export function isOneOf(
  texts: readonly Uint8Array[],
  bytes: Uint8Array,
  span: { start: number; end: number },
): boolean {
  return texts.some((text) => {
    if (text.length !== span.end - span.start) return false;
    return text.every((byte, at) => bytes[span.start + at] === byte);
  });
}

/** A cheap test of bytes that the planned SQL is certain to read; false sends the record to the explaining reader. */
export type ByteTest = (bytes: Uint8Array, start: number, end: number) => boolean;

/** `007`: a number whose text would be lost. */
const hasLeadingZero = (bytes: Uint8Array, first: number, end: number): boolean =>
  bytes[first] === 0x30 && first + 1 < end && bytes[first + 1] !== 0x2e;

/** 1 to `most` digits, perhaps behind a minus. */
const integer =
  (most: number): ByteTest =>
  (bytes, start, end) => {
    const first = bytes[start] === 0x2d ? start + 1 : start;
    if (end <= first || end - first > most || hasLeadingZero(bytes, first, end)) return false;
    for (let at = first; at < end; at += 1) if (((bytes[at] as number) - 0x30) >>> 0 > 9) return false;
    return true;
  };

/** Digits with at most one point between them, perhaps behind a minus. */
const decimal: ByteTest = (bytes, start, end) => {
  const first = bytes[start] === 0x2d ? start + 1 : start;
  let points = 0;
  if (end <= first || bytes[first] === 0x2e || bytes[end - 1] === 0x2e || hasLeadingZero(bytes, first, end))
    return false;
  for (let at = first; at < end; at += 1) {
    if (bytes[at] === 0x2e) points += 1;
    else if (((bytes[at] as number) - 0x30) >>> 0 > 9) return false;
  }
  return points < 2 && end - first < 18;
};

const BOOLEANS = ['true', 'false'].map((text) => new TextEncoder().encode(text));

const always: ByteTest = () => true;

const KINDS: Readonly<Record<Column['kind'], ByteTest>> = {
  string: always,
  json: always,
  int: integer(9),
  long: integer(18),
  double: decimal,
  boolean: (bytes, start, end) => isOneOf(BOOLEANS, bytes, { start, end }),
  struct: () => false,
  list: () => false,
};

/** `host:port`: at least one byte, a colon, and 1 to 5 digits. */
const hostPort: ByteTest = (bytes, start, end) => {
  let colon = end - 1;
  while (colon > start && bytes[colon] !== 0x3a) colon -= 1;
  return colon > start && end - colon <= 6 && integer(5)(bytes, colon + 1, end) && bytes[colon + 1] !== 0x2d;
};

/** Three pieces with a space between: `METHOD url protocol`. */
const requestLine: ByteTest = (bytes, start, end) => {
  let first = start;
  while (first < end && bytes[first] !== 0x20) first += 1;
  let last = end - 1;
  while (last > first && bytes[last] !== 0x20) last -= 1;
  return first > start && last > first && last < end - 1;
};

const PARTS: Readonly<Record<Exclude<Part, 'whole'>, ByteTest>> = {
  host: hostPort,
  port: hostPort,
  verb: requestLine,
  url: requestLine,
  protocol: requestLine,
};

/** Names of the tests that the block reader knows too. */
export type TestName = 'always' | 'int' | 'long' | 'double' | 'boolean' | 'hostPort' | 'requestLine';

const NAMES = new Map<ByteTest, TestName>([
  [always, 'always'],
  [KINDS.int, 'int'],
  [KINDS.long, 'long'],
  [KINDS.double, 'double'],
  [KINDS.boolean, 'boolean'],
  [hostPort, 'hostPort'],
  [requestLine, 'requestLine'],
]);

/** Name of a token's test; undefined where it has several or one that only the readers in TypeScript have. */
export const testName = (uses: TokenPlan['uses']): TestName | undefined => NAMES.get(testOf(uses));

/** The test of a token: of each column that is read from it. */
export const tokenTest = (plan: TokenPlan): ByteTest => testOf(plan.uses);

function testOf(uses: TokenPlan['uses']): ByteTest {
  const tests = [...new Set(uses.map(({ kind, part }) => (part === 'whole' ? KINDS[kind] : PARTS[part])))];
  const needed = tests.filter((test) => test !== always);
  const [only] = needed;
  if (only === undefined) return always;
  return needed.length === 1 ? only : (bytes, start, end) => needed.every((test) => test(bytes, start, end));
}

/** The same question about a text, exact where the byte test is only cautious. */
export function tokenReads(plan: TokenPlan, text: string): boolean {
  const bytes = Buffer.from(text, 'utf8');
  return plan.uses.every(({ kind, part }) =>
    part === 'whole' ? readsAs(kind, text) : PARTS[part](bytes, 0, bytes.length),
  );
}
