import { same } from '../memory';

/** Children of a place of a JSON record, with their keys: `core/src/decode/record-plan.ts` writes them. */
const KEY_COUNT: usize = 20;
/** Per key: address, length, place. */
const KEYS: usize = 24;
const KEY_SIZE: usize = 12;
/** The child that came first when the place was last met, then the ones behind each child. */
const FOLLOW: usize = 28;
const EXPECTED: usize = 32;
const LAST: usize = 36;
/** Number of the object in which this child was met last. */
const SEEN_IN: usize = 40;
/** Number of the object of this place that is read. */
const MET: usize = 44;

const COLON: u8 = 0x3a;

let objects: i32 = 0;

/** Begins an object of a place. */
export function enter(node: usize): void {
  objects += 1;
  store<i32>(node, -1, LAST);
  store<i32>(node, objects, MET);
  store<i32>(node, load<i32>(load<u32>(node, FOLLOW)), EXPECTED);
}

export function childCount(node: usize): i32 {
  return load<i32>(node, KEY_COUNT);
}

/** The child that is expected next: AWS writes keys in the same order again and again. */
export function expectedChild(node: usize): i32 {
  return load<i32>(node, EXPECTED);
}

function keyOf(node: usize, child: i32): usize {
  return <usize>load<u32>(node, KEYS) + <usize>child * KEY_SIZE;
}

/** The place of a child. */
export function childOf(node: usize, child: i32): usize {
  return <usize>load<u32>(keyOf(node, child), 8);
}

/** Address of the value where the child that is expected next stands at `at`, before `end`; else 0. */
export function behindExpected(at: usize, node: usize, end: usize): usize {
  const child = load<i32>(node, EXPECTED);
  return child < load<i32>(node, KEY_COUNT) ? behindKey(at, keyOf(node, child), end) : 0;
}

/** Address of the value behind `"key":` where that stands at `at`; else 0. */
function behindKey(at: usize, key: usize, end: usize): usize {
  const length = <usize>load<u32>(key, 4);
  if (at + length + 1 >= end || !isKey(at, key, length)) return 0;
  return load<u8>(at + length) == COLON && load<u8>(at + length + 1) > 0x20 ? at + length + 1 : 0;
}

/** Whether a quoted key stands at `at`; keys are followed by 16 bytes that may be looked at. */
function isKey(at: usize, key: usize, length: usize): bool {
  const known = <usize>load<u32>(key);
  if (length > 16) return same(known, at, length);
  const equal = i8x16.bitmask(i8x16.eq(v128.load(known), v128.load(at)));
  return <usize>ctz(~equal) >= length;
}

/** The child with the quoted key `[at, keyEnd)`; -1 where there is none. */
export function findChild(node: usize, at: usize, keyEnd: usize): i32 {
  for (let child: i32 = 0; child < load<i32>(node, KEY_COUNT); child += 1) {
    const key = keyOf(node, child);
    const length = <usize>load<u32>(key, 4);
    if (length == keyEnd - at && isKey(at, key, length)) return child;
  }
  return -1;
}

/** Whether a child was met in the object that is read. */
export function isSeen(node: usize, child: i32): bool {
  return load<i32>(childOf(node, child), SEEN_IN) == load<i32>(node, MET);
}

/** Notices that a child was met; false where it was met in this object before. */
export function seen(node: usize, child: i32): bool {
  if (isSeen(node, child)) return false;
  store<i32>(childOf(node, child), load<i32>(node, MET), SEEN_IN);
  const follow = <usize>load<u32>(node, FOLLOW);
  store<i32>(follow + <usize>(load<i32>(node, LAST) + 1) * 4, child);
  store<i32>(node, child, LAST);
  store<i32>(node, load<i32>(follow + <usize>(child + 1) * 4), EXPECTED);
  return true;
}
