/** Lines to take apart: what `core/src/decode/column-memory.ts` writes there. */
export const IN: usize = 0x10000;
/** State of the columns, one after the other. */
export const COLUMNS: usize = 0x2e0000;
const ARENA: usize = 0x300000;

/** A growing buffer: address, capacity and bytes used. */
const CAPACITY: usize = 4;
export const USED: usize = 8;
/** Bytes that one buffer's state takes. */
export const BUFFER: usize = 12;
/** Behind a buffer's capacity, for copies in steps of 16 bytes. */
const SLACK: usize = 16;
const LEAST: usize = 1024;

let top: usize = ARENA;
/** Where buffers begin. */
let base: usize = ARENA;

/** Bytes that all buffers take. */
export function taken(): usize {
  return top - base;
}

/** Gives all room back; every buffer has to be allotted again. */
export function clear(): void {
  top = base;
}

/** Room that is never given back: before the first row. */
export function reserve(bytes: usize): usize {
  const at = allocate(bytes);
  base = top;
  return at;
}

/** New room, aligned to 16 bytes. */
export function allocate(bytes: usize): usize {
  const at = top;
  top = (top + bytes + SLACK + 15) & ~15;
  const pages = <i32>((top + 0xffff) >> 16);
  const missing = pages - memory.size();
  if (missing > 0 && memory.grow(max(missing, 16)) < 0) unreachable();
  return at;
}

/** Gives a buffer room for `bytes` bytes and no more. */
export function fix(buffer: usize, bytes: usize): void {
  store<u32>(buffer, <u32>allocate(bytes));
  store<u32>(buffer, <u32>bytes, CAPACITY);
  store<u32>(buffer, 0, USED);
}

/** Empties a buffer, with the capacity that it had. */
export function empty(buffer: usize): void {
  store<u32>(buffer, <u32>allocate(load<u32>(buffer, CAPACITY)));
  store<u32>(buffer, 0, USED);
}

/** Address of `more` free bytes at a buffer's end. */
export function room(buffer: usize, more: usize): usize {
  const needed = <usize>used(buffer) + more;
  if (needed > <usize>load<u32>(buffer, CAPACITY)) enlarge(buffer, needed);
  return <usize>load<u32>(buffer) + needed - more;
}

function enlarge(buffer: usize, needed: usize): void {
  const capacity = max(needed * 2, LEAST);
  const at = allocate(capacity);
  memory.copy(at, <usize>load<u32>(buffer), <usize>load<u32>(buffer, USED));
  store<u32>(buffer, <u32>at);
  store<u32>(buffer, <u32>capacity, CAPACITY);
}

/** Bytes at a buffer's end are in use now. */
export function use(buffer: usize, bytes: usize): void {
  store<u32>(buffer, load<u32>(buffer, USED) + <u32>bytes, USED);
}

/** Appends a byte to a buffer. */
export function push(buffer: usize, byte: i32): void {
  store<u8>(room(buffer, 1), <u8>byte);
  use(buffer, 1);
}

/** Bytes of a buffer that are in use. */
export function used(buffer: usize): u32 {
  return load<u32>(buffer, USED);
}

/** Takes back what was appended behind the first `bytes` bytes. */
export function shorten(buffer: usize, bytes: u32): void {
  store<u32>(buffer, bytes, USED);
}
