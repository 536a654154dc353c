import { push, room, use } from './arena';
import { BOOLEAN, columnAt, countValue, DATA, DOUBLE, INT, LONG } from './column';
import { putText } from './dictionary';
import { isDecimal, isUsual, isWhole } from './json-numbers';
import { putNumber } from './numbers';
import { addLevel, FIRST, KIND } from './record-places';
import { scratch, scratchEnd, unescape } from './unescape';

const TRUE: u8 = 0x74;

/** Where the value stands that is put next. */
let start: usize = 0;
let end: usize = 0;

/** Says where the value stands that is put next; of a text what is between its quotes. */
export function span(from: usize, to: usize): void {
  start = from;
  end = to;
}

/** The column of a place, which gets the levels of one value. */
function columnOf(node: usize, level: i32): usize {
  const column = columnAt(load<i32>(node, FIRST));
  addLevel(column, level);
  return column;
}

/** Puts a text whose first backslash is at `escapedAt` (0: it has none); false where the engine must read it. */
export function putEscaped(node: usize, level: i32, escapedAt: usize): bool {
  const column = columnOf(node, level);
  if (escapedAt == 0) putText(column, start, end);
  else if (unescape(start, escapedAt) == 0) return false;
  else putText(column, scratch, scratchEnd);
  return true;
}

/** Puts a value as it is written. */
export function putVerbatim(node: usize, level: i32): void {
  putText(columnOf(node, level), start, end);
}

/** Puts the number of the object that a record is of. */
export function addOrdinal(node: usize, ordinal: i32): void {
  const column = columnOf(node, 1);
  store<i32>(room(column + DATA, 4), ordinal);
  use(column + DATA, 4);
  countValue(column);
}

/** Puts `true` or `false`. */
export function putWord(node: usize, level: i32): void {
  if (load<i32>(node, KIND) != BOOLEAN) return putVerbatim(node, level);
  const column = columnOf(node, level);
  push(column + DATA, load<u8>(start) == TRUE ? 1 : 0);
  countValue(column);
}

/** Puts a number, or its text where a text or a document is declared; false where the engine must read it. */
export function putDigits(node: usize, level: i32): bool {
  const kind = load<i32>(node, KIND);
  const isNumber = kind == INT || kind == LONG || kind == DOUBLE;
  if (!isTaken(kind, isNumber)) return false;
  const column = columnOf(node, level);
  if (isNumber) putNumber(column, start, end);
  else putText(column, start, end);
  return true;
}

function isTaken(kind: i32, isNumber: bool): bool {
  if (!isNumber) return isUsual(start, end);
  return kind == DOUBLE ? isDecimal(start, end) : isWhole(start, end);
}
