/** Where things stand in the module's memory; `core/src/decode/block-memory.ts` has the same numbers. */

/** What the host compiled for the object that is read: its tokens. */
export const PLAN: usize = 0x10000;
/** Text to read: at most one block, and 64 bytes that may be looked at behind it. */
export const IN: usize = 0x80000;
/** Lines for the engine. */
export const OUT: usize = 0x1c0000;
/** Bytes of `OUT` after which the host is asked to write them. */
export const OUT_FILL: usize = 0x100000;

/** The block ends inside a record. */
export const MORE: i32 = 0;
/** The next record is not regular: the host reads it by itself. */
export const ODD: i32 = 1;
/** `OUT` has to be written first. */
export const FULL: i32 = 2;

/** No day could be read. */
export const NO_DAY: i32 = i32.MIN_VALUE;

/** Copies in steps of 16 bytes; up to 15 bytes behind the end are written too. */
export function copy(to: usize, from: usize, length: usize): void {
  for (let at: usize = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at));
}

/** Whether `length` bytes are the same. */
export function same(left: usize, right: usize, length: usize): bool {
  for (let at: usize = 0; at < length; at += 1) if (load<u8>(left + at) != load<u8>(right + at)) return false;
  return true;
}
