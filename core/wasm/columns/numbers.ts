import { room, use } from './arena';
import { countValue, DATA, DOUBLE, INT } from './column';

const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
/** Whole numbers up to which every one is a double. */
const MOST_EXACT: i64 = 1 << 53;

/** The nearest double of a number's text: of those that are not one whole number over a power of ten. */
declare function hostDouble(start: usize, end: usize): f64;

/** Adds the number `[start, end)` to a column of numbers; its form was checked when the line was read. */
export function putNumber(column: usize, start: usize, end: usize): void {
  const kind = load<i32>(column);
  const size: usize = kind == INT ? 4 : 8;
  const at = room(column + DATA, size);
  if (kind == INT) store<i32>(at, <i32>whole(start, end));
  else if (kind == DOUBLE) store<f64>(at, double(start, end));
  else store<i64>(at, whole(start, end));
  use(column + DATA, size);
  countValue(column);
}

/** Digits, perhaps behind a minus; a point between them is passed over. */
function whole(start: usize, end: usize): i64 {
  const isNegative = load<u8>(start) == MINUS;
  let value: i64 = 0;
  for (let at = isNegative ? start + 1 : start; at < end; at += 1) {
    const byte = load<u8>(at);
    if (byte != POINT) value = value * 10 + <i64>(byte - 0x30);
  }
  return isNegative ? -value : value;
}

/** A whole number over a power of ten is the nearest double where both are exact (Clinger 1990, "How to read floating point numbers accurately"). */
function double(start: usize, end: usize): f64 {
  let point = start;
  while (point < end && load<u8>(point) != POINT) point += 1;
  const value = whole(start, end);
  if (value == 0 || value > MOST_EXACT || value < -MOST_EXACT) return hostDouble(start, end);
  return <f64>value / power(point < end ? end - point - 1 : 0);
}

/** Ten to a power of at most 18: exact. */
function power(exponent: usize): f64 {
  let value: f64 = 1;
  for (let at: usize = 0; at < exponent; at += 1) value *= 10;
  return value;
}
