import { allocate, USED } from './arena';
import { columnAt, DATA, ENTRIES, IS_PLAIN, KIND, LEVELS, NUMBERS, TEXT, VALUES } from './column';
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

/** Encodes a column of the row group as Parquet's data pages have it (format, "Encodings"): levels, then numbers. */
export function encode(number: i32): void {
  const column = columnAt(number);
  values = load<i32>(column, VALUES);
  const hasDictionary = load<i32>(column, KIND) == TEXT && load<i32>(column, IS_PLAIN) == 0 && values > 0;
  entries = hasDictionary ? load<i32>(column, ENTRIES) : 0;
  page = allocate(((<usize>values) << 2) + <usize>count + 64);
  at = page + 4;
  levels(<usize>load<u32>(column, LEVELS));
  store<u32>(page, <u32>(at - page - 4));
  if (hasDictionary) numbers(<usize>load<u32>(column, NUMBERS));
  pageLength = at - page;
  data = <usize>load<u32>(column, DATA);
  dataLength = <usize>load<u32>(column + DATA, USED);
}

function varint(value: u32): void {
  let rest = value;
  while (rest > 0x7f) {
    store<u8>(at, <u8>(rest | 0x80));
    at += 1;
    rest >>= 7;
  }
  store<u8>(at, <u8>rest);
  at += 1;
}

/** One bit per row: a run where all are the same. */
function levels(bytes: usize): void {
  if (values == count || values == 0) {
    varint((<u32>count) << 1);
    store<u8>(at, values == 0 ? 0 : 1);
    at += 1;
    return;
  }
  const groups = (<usize>count + 7) >> 3;
  varint(((<u32>groups) << 1) | 1);
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
    varint((<u32>values) << 1);
    store<u8>(at, 0);
    at += 1;
    return;
  }
  const groups = (<usize>values + 7) >> 3;
  varint(((<u32>groups) << 1) | 1);
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
