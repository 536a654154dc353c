import { count, finished, prefix, prefixLength, reset, stopped } from './counts';
import { copy, FULL, IN, MORE, NO_DAY, ODD, OUT, OUT_FILL } from './memory';
import * as tokens from './tokens';
import { isUtf8 } from './utf8';

const NEWLINE: u8 = 0x0a;
const RETURN: u8 = 0x0d;
const SPACE: u8 = 0x20;
const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const OPEN_BRACKET: u8 = 0x5b;
const CLOSE_BRACKET: u8 = 0x5d;

/** In what the reader stands. */
const BARE: i32 = 0;
const QUOTED: i32 = 1;
const BRACKETED: i32 = 2;
/** Behind a quoted token that ended its line. */
const CLOSED: i32 = 3;

/** Set by the host before each call of `lines`. */
export let hasQuotes: bool = false;
export let hasBrackets: bool = false;
/** Position of the token that ends at the line's last quote, or -1. */
export let lastQuoted: i32 = -1;
export let longest: usize = 0;

let mode: i32 = BARE;
let start: usize = 0;
/** Bytes before it are done with. */
let skip: usize = 0;
/** Behind the last whole line in `OUT`. */
let written: usize = OUT;

/**
 * Reads regular lines of `IN` from offset `from` on, up to `length`, and writes them for the engine; answers the offset of the
 * first line that it did not take. `stop` says why.
 */
export function lines(from: usize, length: usize): usize {
  const end = IN + length;
  let at = IN + from;
  written = OUT;
  reset();
  while (at < end) {
    if (written - OUT > OUT_FILL) {
      stopped(FULL);
      break;
    }
    const next = line(at, end);
    if (next == 0) break;
    at = next;
  }
  finished(written);
  return at - IN;
}

/** Reads one line; answers where the next begins, or 0 with `stop` set. */
function line(at: usize, end: usize): usize {
  copy(written, prefix, prefixLength);
  tokens.begin(written + prefixLength);
  let high: i32 = 0;
  skip = at;
  open(at);
  for (let block = at; block < end; block += 16) {
    const bytes = v128.load(block);
    high |= i8x16.bitmask(bytes);
    let marks = marksOf(bytes);
    while (marks != 0) {
      const mark = block + ctz(marks);
      marks &= marks - 1;
      if (mark >= end) return stopped(MORE);
      if (mark < skip) continue;
      const byte = load<u8>(mark);
      if (byte == NEWLINE) return finish(at, mark, high != 0);
      const problem = byte == SPACE ? space(mark) : byte == QUOTE ? quote(mark, end) : control(mark, end);
      if (problem != TAKEN) return stopped(problem);
    }
  }
  return stopped(MORE);
}

const TAKEN: i32 = -1;

/** Spaces, quotes and controls among 16 bytes. */
function marksOf(bytes: v128): i32 {
  const low = i8x16.le_u(bytes, i8x16.splat(0x20));
  return i8x16.bitmask(v128.or(low, i8x16.eq(bytes, i8x16.splat(0x22))));
}

/** Begins the token at `at`. */
function open(at: usize): void {
  const byte = load<u8>(at);
  mode = BARE;
  start = at;
  if (byte == QUOTE && hasQuotes && !isBehindLastQuote()) mode = QUOTED;
  else if (byte == OPEN_BRACKET && hasBrackets) mode = BRACKETED;
  else return;
  start = at + 1;
  skip = start;
}

function space(at: usize): i32 {
  if (mode == QUOTED) return TAKEN;
  let end = at;
  if (mode == BRACKETED) {
    if (load<u8>(at - 1) != CLOSE_BRACKET || at - 1 < start) return TAKEN;
    end = at - 1;
  }
  if (!tokens.take(start, end, false)) return ODD;
  open(at + 1);
  return TAKEN;
}

function isBehindLastQuote(): bool {
  return lastQuoted >= 0 && tokens.count > lastQuoted;
}

/** A quote ends its token where a space or the line's end follows; all other quotes are the host's. */
function quote(at: usize, end: usize): i32 {
  if (!hasQuotes) return TAKEN;
  if (mode != QUOTED || isBehindLastQuote()) return ODD;
  if (at + 2 >= end) return MORE;
  const isLast = isLineEnd(at + 1);
  const isClosing = isLast || load<u8>(at + 1) == SPACE;
  if (!isClosing || load<u8>(at - 1) == BACKSLASH || !tokens.take(start, at, true)) return ODD;
  skip = at + 1;
  if (isLast) mode = CLOSED;
  else {
    skip = at + 2;
    open(at + 2);
  }
  return TAKEN;
}

function isLineEnd(at: usize): bool {
  return load<u8>(at) == NEWLINE || (load<u8>(at) == RETURN && load<u8>(at + 1) == NEWLINE);
}

/** A control character is not regular, but for the carriage return of a line's end. */
function control(at: usize, end: usize): i32 {
  if (load<u8>(at) != RETURN) return ODD;
  if (at + 1 >= end) return MORE;
  return load<u8>(at + 1) == NEWLINE ? TAKEN : ODD;
}

/** Ends the line that began at `at` at the newline `newline`. */
function finish(at: usize, newline: usize, isHigh: bool): usize {
  const end = newline > at && load<u8>(newline - 1) == RETURN ? newline - 1 : newline;
  if (end == at) return newline + 1;
  if (!closed(end) || !tokens.isComplete() || end - at > longest) return stopped(ODD);
  if (isHigh && !isUtf8(at, end)) return stopped(ODD);
  const day = tokens.day();
  if (day == NO_DAY) return stopped(ODD);
  count(day);
  store<u8>(tokens.out, NEWLINE);
  written = tokens.out + 1;
  return newline + 1;
}

/** Takes the last token of a line; false where it is not closed or does not fit. */
function closed(end: usize): bool {
  if (mode == CLOSED) return true;
  if (mode == BARE) return start >= end || tokens.take(start, end, false);
  if (mode == QUOTED) return false;
  return load<u8>(end - 1) == CLOSE_BRACKET && end - 1 >= start && tokens.take(start, end - 1, false);
}
