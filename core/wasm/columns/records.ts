import { behindExpected, childCount, childOf, enter, expectedChild, findChild, seen } from '../places';
import { IN, reserve } from './arena';
import { columnAt, MOST_DEFINED, MOST_REPEATED, takeBack } from './column';
import {
  catchUp,
  ELEMENT,
  isMet,
  KIND,
  LIST,
  nextRecord,
  nothing,
  record,
  REPEAT,
  setRows,
  STRUCT,
  unseen,
} from './record-places';
import { ODD, scalar } from './record-values';
import { addColumn, columns, count, counted, isFull } from './rows';
import { makeScratch, stopFrom } from './unescape';

const QUOTE: u8 = 0x22;
const NULL: u8 = 0x6e;
const CLOSED: u8 = 0x7d;
const CLOSED_LIST: u8 = 0x5d;

/** Rows of a row group of records: inside lists a column holds many more values. */
const MOST_RECORDS: i32 = 20480;

/** Whether `takeRecords` stopped at a record that the engine reads. */
export let isOdd: bool = false;

/** The place of a record, and the address behind the last one. */
let root: usize = 0;
let end: usize = 0;

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

/** Says where the place of a record is, and how many bytes one has at most. */
export function setRoot(place: usize, mostBytes: usize): void {
  root = place;
  makeScratch(mostBytes);
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

/**
 * Takes the records in the first `length` bytes of `IN` from offset `from` on, a line each, apart into columns, until the row group is full or one is odd
 * (`isOdd`); answers the offset behind those taken. They are regular: valid JSON, with declared keys alone, each once, and values of the declared kinds.
 */
export function takeRecords(from: usize, length: usize): usize {
  end = IN + length;
  isOdd = false;
  let at = IN + from;
  while (at < end && hasRoom() && !isOdd) {
    const behind = one(at);
    isOdd = behind == ODD;
    if (!isOdd) at = behind + 1;
  }
  return at - IN;
}

function hasRoom(): bool {
  return count < MOST_RECORDS && !isFull();
}

/** Takes the record at `at`; answers the address of its newline, or `ODD` with nothing taken. */
function one(at: usize): usize {
  nextRecord();
  const behind = members(at, root, 0);
  if (behind == ODD) takeAllBack();
  else counted();
  return behind;
}

function takeAllBack(): void {
  for (let number: i32 = 0; number < columns; number += 1) takeBack(columnAt(number), record);
  for (let child: i32 = 0; child < childCount(root); child += 1) setRows(childOf(root, child), count);
}

/** Address of the first byte from `at` on that is neither space nor tab. */
function space(at: usize): usize {
  let here = at;
  while (load<u8>(here) == 0x20 || load<u8>(here) == 0x09) here += 1;
  return here;
}

/** Takes the members of the object at `at`; `level`: of a member that is null. */
function members(at: usize, node: usize, level: i32): usize {
  enter(node);
  let here = space(at + 1);
  while (load<u8>(here) != CLOSED) {
    here = member(here, node, level);
    if (here == ODD) return ODD;
    here = space(here);
    if (load<u8>(here) != CLOSED) here = space(here + 1);
  }
  return here + 1;
}

function member(at: usize, node: usize, level: i32): usize {
  let child = expectedChild(node);
  let behind = behindExpected(at, node, end);
  if (behind == 0) {
    const keyEnd = stopFrom(at + 1) + 1;
    if (load<u8>(keyEnd - 1) != QUOTE) return ODD;
    child = findChild(node, at, keyEnd);
    behind = space(space(keyEnd) + 1);
  }
  if (child < 0 || !seen(node, child)) return ODD;
  const place = childOf(node, child);
  if (node == root) catchUp(place);
  return value(behind, place, level);
}

/** Takes the value at `at`; `level`: what says that there is none. */
function value(at: usize, node: usize, level: i32): usize {
  if (load<u8>(at) == NULL) {
    nothing(node, level);
    return at + 4;
  }
  const kind = load<i32>(node, KIND);
  if (kind == STRUCT) return object(at, node, level + 1);
  return kind == LIST ? list(at, node, level + 1) : scalar(at, node, level + 1);
}

function object(at: usize, node: usize, level: i32): usize {
  const behind = members(at, node, level);
  if (behind != ODD) unseen(node, level);
  return behind;
}

function list(at: usize, node: usize, level: i32): usize {
  const element = <usize>load<u32>(node, ELEMENT);
  let here = space(at + 1);
  if (load<u8>(here) == CLOSED_LIST) {
    nothing(element, level);
    return here + 1;
  }
  const further = (load<i32>(node, REPEAT) << 4) | ((level & 15) + 1);
  here = value(here, element, level + 1);
  while (here != ODD) {
    here = space(here);
    if (load<u8>(here) == CLOSED_LIST) return here + 1;
    here = value(space(here + 1), element, further);
  }
  return ODD;
}
