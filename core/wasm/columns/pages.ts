import { allocate, USED } from './arena';
import {
  BOOLEAN,
  columnAt,
  DATA,
  ENTRIES,
  hasDictionary,
  KIND,
  LEVELS,
  MOST_DEFINED,
  NUMBERS,
  VALUES,
} from './column';
import { entriesOf, hasLevels, mostLevelBytes, nestedLevels, varint } from './levels';
import { count } from './rows';

/** The levels, and with a dictionary the numbers behind them, of the column encoded last. */
export let page: usize = 0;
export let pageLength: usize = 0;
/** Its values, or its dictionary's, in the encoding PLAIN. */
export let data: usize = 0;
export let dataLength: usize = 0;
/** Different texts of its dictionary; 0 where it has none. */
export let entries: i32 = 0;
/** Its values that are not null. */
export let values: i32 = 0;

let at: usize = 0;

/** Values and nulls of the column encoded last: one a row, more where it is inside lists. */
export let slots: i32 = 0;
/** Whether any row of the row group may have a value in it. */
export let wasMet: bool = false;

/** Encodes a column of the row group as Parquet's data pages have it (format, "Encodings"): levels, then numbers. */
export function encode(number: i32): void {
  const column = columnAt(number);
  const isNested = load<i32>(column, MOST_DEFINED) > 0;
  values = load<i32>(column, VALUES);
  const isCoded = hasDictionary(column) && values > 0;
  entries = isCoded ? load<i32>(column, ENTRIES) : 0;
  slots = isNested ? entriesOf(column) : count;
  wasMet = !isNested || hasLevels(column);
  page = allocate(((<usize>values) << 2) + mostLevelBytes(slots));
  if (isNested) at = nestedLevels(column, page);
  else flatLevels(<usize>load<u32>(column, LEVELS));
  if (isCoded) numbers(<usize>load<u32>(column, NUMBERS));
  pageLength = at - page;
  data = <usize>load<u32>(column, DATA);
  dataLength = <usize>load<u32>(column + DATA, USED);
  if (load<i32>(column, KIND) == BOOLEAN) packBooleans();
}

/** Booleans in the encoding PLAIN: a bit each, the lowest first. */
function packBooleans(): void {
  const bytes = data;
  dataLength = (<usize>values + 7) >> 3;
  data = allocate(dataLength);
  memory.fill(data, 0, dataLength);
  for (let value: usize = 0; value < <usize>values; value += 1) {
    const to = data + (value >> 3);
    store<u8>(to, load<u8>(to) | (load<u8>(bytes + value) << (<u8>(value & 7))));
  }
}

function flatLevels(bytes: usize): void {
  at = page + 4;
  levels(bytes);
  store<u32>(page, <u32>(at - page - 4));
}

/** One bit per row: a run where all are the same. */
function levels(bytes: usize): void {
  if (values == count || values == 0) {
    at = varint((<u32>count) << 1, at);
    store<u8>(at, values == 0 ? 0 : 1);
    at += 1;
    return;
  }
  const groups = (<usize>count + 7) >> 3;
  at = varint(((<u32>groups) << 1) | 1, at);
  v128.store(bytes + <usize>count, i8x16.splat(0));
  for (let group: usize = 0; group < groups; group += 1)
    store<u8>(at + group, bits(load<u64>(bytes + (group << 3))));
  at += groups;
}

/** The lowest bits of eight bytes that are 0 or 1. */
function bits(bytes: u64): u8 {
  return <u8>((bytes * 0x0102040810204080) >> 56);
}

/** Numbers of texts, packed in as few bits as they need. */
function numbers(ids: usize): void {
  const width = entries == 1 ? 1 : 32 - clz(entries - 1);
  store<u8>(at, <u8>width);
  at += 1;
  if (entries == 1) {
    at = varint((<u32>values) << 1, at);
    store<u8>(at, 0);
    at += 1;
    return;
  }
  const groups = (<usize>values + 7) >> 3;
  at = varint(((<u32>groups) << 1) | 1, at);
  memory.fill(at, 0, groups * <usize>width + 8);
  pack(ids, <u64>width);
  at += groups * <usize>width;
}

function pack(ids: usize, width: u64): void {
  let held: u64 = 0;
  let bitsHeld: u64 = 0;
  let to = at;
  for (let number: usize = 0; number < <usize>values; number += 1) {
    held |= (<u64>load<u32>(ids + (number << 2))) << bitsHeld;
    bitsHeld += width;
    if (bitsHeld < 32) continue;
    store<u32>(to, <u32>held);
    to += 4;
    held >>= 32;
    bitsHeld -= 32;
  }
  if (bitsHeld > 0) store<u32>(to, <u32>held);
}
