import { NO_DAY } from './memory';

/** Forms of a time, as the host numbers them. */
const ISO: i32 = 1;
const COMMON_LOG: i32 = 2;
const SECONDS: i32 = 3;
const MILLIS: i32 = 4;
const DATE: i32 = 5;
const CLOCK: i32 = 6;

/** Days since 1970-01-01 of 9999-12-31. */
const LAST_DAY: i64 = 2932896;

/** The UTC day of a time in `[start, end)`, or `NO_DAY`: the same as `read-time.ts` says. */
export function dayOf(form: i32, start: usize, end: usize): i32 {
  if (form == ISO) return isoDay(start, end);
  if (form == SECONDS) return epochDay(start, end, 86400);
  if (form == MILLIS) return epochDay(start, end, 86400000);
  if (form == COMMON_LOG) return commonLogDay(start, end);
  if (form == DATE) return dateDay(start, end);
  return form == CLOCK ? clockDay(start, end) : NO_DAY;
}

function epochDay(start: usize, end: usize, perDay: i64): i32 {
  const value = digits(start, end);
  const day = value / perDay;
  return value < 0 || day > LAST_DAY ? NO_DAY : <i32>day;
}

/** Value of 1 to 15 decimal digits, or -1. */
function digits(start: usize, end: usize): i64 {
  if (end <= start || end - start > 15) return -1;
  let value: i64 = 0;
  for (let at = start; at < end; at += 1) {
    const digit = <u32>load<u8>(at) - 0x30;
    if (digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function isoDay(start: usize, end: usize): i32 {
  const length = end - start;
  if (length < 20 || length > 27 || load<u8>(end - 1) != 0x5a || load<u8>(start + 10) != 0x54) return NO_DAY;
  return clockDay(start + 11, end - 1) == 0 ? dateDay(start, start + 10) : NO_DAY;
}

function clockDay(start: usize, end: usize): i32 {
  const length = end - start;
  if (length < 8 || length > 15 || !isClock(start)) return NO_DAY;
  if (length > 8 && (load<u8>(start + 8) != 0x2e || digits(start + 9, end) < 0)) return NO_DAY;
  return 0;
}

function isClock(at: usize): bool {
  if (load<u8>(at + 2) != 0x3a || load<u8>(at + 5) != 0x3a) return false;
  return isBelow(at, 24) && isBelow(at + 3, 60) && isBelow(at + 6, 60);
}

function isBelow(at: usize, limit: i64): bool {
  const value = digits(at, at + 2);
  return value >= 0 && value < limit;
}

function dateDay(start: usize, end: usize): i32 {
  if (end - start != 10 || load<u8>(start + 4) != 0x2d || load<u8>(start + 7) != 0x2d) return NO_DAY;
  return civilDay(digits(start, start + 4), digits(start + 5, start + 7), digits(start + 8, start + 10));
}

function commonLogDay(start: usize, end: usize): i32 {
  if (end - start != 26 || load<u8>(start + 2) != 0x2f || load<u8>(start + 6) != 0x2f) return NO_DAY;
  if (load<u8>(start + 11) != 0x3a || load<u8>(start + 20) != 0x20 || !isClock(start + 12)) return NO_DAY;
  if (load<u8>(start + 21) != 0x2b || digits(start + 22, end) != 0) return NO_DAY;
  return civilDay(digits(start + 7, start + 11), monthAt(start + 3), digits(start, start + 2));
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** 1 to 12, or 0 where no English month stands. */
function monthAt(at: usize): i64 {
  for (let month = 0; month < 12; month += 1) {
    const isSame =
      load<u8>(at) == <u8>MONTHS.charCodeAt(month * 3) &&
      load<u8>(at + 1) == <u8>MONTHS.charCodeAt(month * 3 + 1) &&
      load<u8>(at + 2) == <u8>MONTHS.charCodeAt(month * 3 + 2);
    if (isSame) return month + 1;
  }
  return 0;
}

/** Two digits a month. */
const LENGTHS = '312831303130313130313031';

function monthLength(year: i64, month: i64): i64 {
  if (month < 1 || month > 12) return 0;
  const at = <i32>(month - 1) * 2;
  const length = <i64>((LENGTHS.charCodeAt(at) - 0x30) * 10 + LENGTHS.charCodeAt(at + 1) - 0x30);
  const isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && isLeap ? 29 : length;
}

/** Days since 1970-01-01 of a date of the proleptic Gregorian calendar. */
function civilDay(year: i64, month: i64, day: i64): i32 {
  if (year < 1 || day < 1 || day > monthLength(year, month)) return NO_DAY;
  const shifted = month > 2 ? year : year - 1;
  const era = shifted / 400;
  const yearOfEra = shifted - era * 400;
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return <i32>(era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468);
}
