import { stopFrom } from './unescape';

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
const ZERO: u8 = 0x30;
/** Digits, and a minus, of a number that is certain to be a 64-bit one. */
const MOST_DIGITS: usize = 18;

/** Address behind the number at `at`. */
export function numberEnd(at: usize): usize {
  let here = at + 1;
  while (isOfNumber(load<u8>(here))) here += 1;
  return here;
}

function isOfNumber(byte: u8): bool {
  return isDigit(byte) || byte == POINT || byte == 0x2b || byte == MINUS || (byte | 0x20) == 0x65;
}

/** Whether a number is whole, and is written as every writer writes it. */
export function isWhole(at: usize, end: usize): bool {
  const first = load<u8>(at);
  if (end - at > MOST_DIGITS || (first == MINUS && load<u8>(at + 1) == ZERO)) return false;
  return digitsEnd(at + 1, end) == end;
}

/** Digits of a whole part and of a fraction that come back as they were: a double tells fifteen apart. */
const MOST_WHOLE: usize = 9;
const MOST_FRACTION: usize = 6;

/** Whether every writer writes a number as it stands here. */
export function isUsual(at: usize, end: usize): bool {
  return isWhole(at, end) || isUsualDecimal(load<u8>(at) == MINUS ? at + 1 : at, end, load<u8>(at) == MINUS);
}

/** A few digits behind the point, the last of them not 0 but in `.0`. What is below a tenth may be written with an exponent. */
function isUsualDecimal(start: usize, end: usize, isNegative: bool): bool {
  const point = digitsEnd(start, end);
  const first = point + 1;
  if (point - start > MOST_WHOLE || load<u8>(point) != POINT) return false;
  if (end - first > MOST_FRACTION || digitsEnd(first, end) != end) return false;
  const isBelowOne = load<u8>(start) == ZERO;
  if (end - first == 1 && load<u8>(first) == ZERO) return !isBelowOne || !isNegative;
  return load<u8>(end - 1) != ZERO && !(isBelowOne && load<u8>(first) == ZERO);
}

function digitsEnd(at: usize, end: usize): usize {
  let here = at;
  while (here < end && isDigit(load<u8>(here))) here += 1;
  return here;
}

function isDigit(byte: u8): bool {
  return <u32>byte - 0x30 <= 9;
}

/** Whether a number has no exponent, and few digits. */
export function isDecimal(at: usize, end: usize): bool {
  if (end - at > MOST_DIGITS) return false;
  for (let here = at; here < end; here += 1) if ((load<u8>(here) | 0x20) == 0x65) return false;
  return true;
}

/** Address behind `true`, `false` or `null`. */
export function wordEnd(at: usize): usize {
  return load<u8>(at) == 0x66 ? at + 5 : at + 4;
}

/**
 * Address behind the JSON value at `at`; 0 where another writer may write it otherwise: with spaces between tokens, numbers of many
 * digits, or escapes that a text does not need.
 */
export function documentEnd(at: usize): usize {
  let depth: i32 = 0;
  let here = at;
  do {
    const byte = load<u8>(here);
    if (byte == 0x7b || byte == 0x5b) depth += 1;
    else if (byte == 0x7d || byte == 0x5d) depth -= 1;
    here = isMark(byte) ? here + 1 : tokenEnd(here, byte);
  } while (here != 0 && depth > 0);
  return here;
}

/** Braces, brackets, commas and colons. */
function isMark(byte: u8): bool {
  return byte == 0x2c || byte == 0x3a || (byte | 0x20) == 0x7b || (byte | 0x20) == 0x7d;
}

/** Address behind a text, number or word; 0 as above, and where none begins. */
function tokenEnd(at: usize, byte: u8): usize {
  if (byte == QUOTE) return textEnd(at + 1);
  if (byte == MINUS || isDigit(byte)) {
    const end = numberEnd(at);
    return isUsual(at, end) ? end : 0;
  }
  return byte <= 0x20 ? 0 : wordEnd(at);
}

function textEnd(start: usize): usize {
  let stop = stopFrom(start);
  while (load<u8>(stop) == BACKSLASH) {
    const letter = load<u8>(stop + 1);
    if (letter == 0x75 || letter == 0x2f) return 0;
    stop = stopFrom(stop + 2);
  }
  return stop + 1;
}
