import { MORE, NO_DAY, ODD } from '../memory';
import { dayOf } from '../time';
import {
  begin,
  beginDocument,
  digits,
  end,
  escapedAt,
  fail,
  FAILED,
  fraction,
  isDigit,
  isUnusual,
  literal,
  noticeNumber,
  space,
  string,
  unexpected,
} from './json-tokens';
import { behindExpected, childOf, enter, expectedChild, findChild, seen } from './places';
import {
  catchUp,
  DAY_FORM,
  DAY_RANK,
  DOCUMENT,
  ELEMENT,
  further,
  KIND,
  nothing,
  OPENER,
  root,
  unseen,
} from './record-places';
import { putDigits, putEscaped, putVerbatim, putWord, span } from './record-values';
import { INT, LONG, TEXT } from './column';

/** Openers that are no byte. */
const ANY: i32 = -1;
const NUMBER: i32 = 0;
const NO_TEXT: i32 = -2;

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

/**
 * Takes the record at `at`, which ends before `to`, into columns; answers the address behind it, or 0 with `why` set: then the columns
 * may have a part of it.
 */
export function record(at: usize, to: usize): usize {
  begin(to);
  day = NO_DAY;
  depth = 0;
  const behind = value(at, root, -1);
  return behind != FAILED && day == NO_DAY ? fail(ODD) : behind;
}

/** Takes the value at `at`; `absent`: the level that says that there is none. A place of 0 is inside a document, of which nothing is known. */
function value(at: usize, node: usize, absent: i32): usize {
  if (at >= end) return fail(MORE);
  const byte = load<u8>(at);
  if (node != 0 && !fits(byte, node)) return fail(ODD);
  if (byte == QUOTE) return text(at, node, absent + 1);
  if (byte == 0x7b || byte == 0x5b) return nested(at, node, absent + 1);
  if (byte == MINUS || isDigit(byte)) return number(at, node, absent + 1);
  return word(at, node, absent);
}

/** Whether a value that begins with `byte` may stand at a place. */
function fits(byte: u8, node: usize): bool {
  const opener = load<i32>(node, OPENER);
  if (opener != ANY && !isOpener(byte, opener)) return false;
  return load<i32>(node, DAY_FORM) == 0 || byte == QUOTE || byte == NULL || isDigit(byte);
}

function isOpener(byte: u8, opener: i32): bool {
  if (byte == NULL || <i32>byte == opener) return true;
  if (opener == NO_TEXT) return byte != QUOTE;
  if (opener == NUMBER) return byte == MINUS || isDigit(byte);
  return opener == <i32>TRUE && byte == FALSE;
}

function text(at: usize, node: usize, level: i32): usize {
  const behind = string(at + 1);
  if (behind == FAILED || node == 0) return behind;
  if (load<i32>(node, DAY_FORM) != 0 && !readDay(node, at + 1, behind - 1)) return fail(ODD);
  span(at + 1, behind - 1);
  return putEscaped(node, level, escapedAt) ? behind : fail(ODD);
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

function word(at: usize, node: usize, absent: i32): usize {
  const behind = literal(at);
  if (behind == FAILED || node == 0) return behind;
  span(at, behind);
  if (load<u8>(at) == NULL) nothing(node, absent);
  else putWord(node, absent + 1);
  return behind;
}

function number(at: usize, node: usize, level: i32): usize {
  const whole = digits(load<u8>(at) == MINUS ? at + 1 : at, true);
  const behind = whole == FAILED ? FAILED : fraction(whole);
  if (behind == FAILED) return FAILED;
  if (node == 0) {
    noticeNumber(at, behind);
    return behind;
  }
  if (!isOfKind(load<i32>(node, KIND), behind - at, behind != whole)) return fail(ODD);
  if (load<i32>(node, DAY_FORM) != 0 && !readDay(node, at, behind)) return fail(ODD);
  span(at, behind);
  return putDigits(node, level) ? behind : fail(ODD);
}

/** Whether a number of so many bytes is certain to be read as a place's kind. */
function isOfKind(kind: i32, length: usize, hasFraction: bool): bool {
  if (kind == INT) return !hasFraction && length <= 9;
  return kind != LONG || (!hasFraction && length <= 18);
}

function nested(at: usize, node: usize, level: i32): usize {
  depth += 1;
  if (depth > maxDepth) return fail(ODD);
  const kind = node == 0 ? DOCUMENT : load<i32>(node, KIND);
  const behind = node != 0 && kind == DOCUMENT ? document(at, node, level) : members(at, node, level);
  depth -= 1;
  // The engine writes what stands in the place of a text anew.
  return kind == TEXT ? fail(ODD) : behind;
}

function members(at: usize, node: usize, level: i32): usize {
  return load<u8>(at) == 0x7b ? object(at, node, level) : array(at, node, level);
}

/** An object or a list that is kept as its text. */
function document(at: usize, node: usize, level: i32): usize {
  beginDocument();
  const behind = members(at, 0, 0);
  if (behind == FAILED) return FAILED;
  if (isUnusual) return fail(ODD);
  span(at, behind);
  putVerbatim(node, level);
  return behind;
}

function object(at: usize, node: usize, level: i32): usize {
  if (node != 0) enter(node);
  let here = space(at + 1);
  if (here >= end) return fail(MORE);
  if (load<u8>(here) == 0x7d) return closed(here + 1, node, level);
  while (here < end) {
    here = member(here, node, level);
    if (here == FAILED) return FAILED;
    here = space(here);
    const byte = load<u8>(here);
    if (here < end && byte == 0x7d) return closed(here + 1, node, level);
    if (here >= end || byte != COMMA) return unexpected(here);
    here = space(here + 1);
  }
  return fail(MORE);
}

/** An object is over: what it does not have, has no value. A record's own fields catch up when they are met again. */
function closed(behind: usize, node: usize, level: i32): usize {
  if (node != 0 && node != root) unseen(node, level);
  return behind;
}

function member(at: usize, node: usize, level: i32): usize {
  const expected = node == 0 ? FAILED : behindExpected(at, node, end);
  if (expected != FAILED) return childValue(expected, met(node, expectedChild(node)), level);
  if (at >= end || load<u8>(at) != QUOTE) return unexpected(at);
  const keyEnd = string(at + 1);
  if (keyEnd == FAILED) return FAILED;
  const colon = space(keyEnd);
  if (colon >= end || load<u8>(colon) != COLON) return unexpected(colon);
  const behind = space(colon + 1);
  return node == 0 ? value(behind, 0, 0) : childValue(behind, met(node, findChild(node, at, keyEnd)), level);
}

/** The place of a child that is met; 0 where there is none, or it was met in this object before. */
function met(node: usize, child: i32): usize {
  if (child < 0 || !seen(node, child)) return 0;
  const place = childOf(node, child);
  if (node == root) catchUp(place);
  return place;
}

function childValue(at: usize, place: usize, level: i32): usize {
  return place == 0 ? fail(ODD) : value(at, place, level);
}

function array(at: usize, node: usize, level: i32): usize {
  const element = node == 0 ? 0 : <usize>load<u32>(node, ELEMENT);
  const here = space(at + 1);
  if (here >= end) return fail(MORE);
  if (load<u8>(here) != 0x5d) return elements(here, node, level);
  if (element != 0) nothing(element, level);
  return here + 1;
}

/** The elements of a list that has some. */
function elements(at: usize, node: usize, level: i32): usize {
  const element = node == 0 ? 0 : <usize>load<u32>(node, ELEMENT);
  const next = element == 0 ? 0 : further(node, level);
  let here = value(at, element, level + 1);
  while (here != FAILED) {
    here = space(here);
    if (here >= end) return fail(MORE);
    const byte = load<u8>(here);
    if (byte == 0x5d) return here + 1;
    if (byte != COMMA) return fail(ODD);
    here = value(space(here + 1), element, next);
  }
  return FAILED;
}
