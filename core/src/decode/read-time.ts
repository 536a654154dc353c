import { assertNever } from '#kernel';
import type { TimeForm } from '#format';

/** Answer of a day reader: not a time in this form, or outside years 0001 to 9999 (the range of ISO 8601 and SQL). */
export const NO_DAY = Number.MIN_SAFE_INTEGER;

/** Days since 1970-01-01 of 0001-01-01 and of 9999-12-31. */
const FIRST_DAY = -719_162;
const LAST_DAY = 2_932_896;

/** Reads the UTC day (days since 1970-01-01) of a time in `bytes[start, end)`, or `NO_DAY`. Allocates nothing. */
export type DayReader = (bytes: Uint8Array, start: number, end: number) => number;

/**
 * The reader of a time form. It accepts only what the engine's planned SQL reads to the same instant;
 * other spellings (offsets, nanoseconds) are the explaining reader's, which rewrites them first. Where a time has
 * two fields, `field` says which one is read; the time of day is day 0 where it is sound.
 */
export function dayReader(form: TimeForm, field = 0): DayReader {
  switch (form) {
    case 'iso-8601':
      return isoDay;
    case 'common-log':
      return commonLogDay;
    case 'date-and-time':
      return field === 0 ? dateDay : clockDay;
    case 'epoch-seconds':
      return (bytes, start, end) => epochDay(digits(bytes, start, end), 86_400);
    case 'epoch-millis':
      return (bytes, start, end) => epochDay(digits(bytes, start, end), 86_400_000);
    default:
      return assertNever(form);
  }
}

function epochDay(value: number, perDay: number): number {
  return value < 0 ? NO_DAY : inRange(Math.floor(value / perDay));
}

const inRange = (day: number): number => (day >= FIRST_DAY && day <= LAST_DAY ? day : NO_DAY);

/** Value of 1 to 15 decimal digits, or -1. */
function digits(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > 15) return -1;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** `2019-02-06T00:00:38Z`, with up to six digits of fraction. */
function isoDay(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length < 20 || length > 27 || bytes[end - 1] !== 0x5a || bytes[start + 10] !== 0x54) return NO_DAY;
  return clockDay(bytes, start + 11, end - 1) === 0 ? dateDay(bytes, start, start + 10) : NO_DAY;
}

/** `21:02:31`, with up to six digits of fraction: 0, the day it adds. */
function clockDay(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length < 8 || length > 15 || !clock(bytes, start)) return NO_DAY;
  if (length > 8 && (bytes[start + 8] !== 0x2e || digits(bytes, start + 9, end) < 0)) return NO_DAY;
  return 0;
}

/** `2019-02-06`. */
function dateDay(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 10 || !separated(bytes, start, DATE_MARKS)) return NO_DAY;
  return civilDay(
    digits(bytes, start, start + 4),
    digits(bytes, start + 5, start + 7),
    digits(bytes, start + 8, start + 10),
  );
}

const DATE_MARKS: readonly (readonly [number, number])[] = [
  [4, 0x2d],
  [7, 0x2d],
];

const COMMON_LOG_MARKS: readonly (readonly [number, number])[] = [
  [2, 0x2f],
  [6, 0x2f],
  [11, 0x3a],
  [20, 0x20],
];

const separated = (bytes: Uint8Array, start: number, marks: typeof DATE_MARKS): boolean =>
  marks.every(([offset, mark]) => bytes[start + offset] === mark);

/** `hh:mm:ss` at `start`. A leap second is not a time that the engine's clock has. */
function clock(bytes: Uint8Array, start: number): boolean {
  if (bytes[start + 2] !== 0x3a || bytes[start + 5] !== 0x3a) return false;
  return below(bytes, start, 24) && below(bytes, start + 3, 60) && below(bytes, start + 6, 60);
}

function below(bytes: Uint8Array, start: number, limit: number): boolean {
  const value = digits(bytes, start, start + 2);
  return value >= 0 && value < limit;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map(
  (name) => (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2),
);

/** `06/Feb/2019:00:00:38 +0000`. */
function commonLogDay(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 26 || !separated(bytes, start, COMMON_LOG_MARKS) || !clock(bytes, start + 12))
    return NO_DAY;
  if (bytes[start + 21] !== 0x2b || digits(bytes, start + 22, end) !== 0) return NO_DAY;
  const name =
    ((bytes[start + 3] as number) << 16) | ((bytes[start + 4] as number) << 8) | (bytes[start + 5] as number);
  return civilDay(
    digits(bytes, start + 7, start + 11),
    MONTHS.indexOf(name) + 1,
    digits(bytes, start, start + 2),
  );
}

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days of a month; 0 where there is no such month. */
function monthLength(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return (MONTH_LENGTHS[month - 1] ?? 0) + (leap && month === 2 ? 1 : 0);
}

/** Days since 1970-01-01 of a date of the proleptic Gregorian calendar, or `NO_DAY` where there is no such date. */
export function civilDay(year: number, month: number, day: number): number {
  if (year < 1 || day < 1 || day > monthLength(year, month)) return NO_DAY;
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** `YYYY-MM-DD` of a day number. */
export function dayText(day: number): string {
  const date = new Date(day * 86_400_000);
  return date
    .toISOString()
    .slice(date.getUTCFullYear() > 9999 ? 1 : 0)
    .slice(0, 10);
}
