const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
const ZERO: u8 = 0x30;
/** Digits, and a minus, of a number that is certain to be a 64-bit one. */
const MOST_DIGITS: usize = 18;

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
