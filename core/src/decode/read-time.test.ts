import { expect, test } from 'vitest';
import type { TimeForm } from '#format';
import { civilDay, dayReader, dayText, NO_DAY } from './read-time.ts';

/** The day of a text that stands between other bytes. */
function dayOf(form: TimeForm, text: string): number {
  const bytes = Buffer.from(`12${text}34`, 'latin1');
  return dayReader(form)(bytes, 2, bytes.length - 2);
}

// Day numbers: 0001-01-01 is day 719,163 of the calendar (Rata Die 1), 1970-01-01 is R.D. 719,163 (Calendrical
// Calculations, ch. 1); 9999-12-31 is R.D. 3,652,059.
test.each([
  ['1970-01-01T00:00:00Z', 0],
  ['1969-12-31T23:59:59Z', -1],
  ['0001-01-01T00:00:00Z', 1 - 719_163],
  ['9999-12-31T23:59:59.999999Z', 3_652_059 - 719_163],
  ['2000-02-29T12:00:00Z', 30 * 365 + 7 + 31 + 28],
  ['2000-03-01T12:00:00Z', 30 * 365 + 7 + 31 + 29],
  ['2024-02-29T00:00:00.1Z', 54 * 365 + 13 + 31 + 28],
  ['1900-03-01T00:00:00Z', -(70 * 365 + 17) + 59],
])('iso-8601 %s is day %i', (text, day) => {
  expect(dayOf('iso-8601', text)).toBe(day);
});

test.each([
  ['year 0', '0000-12-31T00:00:00Z'],
  ['year 10000', '10000-01-01T00:00:00Z'],
  ['no leap day in 2023', '2023-02-29T00:00:00Z'],
  ['no leap day in 1900', '1900-02-29T00:00:00Z'],
  ['month 0', '2024-00-10T00:00:00Z'],
  ['month 13', '2024-13-10T00:00:00Z'],
  ['day 0', '2024-05-00T00:00:00Z'],
  ['31 April', '2024-04-31T00:00:00Z'],
  ['hour 24', '2024-05-01T24:00:00Z'],
  ['minute 60', '2024-05-01T00:60:00Z'],
  ['a leap second', '2016-12-31T23:59:60Z'],
  ['an offset', '2024-05-01T12:00:00+02:00'],
  ['no zone', '2024-05-01T12:00:00'],
  ['a space', '2024-05-01 12:00:00Z'],
  ['small letters', '2024-05-01t12:00:00z'],
  ['an empty fraction', '2024-05-01T12:00:00.Z'],
  ['nanoseconds', '2024-05-01T12:00:00.123456789Z'],
  ['a comma', '2024-05-01T12:00:00,5Z'],
  ['letters', '2024-O5-01T12:00:00Z'],
  ['a slash', '2024/05/01T12:00:00Z'],
  ['nothing', ''],
])("iso-8601: %s is not the fast reader's", (_, text) => {
  expect(dayOf('iso-8601', text)).toBe(NO_DAY);
});

test.each([
  ['0', 0],
  ['86399', 0],
  ['86400', 1],
  ['1714564800', 54 * 365 + 13 + 121],
  ['253402300799', 3_652_059 - 719_163],
  ['253402300800', NO_DAY],
  ['-1', NO_DAY],
  ['+1', NO_DAY],
  ['1.5', NO_DAY],
  ['1e9', NO_DAY],
  [' 1', NO_DAY],
  ['1234567890123456', NO_DAY],
  ['', NO_DAY],
])('epoch-seconds %s is day %i', (text, day) => {
  expect(dayOf('epoch-seconds', text)).toBe(day);
});

test.each([
  ['86399999', 0],
  ['86400000', 1],
  ['253402300799999', 3_652_059 - 719_163],
  ['253402300800000', NO_DAY],
])('epoch-millis %s is day %i', (text, day) => {
  expect(dayOf('epoch-millis', text)).toBe(day);
});

test.each([
  ['01/Jan/1970:00:00:00 +0000', 0],
  ['29/Feb/2000:23:59:59 +0000', 30 * 365 + 7 + 31 + 28],
  ['31/Dec/9999:23:59:59 +0000', 3_652_059 - 719_163],
  ['29/Feb/2019:00:00:00 +0000', NO_DAY],
  ['06/feb/2019:00:00:00 +0000', NO_DAY],
  ['06/Mai/2019:00:00:00 +0000', NO_DAY],
  ['06/Feb/2019:00:00:00 +0200', NO_DAY],
  ['06/Feb/2019:00:00:00 -0000', NO_DAY],
  ['06/Feb/2019:23:59:60 +0000', NO_DAY],
  ['06/Feb/2019 00:00:00 +0000', NO_DAY],
  ['6/Feb/2019:00:00:00 +0000', NO_DAY],
  ['06/Feb/2019:00:00:00', NO_DAY],
])('common-log %s is day %i', (text, day) => {
  expect(dayOf('common-log', text)).toBe(day);
});

test('days and dates are inverse over four centuries and at the ends', () => {
  const others: number[] = [];
  for (let day = -719_162; day <= 2_932_896; day += 61) {
    const [year = 0, month = 0, date = 0] = dayText(day).split('-').map(Number);
    if (civilDay(year, month, date) !== day) others.push(day);
  }
  expect(others).toEqual([]);
  expect([dayText(-719_162), dayText(0), dayText(2_932_896)]).toEqual([
    '0001-01-01',
    '1970-01-01',
    '9999-12-31',
  ]);
});
