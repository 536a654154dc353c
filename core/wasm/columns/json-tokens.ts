import { MORE, ODD } from '../memory';
import { isUsual } from './json-numbers';

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const MINUS: u8 = 0x2d;

/** The value does not end in the block, or is the host's: addresses below are no addresses. */
export const FAILED: usize = 0;

/** Why `FAILED`. */
export let why: i32 = MORE;
/** Address behind the last byte that may be read. */
export let end: usize = 0;

/** Whether the last record may hold bytes that are not ASCII. */
export let isHigh: bool = false;

/** Address of the first backslash of the text that was read last; 0 where it has none. */
export let escapedAt: usize = 0;

/**
 * Whether anything was read, since the host of a document set it back, that another writer may write otherwise: spaces between tokens, escapes that
 * a text does not need, numbers with fractions that end in zeros, or of many digits.
 */
export let isUnusual: bool = false;

/** Begins a record that ends before `to`. */
export function begin(to: usize): void {
  end = to;
  isHigh = false;
}

/** Begins a document that is kept as text. */
export function beginDocument(): void {
  isUnusual = false;
}

/** Address of the first byte from `at` on that is not a space; line breaks between tokens are the host's. */
export function space(at: usize): usize {
  if (at >= end || load<u8>(at) != 0x20) return at;
  isUnusual = true;
  let here = at + 1;
  while (here < end && load<u8>(here) == 0x20) here += 1;
  return here;
}

/** Notices a number inside a document. */
export function noticeNumber(at: usize, behind: usize): void {
  if (!isUsual(at, behind)) isUnusual = true;
}

/** Says why a value was not taken; answers no address. */
export function fail(reason: i32): usize {
  why = reason;
  return FAILED;
}

/** The host reads what begins with neither the expected byte nor the block's end. */
export function unexpected(at: usize): usize {
  return fail(at >= end ? MORE : ODD);
}

export function isDigit(byte: u8): bool {
  return <u32>byte - 0x30 <= 9;
}

/** `at` is behind the opening quote; answers the address behind the closing one. */
export function string(at: usize): usize {
  let here = at;
  escapedAt = 0;
  while (here < end) {
    const bytes = v128.load(here);
    if (i8x16.bitmask(bytes) != 0) isHigh = true;
    const stops = stopsOf(bytes);
    if (stops == 0) {
      here += 16;
      continue;
    }
    here += ctz(stops);
    if (here >= end) break;
    const byte = load<u8>(here);
    if (byte == QUOTE) return here + 1;
    if (byte != BACKSLASH) return fail(ODD);
    if (escapedAt == 0) escapedAt = here;
    here = escape(here + 1);
    if (here == FAILED) return FAILED;
  }
  return fail(MORE);
}

/** Quotes, backslashes and controls among 16 bytes. */
export function stopsOf(bytes: v128): i32 {
  const ends = v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c)));
  return i8x16.bitmask(v128.or(ends, i8x16.le_u(bytes, i8x16.splat(0x1f))));
}

/** `at` is behind a backslash. `\u0000` and surrogates are the host's. */
function escape(at: usize): usize {
  if (at >= end) return fail(MORE);
  const byte = load<u8>(at);
  if (byte == 0x75) return at + 5 > end ? fail(MORE) : codePoint(at + 1);
  if (byte == 0x2f) isUnusual = true;
  return isEscape(byte) ? at + 1 : fail(ODD);
}

/** `at` is behind the `u` of an escape. */
function codePoint(at: usize): usize {
  isUnusual = true;
  for (let digit = at; digit < at + 4; digit += 1) if (!isHex(load<u8>(digit))) return fail(ODD);
  const isSurrogate = (load<u8>(at) | 0x20) == 0x64;
  const isControl = load<u8>(at) == 0x30 && load<u8>(at + 1) == 0x30 && load<u8>(at + 2) == 0x30;
  return isSurrogate || isControl ? fail(ODD) : at + 4;
}

function isEscape(byte: u8): bool {
  if (byte == QUOTE || byte == BACKSLASH || byte == 0x2f || byte == 0x62) return true;
  return byte == 0x66 || byte == 0x6e || byte == 0x72 || byte == 0x74;
}

function isHex(byte: u8): bool {
  return isDigit(byte) || <u32>(byte | 0x20) - 0x61 <= 5;
}

/** `at` is where digits must stand; answers the address behind them. */
export function digits(at: usize, isLeading: bool): usize {
  if (at >= end || !isDigit(load<u8>(at))) return unexpected(at);
  if (isLeading && load<u8>(at) == 0x30 && at + 1 < end && isDigit(load<u8>(at + 1))) return fail(ODD);
  let here = at + 1;
  while (here < end && isDigit(load<u8>(here))) here += 1;
  return here;
}

/** Fraction and exponent of a number, where it has them. */
export function fraction(at: usize): usize {
  let here = at;
  if (here < end && load<u8>(here) == 0x2e) here = digits(here + 1, false);
  if (here == FAILED || here >= end || (load<u8>(here) | 0x20) != 0x65) return here;
  const sign = load<u8>(here + 1);
  return digits(sign == 0x2b || sign == MINUS ? here + 2 : here + 1, false);
}

/** `true`, `false` or `null`. */
export function literal(at: usize): usize {
  if (at + 5 > end) return fail(MORE);
  const word = load<u32>(at);
  if (word == 0x65757274 || word == 0x6c6c756e) return at + 4;
  return word == 0x736c6166 && load<u8>(at + 4) == 0x65 ? at + 5 : fail(ODD);
}
