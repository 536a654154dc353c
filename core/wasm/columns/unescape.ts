import { copy } from '../memory';
import { reserve } from './arena';
import { stopsOf } from './json-tokens';

const QUOTE: u8 = 0x22;

/** Where texts are put without their escapes. */
export let scratch: usize = 0;
/** Address behind the text that was put there last. */
export let scratchEnd: usize = 0;

/** Makes room for texts of up to so many bytes: before the first record. */
export function makeScratch(bytes: usize): void {
  scratch = reserve(bytes);
}

/**
 * Copies a JSON text without its escapes: `start` is its first byte, `end` its first backslash. Answers the address behind the closing
 * quote, or 0 where the text has a surrogate or a NUL.
 */
export function unescape(start: usize, end: usize): usize {
  let from = start;
  let stop = end;
  scratchEnd = scratch;
  take(from, stop);
  while (load<u8>(stop) != QUOTE) {
    from = escape(stop + 1);
    if (from == 0) return 0;
    stop = stopFrom(from);
    take(from, stop);
  }
  return stop + 1;
}

function take(from: usize, to: usize): void {
  copy(scratchEnd, from, to - from);
  scratchEnd += to - from;
}

/** Address of the first quote or backslash from `at` on: the text was checked, it has no controls. */
function stopFrom(at: usize): usize {
  let here = at;
  let stops = stopsOf(v128.load(here));
  while (stops == 0) {
    here += 16;
    stops = stopsOf(v128.load(here));
  }
  return here + <usize>ctz(stops);
}

/** Writes what the escape whose letter stands at `at` means; answers the address behind it, or 0. */
function escape(at: usize): usize {
  const letter = load<u8>(at);
  if (letter != 0x75) {
    store<u8>(scratchEnd, meant(letter));
    scratchEnd += 1;
    return at + 1;
  }
  const code = (hex(at + 1) << 12) | (hex(at + 2) << 8) | (hex(at + 3) << 4) | hex(at + 4);
  if (code == 0 || (code & 0xf800) == 0xd800) return 0;
  utf8(code);
  return at + 5;
}

function meant(letter: u8): u8 {
  if (letter == 0x62) return 0x08;
  if (letter == 0x66) return 0x0c;
  if (letter == 0x6e) return 0x0a;
  if (letter == 0x72) return 0x0d;
  return letter == 0x74 ? 0x09 : letter;
}

function hex(at: usize): u32 {
  const digit = <u32>load<u8>(at);
  return digit <= 0x39 ? digit - 0x30 : (digit | 0x20) - 0x57;
}

/** Writes a code point of the basic plane (RFC 3629, section 3). */
function utf8(code: u32): void {
  if (code < 0x80) return append(code);
  if (code < 0x800) append(0xc0 | (code >> 6));
  else {
    append(0xe0 | (code >> 12));
    append(0x80 | ((code >> 6) & 0x3f));
  }
  append(0x80 | (code & 0x3f));
}

function append(byte: u32): void {
  store<u8>(scratchEnd, <u8>byte);
  scratchEnd += 1;
}
