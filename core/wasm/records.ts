import { count, finished, prefix, prefixLength, reset, stopped } from './counts';
import * as json from './json';
import { isHigh, why } from './json-tokens';
import { copy, FULL, IN, MORE, ODD, OUT, OUT_FILL, PLAN } from './memory';
import { isUtf8 } from './utf8';

const NEWLINE: u8 = 0x0a;
const COMMA: u8 = 0x2c;

/** Behind the last whole line in `OUT`. */
let written: usize = OUT;

/**
 * Reads regular JSON records of `IN` from offset `from` on, up to `length`, and writes them for the engine, one a line; answers
 * the offset of the first that it did not take. `inArray`: the records stand in an array, with commas between them.
 */
export function records(from: usize, length: usize, inArray: bool): usize {
  const end = IN + length;
  let at = IN + from;
  written = OUT;
  reset();
  for (;;) {
    at = separators(at, end, inArray);
    const next = at >= end ? stopped(MORE) : written - OUT > OUT_FILL ? stopped(FULL) : take(at, end);
    if (next == 0) break;
    at = next;
  }
  finished(written);
  return at - IN;
}

/** Address of the first byte that stands not between records. */
function separators(at: usize, end: usize, inArray: bool): usize {
  let here = at;
  while (here < end && isSeparator(load<u8>(here), inArray)) here += 1;
  return here;
}

function isSeparator(byte: u8, inArray: bool): bool {
  return byte == 0x20 || byte == NEWLINE || byte == 0x0d || byte == 0x09 || (inArray && byte == COMMA);
}

/** Takes the record at `at`; answers the address behind it, or 0. */
function take(at: usize, end: usize): usize {
  if (load<u8>(at) != 0x7b) return stopped(ODD);
  const behind = json.record(at, end, PLAN);
  if (behind == 0) return stopped(why);
  if (isHigh && !isUtf8(at, behind)) return stopped(ODD);
  copy(written, prefix, prefixLength);
  const length = behind - at - 1;
  copy(written + prefixLength, at + 1, length);
  store<u8>(written + prefixLength + length, NEWLINE);
  written += prefixLength + length + 1;
  count(json.day);
  return behind;
}
