import { shorten, used } from './arena';
import { DATA, ENTRIES, hasDictionary, LEVELS, MET_IN, NUMBERS, VALUES } from './column';
import { forgetFrom } from './dictionary';

/** Bytes of levels, of `DATA` and of `NUMBERS`, values, and texts of the dictionary. */
const OLD_LEVELS: usize = 100;
const OLD_VALUES: usize = 104;
const OLD_DATA: usize = 108;
const OLD_NUMBERS: usize = 112;
const OLD_ENTRIES: usize = 116;

/** Keeps in mind what a column holds before its first value in a record. */
export function keepOld(column: usize, record: i32): void {
  if (load<i32>(column, MET_IN) == record) return;
  store<i32>(column, record, MET_IN);
  store<u32>(column, used(column + LEVELS), OLD_LEVELS);
  store<i32>(column, load<i32>(column, VALUES), OLD_VALUES);
  store<u32>(column, used(column + DATA), OLD_DATA);
  store<u32>(column, used(column + NUMBERS), OLD_NUMBERS);
  store<i32>(column, load<i32>(column, ENTRIES), OLD_ENTRIES);
}

/** Takes back what a column got of a record. */
export function takeBack(column: usize, record: i32): void {
  if (load<i32>(column, MET_IN) != record) return;
  if (hasDictionary(column)) forgetFrom(column, load<i32>(column, OLD_ENTRIES));
  shorten(column + LEVELS, load<u32>(column, OLD_LEVELS));
  store<i32>(column, load<i32>(column, OLD_VALUES), VALUES);
  shorten(column + DATA, load<u32>(column, OLD_DATA));
  shorten(column + NUMBERS, load<u32>(column, OLD_NUMBERS));
}
