import { push } from './arena';
import { columnAt, LEVELS } from './column';
import { childCount, childOf, isSeen } from './places';
import { count } from './rows';
import { keepOld } from './take-back';

/** Offsets in a place beside those of `./places`; `core/src/decode/record-plan.ts` writes them. */
export const KIND: usize = 0;
export const OPENER: usize = 4;
/** Form of event time, and the place's rank among the fields of it. */
export const DAY_FORM: usize = 8;
export const DAY_RANK: usize = 12;
export const ELEMENT: usize = 16;
/** Of a record's own fields: rows that their columns have levels of. */
const ROWS: usize = 48;
/** The first column below a place, and how many. */
export const FIRST: usize = 52;
const COLUMNS: usize = 56;
/** Repetition level of a list's further elements. */
const REPEAT: usize = 60;

/** Kind of places that are kept as JSON text, beside those of columns, as the host numbers them. */
export const DOCUMENT: i32 = 7;

/** The place of a record. */
export let root: usize = 0;

export function setPlace(place: usize): void {
  root = place;
}

/** Number of the record that is read. */
export let record: i32 = 0;

export function nextRecord(): void {
  record += 1;
}

/** Adds the levels of one value, or of none, to a column: as `LEVELS` has them. */
export function addLevel(column: usize, level: i32): void {
  keepOld(column, record);
  push(column + LEVELS, level);
}

/** Every column below a place has no value here. */
export function nothing(node: usize, level: i32): void {
  const first = load<i32>(node, FIRST);
  for (let at = first; at < first + load<i32>(node, COLUMNS); at += 1) addLevel(columnAt(at), level);
}

/** The same for the children that an object does not have. */
export function unseen(node: usize, level: i32): void {
  for (let child: i32 = 0; child < childCount(node); child += 1)
    if (!isSeen(node, child)) nothing(childOf(node, child), level);
}

/** Level of a further element of a list that is null, where the list itself has `level`. */
export function further(node: usize, level: i32): i32 {
  return (load<i32>(node, REPEAT) << 4) | ((level & 15) + 1);
}

/** Gives the columns below a record's own field levels for the rows that went without it. */
export function catchUp(field: usize): void {
  const rows = load<i32>(field, ROWS);
  const first = load<i32>(field, FIRST);
  if (rows < count)
    for (let at = first; at < first + load<i32>(field, COLUMNS); at += 1)
      for (let row = rows; row < count; row += 1) push(columnAt(at) + LEVELS, 0);
  store<i32>(field, count + 1, ROWS);
}

/** Whether a record's own field was met in this row group. */
export function isMet(field: usize): bool {
  return load<i32>(field, ROWS) > 0;
}

/** Rows that a record's own field has levels of from now on. */
export function setRows(field: usize, rows: i32): void {
  store<i32>(field, min(rows, load<i32>(field, ROWS)), ROWS);
}
