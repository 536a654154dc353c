import { copy } from '../memory';
import { allocate, room, shorten, use, USED } from './arena';
import { countValue, DATA, ENTRIES, IS_PLAIN, LAST, LAST_AT, MASK, NUMBERS, SLOTS, TEXTS } from './column';

/** Hash and offset of a text. */
const TEXT_SIZE: usize = 8;
const FIRST_MASK: i32 = 255;
/** 2^64 over the golden ratio (Knuth, TAOCP 3, 6.4). */
const PRIME: u64 = ((<u64>0x9e3779b9) << 32) | 0x7f4a7c15;

/** Adds the text `[start, end)` to a column. */
export function putText(column: usize, start: usize, end: usize): void {
  if (load<i32>(column, IS_PLAIN) != 0) append(column, start, end - start);
  else {
    const number = numberOf(column, start, end - start);
    store<i32>(room(column + NUMBERS, 4), number);
    use(column + NUMBERS, 4);
  }
  countValue(column);
}

/** Appends a text in the encoding PLAIN: its length, then its bytes. */
function append(column: usize, start: usize, length: usize): void {
  const at = room(column + DATA, length + 4);
  store<u32>(at, <u32>length);
  copy(at + 4, start, length);
  use(column + DATA, length + 4);
}

/** Number of a text in the dictionary; a new one is added. Most texts are the one before again. */
function numberOf(column: usize, start: usize, length: usize): i32 {
  const last = <usize>load<u32>(column, LAST_AT);
  if (last != 0 && isEntry(last, start, length)) return load<i32>(column, LAST);
  const number = found(column, start, length);
  store<i32>(column, number, LAST);
  store<u32>(column, <u32>entryAt(column, number), LAST_AT);
  return number;
}

function found(column: usize, start: usize, length: usize): i32 {
  const hash = hashOf(start, length);
  if (load<i32>(column, ENTRIES) * 2 >= load<i32>(column, MASK)) widen(column);
  const mask = <u32>load<i32>(column, MASK);
  const slots = <usize>load<u32>(column, SLOTS);
  let slot = hash & mask;
  for (;;) {
    const number = load<i32>(slots + ((<usize>slot) << 2)) - 1;
    if (number < 0) break;
    if (hashAt(column, number) == hash && isEntry(entryAt(column, number), start, length)) return number;
    slot = (slot + 1) & mask;
  }
  const added = add(column, hash, load<u32>(column + DATA, USED));
  append(column, start, length);
  store<i32>(slots + ((<usize>slot) << 2), added + 1);
  return added;
}

function add(column: usize, hash: u32, offset: u32): i32 {
  const at = room(column + TEXTS, TEXT_SIZE);
  store<u32>(at, hash);
  store<u32>(at, offset, 4);
  use(column + TEXTS, TEXT_SIZE);
  const number = load<i32>(column, ENTRIES);
  store<i32>(column, number + 1, ENTRIES);
  return number;
}

function textAt(column: usize, number: i32): usize {
  return <usize>load<u32>(column, TEXTS) + <usize>number * TEXT_SIZE;
}
function hashAt(column: usize, number: i32): u32 {
  return load<u32>(textAt(column, number));
}
function entryAt(column: usize, number: i32): usize {
  return <usize>load<u32>(column, DATA) + <usize>load<u32>(textAt(column, number), 4);
}

/** Whether the text at `entry` is the one at `start`. */
function isEntry(entry: usize, start: usize, length: usize): bool {
  if (<usize>load<u32>(entry) != length) return false;
  const text = entry + 4;
  let at: usize = 0;
  for (; at + 16 <= length; at += 16)
    if (i8x16.bitmask(i8x16.ne(v128.load(text + at), v128.load(start + at))) != 0) return false;
  if (at == length) return true;
  const differing = i8x16.bitmask(i8x16.ne(v128.load(text + at), v128.load(start + at)));
  return <usize>ctz(differing | (1 << 16)) >= length - at;
}

/** Hash of a text, eight bytes at a time. */
function hashOf(start: usize, length: usize): u32 {
  let hash = <u64>length * PRIME;
  let at: usize = 0;
  for (; at + 8 <= length; at += 8) hash = mixed(hash ^ load<u64>(start + at));
  const rest = length - at;
  if (rest > 0) hash = mixed(hash ^ (load<u64>(start + at) & (u64.MAX_VALUE >> ((<u64>(8 - rest)) << 3))));
  return <u32>(hash >> 32);
}

function mixed(hash: u64): u64 {
  const product = hash * PRIME;
  return product ^ (product >> 29);
}

/** Takes back the texts from a number on: those that came last, so that none that stays was put behind them. */
export function forgetFrom(column: usize, first: i32): void {
  const mask = <u32>load<i32>(column, MASK);
  const slots = <usize>load<u32>(column, SLOTS);
  for (let number = load<i32>(column, ENTRIES) - 1; number >= first; number -= 1) {
    let slot = hashAt(column, number) & mask;
    while (load<i32>(slots + ((<usize>slot) << 2)) != number + 1) slot = (slot + 1) & mask;
    store<i32>(slots + ((<usize>slot) << 2), 0);
  }
  store<i32>(column, first, ENTRIES);
  shorten(column + TEXTS, <u32>first * <u32>TEXT_SIZE);
  store<u32>(column, 0, LAST_AT);
}

/** Makes the dictionary's table twice as large. */
function widen(column: usize): void {
  const mask = load<i32>(column, MASK) == 0 ? FIRST_MASK : load<i32>(column, MASK) * 2 + 1;
  const bytes = (<usize>mask + 1) << 2;
  const slots = allocate(bytes);
  memory.fill(slots, 0, bytes);
  for (let number: i32 = 0; number < load<i32>(column, ENTRIES); number += 1) {
    let slot = hashAt(column, number) & <u32>mask;
    while (load<i32>(slots + ((<usize>slot) << 2)) != 0) slot = (slot + 1) & <u32>mask;
    store<i32>(slots + ((<usize>slot) << 2), number + 1);
  }
  store<u32>(column, <u32>slots, SLOTS);
  store<i32>(column, mask, MASK);
}
