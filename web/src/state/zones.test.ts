import { expect, test } from 'vitest';
import { isZone, momentAt, offsetText, wallTime } from './zones.ts';

// tz database: Berlin is UTC+1, from 2026-03-29 01:00 to 2026-10-25 01:00 UTC it is UTC+2; Kathmandu is UTC+5:45.
test.each([
  ['2026-01-15T12:00:00Z', 'UTC', '2026-01-15 12:00:00', '+00:00'],
  ['2026-01-15T12:00:00Z', 'Europe/Berlin', '2026-01-15 13:00:00', '+01:00'],
  ['2026-07-15T22:30:00Z', 'Europe/Berlin', '2026-07-16 00:30:00', '+02:00'],
  ['2026-07-15T12:00:00Z', 'Asia/Kathmandu', '2026-07-15 17:45:00', '+05:45'],
  ['2026-07-15T12:00:00Z', 'America/St_Johns', '2026-07-15 09:30:00', '-02:30'],
])('%s in %s is %s (%s), and back', (...expected) => {
  const [iso, zone, wall, offset] = expected;
  expect(wallTime(Date.parse(iso), zone)).toBe(wall);
  expect(offsetText(Date.parse(iso), zone)).toBe(offset);
  expect(new Date(momentAt(wall, zone)).toISOString()).toBe(new Date(iso).toISOString());
});

test('of an hour that comes twice the earlier is meant; one that is left out is the hour after', () => {
  expect(momentAt('2026-10-25 02:30:00', 'Europe/Berlin')).toBe(Date.parse('2026-10-25T00:30:00Z'));
  expect(momentAt('2026-03-29 02:30:00', 'Europe/Berlin')).toBe(Date.parse('2026-03-29T00:30:00Z'));
});

test.each([
  ['2026-01-15T12:00:00Z', Date.parse('2026-01-15T12:00:00Z')],
  ['2026-01-15 12:00:00+02:00', Date.parse('2026-01-15T10:00:00Z')],
  ['soon', NaN],
  ['', NaN],
])('%j typed in Berlin is its own moment', (text, moment) =>
  expect(momentAt(text, 'Europe/Berlin')).toBe(moment),
);

test.each([
  ['local', true],
  ['Europe/Berlin', true],
  ['Mars/Olympus', false],
  [5, false],
])('%j is a zone: %s', (zone, is) => expect(isZone(zone)).toBe(is));
