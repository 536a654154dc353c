import { expect, test } from 'vitest';
import { commonLogTime, epochMillis, epochSeconds, isoTime, type EventTime } from '#format';
import { explainTime } from './explained.ts';

const read = (time: EventTime, texts: Readonly<Record<string, string | null>>) =>
  explainTime(time, (field) => texts[field] ?? null);

/** The spelling that the planned SQL reads, or the kind of refusal. */
function spelling(time: EventTime, text: string | null): string {
  const found = read(time, { at: text });
  return 'kind' in found ? found.kind : found.json;
}

const REFUSED = 'unreadable_event_time';

// Expected instants by hand: offsets are taken off, digits beyond microseconds fall away.
test.each([
  ['2024-05-01T12:00:00Z', '"2024-05-01T12:00:00Z"'],
  ['2024-05-01T12:00:00.5Z', '"2024-05-01T12:00:00.5Z"'],
  ['2024-05-01t12:00:00z', '"2024-05-01T12:00:00Z"'],
  ['2024-05-01 12:00:00', '"2024-05-01T12:00:00Z"'],
  ['2024-05-01T12:00:00,250Z', '"2024-05-01T12:00:00.250Z"'],
  ['2024-05-01T12:00:00.123456789Z', '"2024-05-01T12:00:00.123456Z"'],
  ['2024-05-01T12:00:00+02:00', '"2024-05-01T10:00:00Z"'],
  ['2024-05-01T12:00:00-0530', '"2024-05-01T17:30:00Z"'],
  ['2024-03-01T00:30:00+01:00', '"2024-02-29T23:30:00Z"'],
  ['2024-05-01 12:00:00 Z', '"2024-05-01T12:00:00Z"'],
  ['0001-01-01T01:00:00+01:00', '"0001-01-01T00:00:00Z"'],
  ['0001-01-01T00:30:00+01:00', REFUSED],
  ['9999-12-31T23:30:00-01:00', REFUSED],
  ['10000-01-01T00:00:00Z', REFUSED],
  ['2023-02-29T00:00:00Z', REFUSED],
  ['2016-12-31T23:59:60Z', REFUSED],
  ['2024-05-01T12:00:00+24:00', REFUSED],
  ['2024-05-01T12:00:00+02:60', REFUSED],
  ['2024-05-01T12:00Z', REFUSED],
  ['2024-05-01', REFUSED],
  ['yesterday', REFUSED],
  ['', REFUSED],
])('iso-8601 %s', (text, expected) => {
  expect(spelling(isoTime('at'), text)).toBe(expected);
});

test.each([
  ['1714564800', '1714564800'],
  ['0001714564800', '1714564800'],
  ['253402300799', '253402300799'],
  ['253402300800', REFUSED],
  ['-1', REFUSED],
  ['1714564800.5', REFUSED],
  ['1.7e9', REFUSED],
])('epoch-seconds %s', (text, expected) => {
  expect(spelling(epochSeconds('at'), text)).toBe(expected);
});

test.each([
  ['1714564800123', '1714564800123'],
  ['253402300800000', REFUSED],
  ['99999999999999999', REFUSED],
])('epoch-millis %s', (text, expected) => {
  expect(spelling(epochMillis('at'), text)).toBe(expected);
});

test.each([
  ['06/Feb/2019:00:00:38 +0000', '"06/Feb/2019:00:00:38 +0000"'],
  ['06/Feb/2019:00:00:38 +0200', '"05/Feb/2019:22:00:38 +0000"'],
  ['31/Dec/2019:23:30:00 -0100', '"01/Jan/2020:00:30:00 +0000"'],
  ['31/Dec/9999:23:30:00 -0100', REFUSED],
  ['29/Feb/2019:00:00:38 +0000', REFUSED],
  ['06/Mai/2019:00:00:38 +0000', REFUSED],
  ['06/Feb/2019:00:00:38 +2400', REFUSED],
  ['[06/Feb/2019:00:00:38 +0000]', REFUSED],
])('common-log %s', (text, expected) => {
  expect(spelling(commonLogTime('at'), text)).toBe(expected);
});

test('the first field that has a value is the event time', () => {
  const time = epochSeconds('start', 'end');
  expect(read(time, { start: '86400', end: '172800' })).toEqual({ field: 'start', json: '86400', day: 1 });
  expect(read(time, { start: null, end: '172800' })).toEqual({ field: 'end', json: '172800', day: 2 });
});

test('a value that cannot be read is not passed over for the next', () => {
  expect(read(epochSeconds('start', 'end'), { start: 'x', end: '172800' })).toMatchObject({ kind: REFUSED });
});

test('the reason names the field, the text up to 64 characters, and what was expected', () => {
  const refused = read(isoTime('at'), { at: 'x'.repeat(100) });
  expect(refused).toMatchObject({
    reason: expect.stringContaining(`at is "${'x'.repeat(64)}", expected ISO 8601`),
  });
  expect(read(isoTime('a', 'b'), {})).toEqual({
    kind: 'no_event_time',
    reason: 'no value in a or b, which carries the event time',
  });
});
