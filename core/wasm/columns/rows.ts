import { clear, IN, taken } from './arena';
import { columnAt, IS_PLAIN, KIND, LEVELS, MOST, MOST_ROWS, restart, TEXT } from './column';
import { putText } from './dictionary';
import { putNumber } from './numbers';

const TAB: u8 = 0x09;
const NEWLINE: u8 = 0x0a;
/** Bytes of columns after which a row group is written. */
const MOST_BYTES: usize = 24 << 20;
const MOST_NULLS: i32 = 16;

/** Columns of a line. */
export let columns: i32 = 0;
/** Rows of the row group so far. */
export let count: i32 = 0;

const nulls = memory.data(128);
const nullLengths = memory.data(64);
let nullCount: i32 = 0;

/** Adds a column; the host does so before the first line or record. */
export function addColumn(kind: i32): void {
  if (columns >= MOST) unreachable();
  const column = columnAt(columns);
  memory.fill(column, 0, columnAt(1) - columnAt(0));
  store<i32>(column, kind, KIND);
  columns += 1;
}

/** Adds a text that means "no value" in every column: the first `length` bytes of `IN`, at most 8. */
export function addNull(length: i32): void {
  if (nullCount >= MOST_NULLS || length > 8) unreachable();
  store<u64>(nulls + ((<usize>nullCount) << 3), first(IN, length));
  store<i32>(nullLengths + ((<usize>nullCount) << 2), length);
  const byte = load<u8>(IN);
  const word = firsts + ((<usize>byte >> 5) << 2);
  if (length > 0) store<u32>(word, load<u32>(word) | (1 << (byte & 31)));
  nullCount += 1;
}

/** Bytes with which a text that means "no value" begins: a bit each. */
const firsts = memory.data(32);

function isFirst(byte: u8): bool {
  return (load<u32>(firsts + ((<usize>byte >> 5) << 2)) & (1 << (byte & 31))) != 0;
}

/** The first bytes at an address, at most 8. */
function first(at: usize, length: i32): u64 {
  return length == 0 ? 0 : load<u64>(at) & (u64.MAX_VALUE >> ((<u64>(8 - length)) << 3));
}

/** Forgets what was found out of the columns: before they are used for another spool. */
export function forget(): void {
  for (let at: i32 = 0; at < columns; at += 1) store<i32>(columnAt(at), 0, IS_PLAIN);
}

/** Begins a row group. One that was full of bytes says nothing of the room that the next needs. */
export function begin(): void {
  const wasFull = isFull();
  clear();
  count = 0;
  for (let at: i32 = 0; at < columns; at += 1) restart(columnAt(at), wasFull);
}

/** Whether the row group has as many bytes as one may have. */
export function isFull(): bool {
  return taken() >= MOST_BYTES;
}

/** A row more. */
export function counted(): void {
  count += 1;
}

/** Whether a text is one of those that mean "no value". */
function isNull(start: usize, length: usize): bool {
  if (length > 8 || (length > 0 && !isFirst(load<u8>(start)))) return false;
  const bytes = first(start, <i32>length);
  for (let at: i32 = 0; at < nullCount; at += 1)
    if (
      load<i32>(nullLengths + ((<usize>at) << 2)) == <i32>length &&
      load<u64>(nulls + ((<usize>at) << 3)) == bytes
    )
      return true;
  return false;
}

/**
 * Takes the whole lines in the first `length` bytes of `IN` apart into columns, until the row group is full; answers the bytes
 * of the lines taken. Every line has as many cells as there are columns.
 */
export function take(from: usize, length: usize): usize {
  const end = IN + length;
  let at = IN + from;
  while (at < end && count < MOST_ROWS && !isFull()) at = line(at);
  return at - IN;
}

function line(start: usize): usize {
  let at = start;
  for (let number: i32 = 0; number < columns; number += 1) {
    const end = cellEnd(at);
    if (load<u8>(end) != (number + 1 < columns ? TAB : NEWLINE)) unreachable();
    cell(columnAt(number), at, end);
    at = end + 1;
  }
  count += 1;
  return at;
}

/** Address of the tab or newline that ends a cell. */
function cellEnd(start: usize): usize {
  let at = start;
  let ends = endsAt(at);
  while (ends == 0) {
    at += 16;
    ends = endsAt(at);
  }
  return at + <usize>ctz(ends);
}

/** Tabs and newlines among 16 bytes. */
function endsAt(at: usize): i32 {
  const bytes = v128.load(at);
  const tabs = i8x16.eq(bytes, i8x16.splat(<i8>TAB));
  return i8x16.bitmask(v128.or(tabs, i8x16.eq(bytes, i8x16.splat(<i8>NEWLINE))));
}

function cell(column: usize, start: usize, end: usize): void {
  const hasValue = !isNull(start, end - start);
  store<u8>(<usize>load<u32>(column, LEVELS) + <usize>count, <u8>hasValue);
  if (!hasValue) return;
  if (load<i32>(column, KIND) == TEXT) putText(column, start, end);
  else putNumber(column, start, end);
}

/** Keeps a column's texts without a dictionary from the next row group on. */
export function keepPlain(number: i32): void {
  store<i32>(columnAt(number), 1, IS_PLAIN);
}
