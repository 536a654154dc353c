import { MORE, OUT } from './memory';

/** What the last call came to. */
export let stop: i32 = MORE;
export let rows: i32 = 0;
export let firstDay: i32 = 0;
export let lastDay: i32 = 0;
export let outLength: usize = 0;

/** What stands in front of every record for the engine; set by the host. */
export let prefix: usize = 0;
export let prefixLength: usize = 0;

/** Begins a call. */
export function reset(): void {
  stop = MORE;
  rows = 0;
  firstDay = i32.MAX_VALUE;
  lastDay = i32.MIN_VALUE;
}

/** Counts a row. */
export function count(day: i32): void {
  rows += 1;
  if (day < firstDay) firstDay = day;
  if (day > lastDay) lastDay = day;
}

/** Says why a record was not taken; answers 0. */
export function stopped(why: i32): usize {
  stop = why;
  return 0;
}

/** Ends a call whose last whole line ends at `written`. */
export function finished(written: usize): void {
  outLength = written - OUT;
}
