import { copy, NO_DAY, PLAN, same } from './memory';
import { dayOf } from './time';

/** The plan's head: see `core/src/decode/line-block-plan.ts`, which writes it. */
const TOKEN_COUNT: usize = PLAN;
const NO_VALUE: usize = PLAN + 4;
const NO_VALUE_LENGTH: usize = PLAN + 8;
const TIME_COUNT: usize = PLAN + 12;
/** Whether event time is made of both its fields. */
const TIME_IS_BOTH: usize = PLAN + 16;
/** Per field of event time: its token's place, and its form. */
const TIMES: usize = PLAN + 64;
const TOKENS: usize = PLAN + 128;
const TOKEN_SIZE: usize = 32;

/** Offsets in a token's entry. */
const TEST: usize = 0;
const IS_BARE: usize = 4;
const PARTS: usize = 8;
const PART_COUNT: usize = 12;
const NULLS: usize = 16;
const NULL_COUNT: usize = 20;

/** Tests, as the host numbers them. */
const ALWAYS: i32 = 0;
const INT: i32 = 1;
const LONG: i32 = 2;
const DECIMAL: i32 = 3;
const BOOLEAN: i32 = 4;
const HOST_PORT: i32 = 5;
const REQUEST_LINE: i32 = 6;

/** Parts, as the host numbers them. */
const WHOLE: i32 = 0;
const HOST: i32 = 1;
const PORT: i32 = 2;
const VERB: i32 = 3;
const URL: i32 = 4;

const TAB: u8 = 0x09;
const SPACE: u8 = 0x20;
const COLON: u8 = 0x3a;

/** Tokens of the line that is read. */
export let count: i32 = 0;
/** Where the next byte of the engine's line goes. */
export let out: usize = 0;

const starts = memory.data(512 * 4);
const ends = memory.data(512 * 4);

/** Begins a line whose output goes to `to`. */
export function begin(to: usize): void {
  count = 0;
  out = to;
}

/** Whether all tokens of the plan came. */
export function isComplete(): bool {
  return count == load<i32>(TOKEN_COUNT);
}

/** Takes the next token and writes its cells; false where it does not fit the plan. */
export function take(start: usize, end: usize, isQuoted: bool): bool {
  if (count >= load<i32>(TOKEN_COUNT)) return false;
  const token = TOKENS + <usize>count * TOKEN_SIZE;
  const isAstray = isQuoted && load<i32>(token, IS_BARE) != 0;
  if ((isAstray || !passes(load<i32>(token, TEST), start, end)) && !isNull(token, start, end)) return false;
  store<u32>(starts + ((<usize>count) << 2), <u32>start);
  store<u32>(ends + ((<usize>count) << 2), <u32>end);
  count += 1;
  const parts = <usize>load<u32>(token, PARTS);
  if (load<i32>(token, PART_COUNT) == 1 && load<u8>(parts) == WHOLE) cell(start, end);
  else split(token, start, end);
  return true;
}

function cell(start: usize, end: usize): void {
  store<u8>(out, TAB);
  copy(out + 1, start, end - start);
  out += 1 + end - start;
}

function split(token: usize, start: usize, end: usize): void {
  const parts = <usize>load<u32>(token, PARTS);
  const hasValue = !isNull(token, start, end);
  const none = <usize>load<u32>(NO_VALUE);
  for (let at: i32 = 0; at < load<i32>(token, PART_COUNT); at += 1) {
    if (hasValue) part(load<u8>(parts + at), start, end);
    else cell(none, none + load<u32>(NO_VALUE_LENGTH));
  }
}

function part(kind: i32, start: usize, end: usize): void {
  if (kind == WHOLE) return cell(start, end);
  if (kind == HOST) return host(start, last(start, end, COLON));
  if (kind == PORT) return cell(last(start, end, COLON) + 1, end);
  if (kind == VERB) return cell(start, first(start, end, SPACE));
  if (kind == URL) return cell(first(start, end, SPACE) + 1, last(start, end, SPACE));
  return cell(last(start, end, SPACE) + 1, end);
}

/** A host without the brackets of an IPv6 address. */
function host(start: usize, end: usize): void {
  cell(load<u8>(start) == 0x5b ? start + 1 : start, load<u8>(end - 1) == 0x5d ? end - 1 : end);
}

function first(start: usize, end: usize, byte: u8): usize {
  let at = start;
  while (at < end && load<u8>(at) != byte) at += 1;
  return at;
}

function last(start: usize, end: usize, byte: u8): usize {
  let at = end - 1;
  while (at > start && load<u8>(at) != byte) at -= 1;
  return at;
}

/** Whether a token's bytes mean "no value". */
function isNull(token: usize, start: usize, end: usize): bool {
  const nulls = <usize>load<u32>(token, NULLS);
  for (let at: i32 = 0; at < load<i32>(token, NULL_COUNT); at += 1) {
    const text = <usize>load<u32>(nulls + <usize>at * 8);
    const length = <usize>load<u32>(nulls + <usize>at * 8, 4);
    if (length == end - start && same(text, start, length)) return true;
  }
  return false;
}

/** The tests of `token-check.ts`. */
function passes(test: i32, start: usize, end: usize): bool {
  if (test == ALWAYS) return true;
  if (test == INT) return isInteger(start, end, 9);
  if (test == LONG) return isInteger(start, end, 18);
  if (test == DECIMAL) return isDecimal(start, end);
  if (test == HOST_PORT) return isHostPort(start, end);
  if (test == REQUEST_LINE) return isRequestLine(start, end);
  return test == BOOLEAN && isBoolean(start, end);
}

function hasLeadingZero(at: usize, end: usize): bool {
  return load<u8>(at) == 0x30 && at + 1 < end && load<u8>(at + 1) != 0x2e;
}

function isInteger(start: usize, end: usize, most: usize): bool {
  const digits = load<u8>(start) == 0x2d ? start + 1 : start;
  if (end <= digits || end - digits > most || hasLeadingZero(digits, end)) return false;
  for (let at = digits; at < end; at += 1) if (<u32>load<u8>(at) - 0x30 > 9) return false;
  return true;
}

function isDecimal(start: usize, end: usize): bool {
  const digits = load<u8>(start) == 0x2d ? start + 1 : start;
  if (end <= digits || load<u8>(digits) == 0x2e || load<u8>(end - 1) == 0x2e) return false;
  if (hasLeadingZero(digits, end) || end - digits >= 18) return false;
  let points = 0;
  for (let at = digits; at < end; at += 1) {
    if (load<u8>(at) == 0x2e) points += 1;
    else if (<u32>load<u8>(at) - 0x30 > 9) return false;
  }
  return points < 2;
}

function isBoolean(start: usize, end: usize): bool {
  if (end - start == 4) return load<u32>(start) == 0x65757274;
  return end - start == 5 && load<u32>(start) == 0x736c6166 && load<u8>(start + 4) == 0x65;
}

function isHostPort(start: usize, end: usize): bool {
  const colon = last(start, end, COLON);
  if (end <= start || colon == start || end - colon > 6) return false;
  return isInteger(colon + 1, end, 5) && load<u8>(colon + 1) != 0x2d;
}

function isRequestLine(start: usize, end: usize): bool {
  if (end <= start) return false;
  const left = first(start, end, SPACE);
  const right = last(start, end, SPACE);
  return left > start && right > left && right < end - 1;
}

/** The line's event day, by the first field that has a value. */
export function day(): i32 {
  const isBoth = load<i32>(TIME_IS_BOTH) != 0;
  let found = NO_DAY;
  for (let field: usize = 0; field < load<u32>(TIME_COUNT); field += 1) {
    const at = <usize>load<u32>(TIMES + field * 8);
    const start = <usize>load<u32>(starts + (at << 2));
    const end = <usize>load<u32>(ends + (at << 2));
    const read = dayOf(load<i32>(TIMES + field * 8, 4), start, end);
    if (isBoth && read == NO_DAY) return NO_DAY;
    if (!isBoth && (read != NO_DAY || !isNull(TOKENS + at * TOKEN_SIZE, start, end))) return read;
    if (found == NO_DAY) found = read;
  }
  return found;
}
