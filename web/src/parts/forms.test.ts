import { expect, test } from 'vitest';
import { commandOf, markdownOf } from './copy-forms.ts';
import { factsOf } from './entity-facts.ts';
import { chartOf } from './result-chart.ts';
import { shortName } from './series-name.ts';
import { dollarsText, takenText } from './sql-cost.tsx';

test('a statement as a command: quotes of SQL stay within the one word of the shell', () =>
  expect(commandOf(`SELECT 'it''s'`)).toBe(String.raw`npm run levee -- query 'SELECT '\''it'\'''\''s'\'''`));

test('rows as Markdown: nothing in them is markup, a link or a second column', () =>
  expect(
    markdownOf({
      columns: ['uri'],
      rows: [
        { id: '1', time: '2026-11-20T00:00:00Z', values: ['/a|b<img src=x> [x](http://192.0.2.1)\n| c |'] },
        { id: '2', time: '2026-11-20T00:00:01Z', values: [null] },
      ],
    }),
  ).toBe(
    [
      '| time | uri |',
      '| --- | --- |',
      String.raw`| 2026-11-20T00:00:00Z | /a\|b\<img src=x\> \[x\](http://192.0.2.1) \| c \| |`,
      '| 2026-11-20T00:00:01Z | – |',
    ].join('\n'),
  ));

test.each([
  [
    'ip',
    '10.1.2.3',
    [
      ['version', 'IPv4'],
      ['range', 'private (RFC 1918)'],
    ],
  ],
  [
    'cidr',
    '2001:db8::/126',
    [
      ['version', 'IPv6'],
      ['range', 'documentation (RFC 3849)'],
      ['addresses', '4'],
    ],
  ],
  [
    'cidr',
    '::/0',
    [
      ['version', 'IPv6'],
      ['range', /whose it is needs a database/],
      ['addresses', '2^128'],
    ],
  ],
  [
    'arn',
    'arn:aws:iam::123456789012:role/path/name',
    [
      ['partition', 'aws'],
      ['service', 'iam'],
      ['account', '123456789012'],
      ['resource', 'role/path/name'],
    ],
  ],
  ['access-key', 'AKIAIOSFODNN7EXAMPLE', [['kind', /long-term/]]],
  ['access-key', 'ASIAIOSFODNN7EXAMPLE', [['kind', /temporary/]]],
  // The example of FoxIO's README: TLS 1.3 over TCP, to a domain, 15 ciphers, 16 extensions, h2.
  [
    'ja4',
    't13d1516h2_8daaf6152771_e5627efa2ab1',
    [
      ['client hello', 'TLS 1.3 over TCP'],
      ['to', /SNI/],
      ['offers', '15 ciphers, 16 extensions'],
      ['protocol (ALPN)', 'h2'],
    ],
  ],
  ['text', 'x', []],
] as const)('%s %s tells %j', (kind, value, expected) => {
  const facts = factsOf(kind, value);
  expect(facts.map(({ name }) => name)).toEqual(expected.map(([name]) => name));
  facts.forEach(({ text }, at) => expect(text).toMatch(expected[at]?.[1] ?? /never/));
});

const columns = (...names: string[]) => names.map((name) => ({ name, type: 'VARCHAR' }));

test('numbers are drawn along the first column of names; times are joined by lines', () => {
  const drawn = chartOf({
    columns: columns('n', 'country', 'bytes'),
    rows: [
      [1, 'DE', '9007199254740993'],
      [2, 'FR', null],
    ],
    isCut: false,
  });
  expect(drawn).toEqual({
    along: 'country',
    labels: ['DE', 'FR'],
    series: [
      { name: 'n', values: [1, 2] },
      { name: 'bytes', values: [9007199254740992, null] },
    ],
    kind: 'bar',
    isCut: false,
  });
  const times = [['2026-11-20T00:00:00Z', 1]];
  expect(chartOf({ columns: columns('hour', 'n'), rows: times, isCut: false })?.kind).toBe('line');
  const moments = ['2026-11-20T05:00:00.000000Z', '2026-11-20T05:00:07.250000Z', '2026-11-20'];
  const drawnBy = chartOf({
    columns: columns('at', 'n'),
    rows: moments.map((moment) => [moment, 1]),
    isCut: false,
  });
  expect(drawnBy?.labels).toEqual(['2026-11-20 05:00', '2026-11-20 05:00:07.25', '2026-11-20']);
});

test.each([[[]], [[['a', 'b']]], [[[1, 2]]], [[[null, 'a']]]])('%j is no chart', (rows) =>
  expect(chartOf({ columns: columns('a', 'b'), rows, isCut: false })).toBeUndefined(),
);

test('more points or series than can be told apart are cut, and it is said', () => {
  const rows = Array.from({ length: 501 }, (_, at) => [`n${at}`, at]);
  const drawn = chartOf({ columns: columns('a', 'b'), rows, isCut: false });
  expect([drawn?.labels.length, drawn?.isCut]).toEqual([500, true]);
});

test('a field by its last part, where no other ends in the same', () => {
  const among = ['httprequest.uri', 'a.ruleid', 'b.ruleid', 'ruleid'];
  expect(among.map((each) => shortName(each, among))).toEqual(['uri', 'a.ruleid', 'b.ruleid', 'ruleid']);
});

test('costs', () => {
  expect([0, 0.004, 0.01, 12.345].map(dollarsText)).toEqual(['$0.00', 'less than $0.01', '$0.01', '$12.35']);
  expect(takenText({ id: 'x', scannedBytes: 2e12, costUsd: 9.09 })).toBe('2.0 TB scanned, $9.09');
  expect(takenText({ id: 'x', scannedBytes: null })).toBe('');
});
