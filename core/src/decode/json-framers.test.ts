import { expect, test } from 'vitest';
import {
  boolean,
  defineFormat,
  epochMillis,
  isoTime,
  json,
  jsonArray,
  jsonValues,
  list,
  long,
  struct,
  text as textColumn,
} from '#format';
import { JsonArrayFramer } from './json-array-framer.ts';
import { JsonValuesFramer } from './json-values-framer.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { RecordSink } from './record-sink.ts';
import { scanTree } from './scan-tree.ts';
import { Window } from './window.ts';
import type { Framer } from './framer.ts';

const shared = {
  table: 't',
  title: 't',
  about: 't',
  reference: 't',
  objects: [],
  content: [],
  growth: 'by-key',
  roles: { ips: [], principals: [], resources: [] },
} as const;
const values = defineFormat({
  ...shared,
  name: 'values',
  framing: jsonValues(),
  time: epochMillis('timestamp'),
  columns: {
    timestamp: long('t'),
    size: long('s'),
    isNew: boolean('b'),
    request: struct('r', {
      uri: textColumn('u'),
      headers: list('h', struct('h', { name: textColumn('n') })),
    }),
    note: json('n'),
  },
});
const records = defineFormat({
  ...shared,
  name: 'records',
  framing: jsonArray('Records'),
  time: isoTime('eventTime'),
  columns: { eventTime: textColumn('t'), eventName: textColumn('n') },
});

interface Found {
  readonly text: string;
  readonly is: string;
}

/** Everything a framer finds when the bytes come in pieces of the given lengths. */
function framed(
  make: (sink: RecordSink) => Framer,
  pieces: readonly Buffer[],
  ending: 'whole' | 'cut' = 'whole',
): Found[] {
  const found: Found[] = [];
  const cut = (piece: { bytes: Uint8Array; start: number; end: number }) =>
    Buffer.from(piece.bytes.subarray(piece.start, piece.end)).toString();
  const framer = make({
    record: (record) =>
      found.push({ text: cut(record), is: record.isRegular ? `regular day ${record.day}` : 'odd' }),
    reject: (refusal, piece) => found.push({ text: cut(piece), is: refusal.kind }),
  });
  const window = new Window();
  for (const piece of pieces) {
    window.append(Buffer.from(piece));
    framer.take(window, 'more');
  }
  framer.take(window, ending);
  return found;
}

const ofValues = (sink: RecordSink) =>
  new JsonValuesFramer({ root: scanTree(values), sink, limits: DEFAULT_LIMITS });
const ofRecords = (sink: RecordSink) =>
  new JsonArrayFramer({ key: 'Records', root: scanTree(records), sink, limits: DEFAULT_LIMITS });
const halves = (bytes: Buffer, at: number) => [bytes.subarray(0, at), bytes.subarray(at)];

const GOOD =
  '{"timestamp":1700000000000,"size":0,"request":{"uri":"/a?b=\\"c\\"","headers":[{"name":"Host"}]},"note":[1.5e3,true,null]}';
const regular = { is: 'regular day 19675' };

test.each([
  ['lines', `${GOOD}\n${GOOD}\n`],
  ['no newline at all', `${GOOD}${GOOD}`],
  ['CRLF and blank lines', `${GOOD}\r\n\r\n${GOOD}\r\n`],
])('values: %s, cut anywhere, are the same two records', (_what, text) => {
  const bytes = Buffer.from(text);
  for (let at = 0; at <= bytes.length; at += 1) {
    expect(framed(ofValues, halves(bytes, at))).toEqual([
      { text: GOOD, ...regular },
      { text: GOOD, ...regular },
    ]);
  }
});

test('values byte by byte', () => {
  const bytes = Buffer.from(`${GOOD}\n${GOOD}`);
  const found = framed(
    ofValues,
    Array.from(bytes, (byte) => Buffer.from([byte])),
  );
  expect(found).toEqual([
    { text: GOOD, ...regular },
    { text: GOOD, ...regular },
  ]);
});

test.each([
  ['an unknown key', '{"timestamp":1700000000000,"new":1}'],
  ['an unknown key deep inside', '{"timestamp":1700000000000,"request":{"headers":[{"name":"a","size":1}]}}'],
  ['a repeated key', '{"timestamp":1700000000000,"size":1,"size":2}'],
  ['a text where a number belongs', '{"timestamp":1700000000000,"size":"1"}'],
  ['a fraction where an integer belongs', '{"timestamp":1700000000000,"size":1.5}'],
  ['an integer beyond 64 bits', '{"timestamp":1700000000000,"size":12345678901234567890}'],
  ['an object where a list belongs', '{"timestamp":1700000000000,"request":{"headers":{}}}'],
  ['a text where true or false belongs', '{"timestamp":1700000000000,"isNew":"true"}'],
  ['half a surrogate pair', '{"timestamp":1700000000000,"note":"\\ud800"}'],
])('%s is not for the fast reader', (_what, text) => {
  expect(framed(ofValues, [Buffer.from(text)])).toEqual([{ text, is: 'odd' }]);
});

test.each([
  '{"a":01}',
  '{"a":1,}',
  '{"a":NaN}',
  '{"a" 1}',
  '{a:1}',
  "{'a':1}",
  '{"a":"\u0001"}',
  '{"a":"\\x"}',
  '{"a":.5}',
  '[1,]',
  '{"a":tru}',
])('%s is not JSON', (text) => {
  expect(framed(ofValues, [Buffer.from(`${text}\n`)]).map(({ is }) => is)).toContain('malformed_json');
});

test('a broken line takes no good one with it', () => {
  const text = `${GOOD}\n{"timestamp":1700000000000,"note":"cut\n${GOOD}\n{"timestamp":17000\n${GOOD}\n`;
  expect(framed(ofValues, [Buffer.from(text)]).map(({ is }) => is)).toEqual([
    regular.is,
    'malformed_json',
    regular.is,
    'malformed_json',
    regular.is,
  ]);
});

test('a value that is no object is a reject', () => {
  expect(framed(ofValues, [Buffer.from(`"text"\n${GOOD}\n17\n`)]).map(({ is }) => is)).toEqual([
    'not_an_object',
    regular.is,
    'not_an_object',
  ]);
});

test('a stream that breaks off leaves the records before it and one reject', () => {
  const bytes = Buffer.from(`${GOOD}\n${GOOD.slice(0, 40)}`);
  expect(framed(ofValues, [bytes], 'cut')).toEqual([
    { text: GOOD, ...regular },
    { text: GOOD.slice(0, 40), is: 'cut_record' },
  ]);
});

test('nesting beyond the limit is a reject, the next record a row', () => {
  const deep = `{"timestamp":1700000000000,"note":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
  expect(framed(ofValues, [Buffer.from(`${deep}\n${GOOD}\n`)]).map(({ is }) => is)).toEqual([
    'too_deep',
    regular.is,
  ]);
});

const EVENT = '{"eventTime":"2024-05-01T12:00:00Z","eventName":"GetObject"}';
const event = { text: EVENT, is: 'regular day 19844' };

test('a document of records, cut anywhere', () => {
  const bytes = Buffer.from(` {"Records":[${EVENT},\n ${EVENT}]}\n`);
  for (let at = 0; at <= bytes.length; at += 1)
    expect(framed(ofRecords, halves(bytes, at))).toEqual([event, event]);
});

test.each([
  ['no records', '{"Records":[]}', []],
  ['Records null', '{"Records":null}', ['no_records']],
  ['Records an object', '{"Records":{"a":1}}', ['no_records']],
  ['a bare event', EVENT, [event.is]],
  ['bare events in lines', `${EVENT}\n${EVENT}\n`, [event.is, event.is]],
  ['a record that is a string', `{"Records":["text",${EVENT}]}`, ['not_an_object', event.is]],
  ['two documents', `{"Records":[${EVENT}]}{"Records":[${EVENT}]}`, [event.is, event.is]],
  [
    'a broken record between good ones',
    `{"Records":[${EVENT},{"eventTime":"2024",x},${EVENT}]}`,
    [event.is, 'malformed_json', event.is],
  ],
  ['a document cut inside a record', `{"Records":[${EVENT},{"eventTi`, [event.is, 'cut_record']],
  ['a document cut between records', `{"Records":[${EVENT}`, [event.is, 'cut_record']],
])('%s', (_what, text, expected) => {
  expect(framed(ofRecords, [Buffer.from(text)]).map(({ is }) => is)).toEqual(expected);
});
