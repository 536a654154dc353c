import { count as countRow, reset, stopped } from '../counts';
import { FULL, MORE, ODD } from '../memory';
import { isUtf8 } from '../utf8';
import { IN, reserve } from './arena';
import { columnAt, MOST_DEFINED, MOST_REPEATED } from './column';
import { day, record as takeRecord } from './json';
import { fail, FAILED, isHigh, why } from './json-tokens';
import { childCount, childOf, isSeen } from './places';
import { addOrdinal } from './record-values';
import { catchUp, isMet, nextRecord, record, root, setPlace, setRows } from './record-places';
import { addColumn, columns, count, counted, isFull } from './rows';
import { takeBack } from './take-back';
import { makeScratch } from './unescape';

const NEWLINE: u8 = 0x0a;
const COMMA: u8 = 0x2c;

/** Rows of a row group of records: inside lists a column holds many more values. */
const MOST_RECORDS: i32 = 20480;
/** Behind a block stands what is looked at in steps of 16 bytes. */
const BEHIND: usize = 64;

/** Where the host puts blocks of text. */
export let block: usize = 0;
/** Number of the object that a block is of; -1: the records are lines that say it themselves, in their first field. */
export let ordinal: i32 = -1;

/** Adds a column inside records: before the first record. */
export function addNested(kind: i32, defined: i32, repeated: i32): void {
  addColumn(kind);
  store<i32>(columnAt(columns - 1), defined, MOST_DEFINED);
  store<i32>(columnAt(columns - 1), repeated, MOST_REPEATED);
}

/** Room in which the host writes the places of records. */
export function reserved(bytes: usize): usize {
  return reserve(bytes);
}

/** Says where the place of a record is, how many bytes one has at most, and how many a block has. */
export function setRoot(place: usize, mostBytes: usize, blockBytes: usize): void {
  setPlace(place);
  makeScratch(mostBytes);
  block = reserve(blockBytes + BEHIND);
}

/** Begins a row group: no field was met. */
export function beginRecords(): void {
  for (let child: i32 = 0; child < childCount(root); child += 1) setRows(childOf(root, child), 0);
}

/** Ends a row group: before its columns are encoded. */
export function endRecords(): void {
  for (let child: i32 = 0; child < childCount(root); child += 1) {
    const field = childOf(root, child);
    if (isMet(field)) catchUp(field);
  }
}

/** Takes the whole lines in the first `length` bytes of `IN` from offset `from` on, a record each; answers the offset behind those taken. */
export function takeLines(from: usize, length: usize): usize {
  ordinal = -1;
  return take(IN + from, IN + length, false) - IN;
}

/**
 * Takes regular JSON records of `block` in the same way: valid JSON, with declared keys alone, each once, and values of the declared kinds. `inArray`: they
 * stand in an array, with commas between them. `stop` says why no more: the row group is full, the text ends, or the next is the host's.
 */
export function takeRecords(from: usize, length: usize, inArray: bool): usize {
  return take(block + from, block + length, inArray) - block;
}

function take(from: usize, to: usize, inArray: bool): usize {
  let at = from;
  reset();
  for (;;) {
    at = separators(at, to, inArray);
    const next = at >= to ? stopped(MORE) : hasRoom() ? one(at, to) : stopped(FULL);
    if (next == 0) break;
    at = next;
  }
  return at;
}

function hasRoom(): bool {
  return count < MOST_RECORDS && !isFull();
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

/** Takes the record at `at`; answers the address behind it, or 0 with nothing of it taken. */
function one(at: usize, to: usize): usize {
  if (load<u8>(at) != 0x7b) return stopped(ODD);
  nextRecord();
  const behind = takeRecord(at, to);
  if (behind == FAILED || !isWhole(at, behind)) {
    takeAllBack();
    return stopped(why);
  }
  counted();
  countRow(day);
  return behind;
}

/** Whether a record is UTF-8, and says of which object it is where, and only where, it has to. */
function isWhole(at: usize, behind: usize): bool {
  const field = childOf(root, 0);
  const isUnsound = (isHigh && !isUtf8(at, behind)) || isSeen(root, 0) == ordinal >= 0;
  if (isUnsound) return fail(ODD) != FAILED;
  if (ordinal >= 0) {
    catchUp(field);
    addOrdinal(field, ordinal);
  }
  return true;
}

function takeAllBack(): void {
  for (let number: i32 = 0; number < columns; number += 1) takeBack(columnAt(number), record);
  for (let child: i32 = 0; child < childCount(root); child += 1) setRows(childOf(root, child), count);
}
