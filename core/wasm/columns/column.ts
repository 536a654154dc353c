import { BUFFER, COLUMNS, empty, fix } from './arena';

/** What a column holds, as the host numbers it. */
export const TEXT: i32 = 0;
export const INT: i32 = 1;
export const LONG: i32 = 2;
export const DOUBLE: i32 = 3;
export const BOOLEAN: i32 = 4;

/** State of a column. */
export const KIND: usize = 0;
/** Values that are not null. */
export const VALUES: usize = 4;
/** Different texts of the dictionary, and the number of the value before. */
export const ENTRIES: usize = 8;
export const LAST: usize = 12;
/** Address of the value before in `DATA`; 0 where there is none or it has moved. */
export const LAST_AT: usize = 84;
/** Whether texts stand one by one, without a dictionary. */
export const IS_PLAIN: usize = 16;
/** The dictionary's slots less one; 0 where it has none yet. */
export const MASK: usize = 20;
/**
 * Whether rows have a value: a byte each. Of a column inside records the levels of Parquet ("Nested Encoding"): the definition level in the lower
 * four bits, the repetition level in the upper ones.
 */
export const LEVELS: usize = 24;
/** Values as Parquet's encoding PLAIN has them; with a dictionary each text once. */
export const DATA: usize = LEVELS + BUFFER;
/** With a dictionary: every value's number. */
export const NUMBERS: usize = DATA + BUFFER;
/** Hash and offset in `DATA` of every text of the dictionary. */
export const TEXTS: usize = NUMBERS + BUFFER;
/** Slots of the dictionary: numbers of texts from 1 on. */
export const SLOTS: usize = TEXTS + BUFFER;
/** Highest definition level of a column inside records, and highest repetition level; 0: a column of lines. */
export const MOST_DEFINED: usize = 88;
export const MOST_REPEATED: usize = 92;
/** The record in which the column was met last, and what it held before: `take-back.ts` has the same. */
export const MET_IN: usize = 96;
const SIZE: usize = 120;

/** Columns that fit between `COLUMNS` and the buffers. */
export const MOST: i32 = 600;

/** Address of a column's state. */
export function columnAt(at: i32): usize {
  return COLUMNS + <usize>at * SIZE;
}

/** A value more. */
export function countValue(column: usize): void {
  store<i32>(column, load<i32>(column, VALUES) + 1, VALUES);
}

/** Whether a column's texts are kept once each. */
export function hasDictionary(column: usize): bool {
  return load<i32>(column, KIND) == TEXT && load<i32>(column, IS_PLAIN) == 0;
}

/** Rows of a row group. */
export const MOST_ROWS: i32 = 40960;

/** Begins a row group: capacities of what grows stay as they were, or begin anew. */
export function restart(column: usize, isFresh: bool): void {
  if (isFresh) memory.fill(column + LEVELS, 0, SLOTS - LEVELS);
  store<i32>(column, 0, VALUES);
  store<i32>(column, 0, ENTRIES);
  store<u32>(column, 0, LAST_AT);
  store<i32>(column, 0, MASK);
  const hasNumbers = hasDictionary(column);
  if (load<i32>(column, MOST_DEFINED) == 0) {
    fix(column + LEVELS, MOST_ROWS);
    fix(column + NUMBERS, hasNumbers ? (<usize>MOST_ROWS) << 2 : 0);
  } else {
    empty(column + LEVELS);
    empty(column + NUMBERS);
  }
  empty(column + DATA);
  empty(column + TEXTS);
  store<u32>(column + SLOTS, 0, 0);
  store<u32>(column + SLOTS, 0, 4);
  store<u32>(column + SLOTS, 0, 8);
}
