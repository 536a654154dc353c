import { MORE, NO_DAY, ODD, same } from './memory';
import { dayOf } from './time';

/** Offsets in a place of the plan; `core/src/decode/json-block-plan.ts` writes them. */
const KIND: usize = 0;
const OPENER: usize = 4;
const DAY_FORM: usize = 8;
const DAY_RANK: usize = 12;
const ELEMENT: usize = 16;
const KEY_COUNT: usize = 20;
/** Per key: address, length, place. */
const KEYS: usize = 24;
const KEY_SIZE: usize = 12;
const FOLLOW: usize = 28;
const EXPECTED: usize = 32;
const LAST: usize = 36;
const SEEN_IN: usize = 40;

/** Kinds of places, as the host numbers them. */
const STRUCT: i32 = 1;
const INT: i32 = 2;
const LONG: i32 = 3;

/** Openers that are no byte. */
const ANY: i32 = -1;
const NUMBER: i32 = 0;
const DOCUMENT: i32 = -2;

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const MINUS: u8 = 0x2d;
const COMMA: u8 = 0x2c;
const COLON: u8 = 0x3a;
const TRUE: u8 = 0x74;
const FALSE: u8 = 0x66;
const NULL: u8 = 0x6e;

/** The value does not end in the block, or is the host's: addresses below are no addresses. */
const FAILED: usize = 0;

/** Why `FAILED`. */
export let why: i32 = MORE;
/** Day of the last record's event time. */
export let day: i32 = NO_DAY;
/** Whether the last record may hold bytes that are not ASCII. */
export let isHigh: bool = false;

/** Set by the host. */
export let maxDepth: i32 = 1000;

let end: usize = 0;
let dayRank: i32 = 0;
let depth: i32 = 0;
let objects: i32 = 0;

function fail(reason: i32): usize {
  why = reason;
  return FAILED;
}

const isDigit = (byte: u8): bool => <u32>byte - 0x30 <= 9;

/** Scans the record at `at`, which ends before `to`; answers the address behind it, or 0 with `why` set. */
export function record(at: usize, to: usize, root: usize): usize {
  end = to;
  day = NO_DAY;
  isHigh = false;
  depth = 0;
  const behind = value(at, root);
  return behind != FAILED && day == NO_DAY ? fail(ODD) : behind;
}

/** Address of the first byte from `at` on that is not a space; line breaks between tokens are the host's. */
function space(at: usize): usize {
  let here = at;
  while (here < end && load<u8>(here) == 0x20) here += 1;
  return here;
}

/** The host reads what begins with neither the expected byte nor the block's end. */
const unexpected = (at: usize): usize => fail(at >= end ? MORE : ODD);

function value(at: usize, node: usize): usize {
  if (at >= end) return fail(MORE);
  const byte = load<u8>(at);
  if (node != 0 && !fits(byte, node)) return fail(ODD);
  if (byte == QUOTE) return text(at, node);
  if (byte == 0x7b || byte == 0x5b) return nested(at, node, byte == 0x7b);
  if (byte == MINUS || isDigit(byte)) return number(at, node);
  return literal(at, byte);
}

/** Whether a value that begins with `byte` may stand at a place. */
function fits(byte: u8, node: usize): bool {
  const opener = load<i32>(node, OPENER);
  if (opener != ANY && !isOpener(byte, opener)) return false;
  return load<i32>(node, DAY_FORM) == 0 || byte == QUOTE || byte == NULL || isDigit(byte);
}

function isOpener(byte: u8, opener: i32): bool {
  if (byte == NULL || <i32>byte == opener) return true;
  if (opener == DOCUMENT) return byte != QUOTE;
  if (opener == NUMBER) return byte == MINUS || isDigit(byte);
  return opener == <i32>TRUE && byte == FALSE;
}

function text(at: usize, node: usize): usize {
  const behind = string(at + 1);
  if (behind == FAILED || node == 0 || load<i32>(node, DAY_FORM) == 0) return behind;
  return readDay(node, at + 1, behind - 1) ? behind : fail(ODD);
}

/** The day of a time field; the field that is declared first counts. */
function readDay(node: usize, start: usize, to: usize): bool {
  const read = dayOf(load<i32>(node, DAY_FORM), start, to);
  if (read == NO_DAY) return false;
  const rank = load<i32>(node, DAY_RANK);
  if (day != NO_DAY && rank > dayRank) return true;
  day = read;
  dayRank = rank;
  return true;
}

/** `at` is behind the opening quote; answers the address behind the closing one. */
function string(at: usize): usize {
  let here = at;
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
    here = escape(here + 1);
    if (here == FAILED) return FAILED;
  }
  return fail(MORE);
}

/** Quotes, backslashes and controls among 16 bytes. */
function stopsOf(bytes: v128): i32 {
  const ends = v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c)));
  return i8x16.bitmask(v128.or(ends, i8x16.le_u(bytes, i8x16.splat(0x1f))));
}

/** `at` is behind a backslash. `\u0000` and surrogates are the host's. */
function escape(at: usize): usize {
  if (at + 5 > end) return fail(MORE);
  const byte = load<u8>(at);
  if (byte != 0x75) return isEscape(byte) ? at + 1 : fail(ODD);
  for (let digit = at + 1; digit < at + 5; digit += 1) if (!isHex(load<u8>(digit))) return fail(ODD);
  const isSurrogate = (load<u8>(at + 1) | 0x20) == 0x64;
  const isControl = load<u8>(at + 1) == 0x30 && load<u8>(at + 2) == 0x30 && load<u8>(at + 3) == 0x30;
  return isSurrogate || isControl ? fail(ODD) : at + 5;
}

function isEscape(byte: u8): bool {
  if (byte == QUOTE || byte == BACKSLASH || byte == 0x2f || byte == 0x62) return true;
  return byte == 0x66 || byte == 0x6e || byte == 0x72 || byte == 0x74;
}

const isHex = (byte: u8): bool => isDigit(byte) || <u32>(byte | 0x20) - 0x61 <= 5;

function nested(at: usize, node: usize, isObject: bool): usize {
  depth += 1;
  if (depth > maxDepth) return fail(ODD);
  let behind: usize;
  if (isObject) behind = object(at, node != 0 && load<i32>(node, KIND) == STRUCT ? node : 0);
  else behind = array(at, node == 0 ? 0 : <usize>load<u32>(node, ELEMENT));
  depth -= 1;
  return behind;
}

function object(at: usize, node: usize): usize {
  let here = space(at + 1);
  if (here >= end) return fail(MORE);
  if (load<u8>(here) == 0x7d) return here + 1;
  objects += 1;
  const number = objects;
  if (node != 0) {
    store<i32>(node, -1, LAST);
    store<i32>(node, load<i32>(load<u32>(node, FOLLOW)), EXPECTED);
  }
  while (here < end) {
    here = member(here, node, number);
    if (here == FAILED) return FAILED;
    here = space(here);
    const byte = load<u8>(here);
    if (here < end && byte == 0x7d) return here + 1;
    if (here >= end || byte != COMMA) return unexpected(here);
    here = space(here + 1);
  }
  return fail(MORE);
}

function member(at: usize, node: usize, object: i32): usize {
  if (node != 0) {
    const child = load<i32>(node, EXPECTED);
    const behind = child < load<i32>(node, KEY_COUNT) ? behindKey(at, keyOf(node, child)) : FAILED;
    if (behind != FAILED) return seen(node, child, object) ? value(behind, childOf(node, child)) : fail(ODD);
  }
  if (at >= end || load<u8>(at) != QUOTE) return unexpected(at);
  const keyEnd = string(at + 1);
  if (keyEnd == FAILED) return FAILED;
  const colon = space(keyEnd);
  if (colon >= end || load<u8>(colon) != COLON) return unexpected(colon);
  if (node == 0) return value(space(colon + 1), 0);
  const child = find(node, at, keyEnd);
  return child >= 0 && seen(node, child, object) ? value(space(colon + 1), childOf(node, child)) : fail(ODD);
}

const keyOf = (node: usize, child: i32): usize => <usize>load<u32>(node, KEYS) + <usize>child * KEY_SIZE;
const childOf = (node: usize, child: i32): usize => <usize>load<u32>(keyOf(node, child), 8);

/** Address of the value behind `"key":` where that stands at `at`; else 0. */
function behindKey(at: usize, key: usize): usize {
  const length = <usize>load<u32>(key, 4);
  if (at + length + 1 >= end || !isKey(at, key, length)) return FAILED;
  return load<u8>(at + length) == COLON && load<u8>(at + length + 1) > 0x20 ? at + length + 1 : FAILED;
}

/** Whether a quoted key stands at `at`; keys are followed by 16 bytes that may be looked at. */
function isKey(at: usize, key: usize, length: usize): bool {
  const known = <usize>load<u32>(key);
  if (length > 16) return same(known, at, length);
  const equal = i8x16.bitmask(i8x16.eq(v128.load(known), v128.load(at)));
  return <usize>ctz(~equal) >= length;
}

function find(node: usize, at: usize, keyEnd: usize): i32 {
  for (let child: i32 = 0; child < load<i32>(node, KEY_COUNT); child += 1) {
    const key = keyOf(node, child);
    const length = <usize>load<u32>(key, 4);
    if (length == keyEnd - at && isKey(at, key, length)) return child;
  }
  return -1;
}

/** Notices that a child was met; false where it was met in this object before. */
function seen(node: usize, child: i32, object: i32): bool {
  const place = childOf(node, child);
  if (load<i32>(place, SEEN_IN) == object) return false;
  store<i32>(place, object, SEEN_IN);
  const follow = <usize>load<u32>(node, FOLLOW);
  store<i32>(follow + <usize>(load<i32>(node, LAST) + 1) * 4, child);
  store<i32>(node, child, LAST);
  store<i32>(node, load<i32>(follow + <usize>(child + 1) * 4), EXPECTED);
  return true;
}

function array(at: usize, element: usize): usize {
  let here = space(at + 1);
  if (here >= end) return fail(MORE);
  if (load<u8>(here) == 0x5d) return here + 1;
  while (here < end) {
    here = value(here, element);
    if (here == FAILED) return FAILED;
    here = space(here);
    const byte = load<u8>(here);
    if (here < end && byte == 0x5d) return here + 1;
    if (here >= end || byte != COMMA) return unexpected(here);
    here = space(here + 1);
  }
  return fail(MORE);
}

function number(at: usize, node: usize): usize {
  const whole = digits(load<u8>(at) == MINUS ? at + 1 : at, true);
  if (whole == FAILED) return FAILED;
  const behind = fraction(whole);
  if (behind == FAILED || node == 0) return behind;
  const kind = load<i32>(node, KIND);
  const isWide = behind - at > (kind == INT ? 9 : 18);
  if ((kind == INT || kind == LONG) && (behind != whole || isWide)) return fail(ODD);
  if (load<i32>(node, DAY_FORM) != 0 && !readDay(node, at, behind)) return fail(ODD);
  return behind;
}

function digits(at: usize, isLeading: bool): usize {
  if (at >= end || !isDigit(load<u8>(at))) return unexpected(at);
  if (isLeading && load<u8>(at) == 0x30 && at + 1 < end && isDigit(load<u8>(at + 1))) return fail(ODD);
  let here = at + 1;
  while (here < end && isDigit(load<u8>(here))) here += 1;
  return here;
}

function fraction(at: usize): usize {
  let here = at;
  if (here < end && load<u8>(here) == 0x2e) here = digits(here + 1, false);
  if (here == FAILED || here >= end || (load<u8>(here) | 0x20) != 0x65) return here;
  const sign = load<u8>(here + 1);
  return digits(sign == 0x2b || sign == MINUS ? here + 2 : here + 1, false);
}

function literal(at: usize, byte: u8): usize {
  if (at + 5 > end) return fail(MORE);
  const word = load<u32>(at);
  if (word == 0x65757274 || word == 0x6c6c756e) return at + 4;
  return word == 0x736c6166 && load<u8>(at + 4) == 0x65 ? at + 5 : fail(ODD);
}
