import { push } from './arena';
import { BOOLEAN, columnAt, DATA, DOUBLE, TEXT, VALUES } from './column';
import { putText } from './dictionary';
import { documentEnd, isDecimal, isUsual, isWhole, numberEnd, wordEnd } from './json-ends';
import { putNumber } from './numbers';
import { addLevel, DOCUMENT, FIRST, KIND } from './record-places';
import { scratch, scratchEnd, stopFrom, unescape } from './unescape';

const QUOTE: u8 = 0x22;
const TRUE: u8 = 0x74;
const MINUS: u8 = 0x2d;

/** The value is one that the engine reads: addresses are never 0. */
export const ODD: usize = 0;

/** Adds the scalar at `at` to the column of its place; answers the address behind it, or `ODD`. */
export function scalar(at: usize, node: usize, level: i32): usize {
  const kind = load<i32>(node, KIND);
  const column = columnAt(load<i32>(node, FIRST));
  addLevel(column, level);
  if (kind == TEXT) return load<u8>(at) == QUOTE ? text(at + 1, column) : bare(at, column);
  if (kind == DOCUMENT) return kept(column, at, documentEnd(at));
  return kind == BOOLEAN ? truth(at, column) : number(at, column, kind);
}

/** A text whose first byte stands at `start`. */
function text(start: usize, column: usize): usize {
  const stop = stopFrom(start);
  if (load<u8>(stop) == QUOTE) {
    putText(column, start, stop);
    return stop + 1;
  }
  const behind = unescape(start, stop);
  if (behind != ODD) putText(column, scratch, scratchEnd);
  return behind;
}

/** A number or a boolean where a text is declared, as it is written. */
function bare(at: usize, column: usize): usize {
  const byte = load<u8>(at);
  if (byte == 0x74 || byte == 0x66) return kept(column, at, wordEnd(at));
  if (byte != MINUS && <u32>byte - 0x30 > 9) return ODD;
  const end = numberEnd(at);
  return isUsual(at, end) ? kept(column, at, end) : ODD;
}

function kept(column: usize, at: usize, end: usize): usize {
  if (end != ODD) putText(column, at, end);
  return end;
}

function truth(at: usize, column: usize): usize {
  push(column + DATA, load<u8>(at) == TRUE ? 1 : 0);
  store<i32>(column, load<i32>(column, VALUES) + 1, VALUES);
  return wordEnd(at);
}

function number(at: usize, column: usize, kind: i32): usize {
  const end = numberEnd(at);
  if (!(kind == DOUBLE ? isDecimal(at, end) : isWhole(at, end))) return ODD;
  putNumber(column, at, end);
  return end;
}
