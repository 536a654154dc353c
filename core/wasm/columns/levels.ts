import { used } from './arena';
import { LEVELS, MOST_DEFINED, MOST_REPEATED } from './column';
import { count } from './rows';

/** Levels of one entry: definition in the lower four bits, repetition above. */
const LEVEL: u8 = 0x0f;
const REPEATED: u8 = 4;

/** The levels that are written: their bytes, how many, which bits, and how many bits Parquet gives them. */
let bytes: usize = 0;
let entries: usize = 0;
let shift: u8 = 0;
let width: u8 = 0;

/** Entries of a column inside records: one of a row at least, more where lists are. */
export function entriesOf(column: usize): i32 {
  const written = <i32>used(column + LEVELS);
  return written == 0 ? count : written;
}

/** Whether any row of a column inside records, or what it is in, has a value: a level that is not 0. */
export function hasLevels(column: usize): bool {
  const from = <usize>load<u32>(column, LEVELS);
  const to = from + <usize>used(column + LEVELS);
  for (let at = from; at < to; at += 1) if (load<u8>(at) != 0) return true;
  return false;
}

/** Bytes that the levels take at most. */
export function mostLevelBytes(slots: i32): usize {
  return <usize>slots * 2 + 64;
}

/** Writes both kinds of levels of a column inside records, each behind its length (Parquet format, "Data Pages"); answers the address behind them. */
export function nestedLevels(column: usize, to: usize): usize {
  bytes = <usize>load<u32>(column, LEVELS);
  entries = <usize>used(column + LEVELS);
  const repeated = load<i32>(column, MOST_REPEATED);
  const at = repeated > 0 ? sized(REPEATED, repeated, to) : to;
  return sized(0, load<i32>(column, MOST_DEFINED), at);
}

/** Writes the levels in the bits from `from` on, of which the highest is `most`. */
function sized(from: u8, most: i32, to: usize): usize {
  shift = from;
  width = <u8>(32 - clz(most));
  const end = hybrid(to + 4);
  store<u32>(to, <u32>(end - to - 4));
  return end;
}

/** Levels as one run where all are the same, and where the column was never met; else packed. */
function hybrid(to: usize): usize {
  if (entries == 0) return run(count, 0, to);
  if (isRun()) return run(<i32>entries, levelAt(bytes), to);
  const groups = (entries + 7) >> 3;
  let at = varint(((<u32>groups) << 1) | 1, to);
  for (let group: usize = 0; group < groups; group += 1) {
    store<u32>(at, packed(group << 3));
    at += <usize>width;
  }
  return at;
}

function run(length: i32, level: u8, to: usize): usize {
  const at = varint((<u32>length) << 1, to);
  store<u8>(at, level);
  return at + 1;
}

function levelAt(at: usize): u8 {
  return (load<u8>(at) >> shift) & LEVEL;
}

function isRun(): bool {
  const first = levelAt(bytes);
  for (let at: usize = 1; at < entries; at += 1) if (levelAt(bytes + at) != first) return false;
  return true;
}

/** Up to eight levels of at most four bits, from the entry `first` on. */
function packed(first: usize): u32 {
  const last = min<usize>(first + 8, entries);
  let held: u32 = 0;
  for (let entry = first; entry < last; entry += 1)
    held |= (<u32>levelAt(bytes + entry)) << (<u32>(entry - first) * <u32>width);
  return held;
}

/** Seven bits a byte, the lowest first; answers the address behind them. */
export function varint(value: u32, to: usize): usize {
  let at = to;
  let rest = value;
  while (rest > 0x7f) {
    store<u8>(at, <u8>(rest | 0x80));
    at += 1;
    rest >>= 7;
  }
  store<u8>(at, <u8>rest);
  return at + 1;
}
