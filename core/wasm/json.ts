import {
  begin,
  digits,
  end,
  fail,
  FAILED,
  fraction,
  isDigit,
  literal,
  string,
  unexpected,
} from './json-tokens';
import { MORE, NO_DAY, ODD } from './memory';
import { behindExpected, childOf, enter, expectedChild, findChild, seen } from './places';
import { dayOf } from './time';

/** Offsets in a place of the plan; `core/src/decode/json-block-plan.ts` writes them. */
const KIND: usize = 0;
const OPENER: usize = 4;
const DAY_FORM: usize = 8;
const DAY_RANK: usize = 12;
const ELEMENT: usize = 16;

/** Kinds of places, as the host numbers them. */
const STRUCT: i32 = 1;
const INT: i32 = 2;
const LONG: i32 = 3;

/** Openers that are no byte. */
const ANY: i32 = -1;
const NUMBER: i32 = 0;
const DOCUMENT: i32 = -2;

const QUOTE: u8 = 0x22;
const MINUS: u8 = 0x2d;
const COMMA: u8 = 0x2c;
const COLON: u8 = 0x3a;
const TRUE: u8 = 0x74;
const FALSE: u8 = 0x66;
const NULL: u8 = 0x6e;

/** Day of the last record's event time. */
export let day: i32 = NO_DAY;
/** Set by the host. */
export let maxDepth: i32 = 1000;

let dayRank: i32 = 0;
let depth: i32 = 0;

/** Scans the record at `at`, which ends before `to`; answers the address behind it, or 0 with `why` set. */
export function record(at: usize, to: usize, root: usize): usize {
  begin(to);
  day = NO_DAY;
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

function value(at: usize, node: usize): usize {
  if (at >= end) return fail(MORE);
  const byte = load<u8>(at);
  if (node != 0 && !fits(byte, node)) return fail(ODD);
  if (byte == QUOTE) return text(at, node);
  if (byte == 0x7b || byte == 0x5b) return nested(at, node, byte == 0x7b);
  if (byte == MINUS || isDigit(byte)) return number(at, node);
  return literal(at);
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
  if (node != 0) enter(node);
  while (here < end) {
    here = member(here, node);
    if (here == FAILED) return FAILED;
    here = space(here);
    const byte = load<u8>(here);
    if (here < end && byte == 0x7d) return here + 1;
    if (here >= end || byte != COMMA) return unexpected(here);
    here = space(here + 1);
  }
  return fail(MORE);
}

/** The value of a child; one that is not declared or was met in this object before is the host's. */
function valueOf(at: usize, node: usize, child: i32): usize {
  return child >= 0 && seen(node, child) ? value(at, childOf(node, child)) : fail(ODD);
}

function member(at: usize, node: usize): usize {
  const expected = node == 0 ? FAILED : behindExpected(at, node, end);
  if (expected != FAILED) return valueOf(expected, node, expectedChild(node));
  if (at >= end || load<u8>(at) != QUOTE) return unexpected(at);
  const keyEnd = string(at + 1);
  if (keyEnd == FAILED) return FAILED;
  const colon = space(keyEnd);
  if (colon >= end || load<u8>(colon) != COLON) return unexpected(colon);
  const behind = space(colon + 1);
  return node == 0 ? value(behind, 0) : valueOf(behind, node, findChild(node, at, keyEnd));
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
  const behind = whole == FAILED ? FAILED : fraction(whole);
  if (behind == FAILED || node == 0) return behind;
  if (!isOfKind(load<i32>(node, KIND), behind - at, behind != whole)) return fail(ODD);
  return load<i32>(node, DAY_FORM) == 0 || readDay(node, at, behind) ? behind : fail(ODD);
}

/** Whether a number of so many bytes is certain to be read as a place's kind. */
function isOfKind(kind: i32, length: usize, hasFraction: bool): bool {
  if (kind == INT) return !hasFraction && length <= 9;
  return kind != LONG || (!hasFraction && length <= 18);
}
