/** Whether `[start, end)` is UTF-8 (Unicode 15, table 3-7): no overlong form, no surrogate, nothing above U+10FFFF. */
export function isUtf8(start: usize, end: usize): bool {
  let at = start;
  while (at < end) {
    const length = sequence(at, end);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

/** Length of the sequence at `at`; 0 where none is well-formed. */
function sequence(at: usize, end: usize): usize {
  const first = <u32>load<u8>(at);
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length: usize = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return at + length <= end && isContinued(at, first, length) ? length : 0;
}

function isContinued(at: usize, first: u32, length: usize): bool {
  const second = <u32>load<u8>(at + 1);
  if (second < least(first) || second > most(first)) return false;
  for (let next: usize = 2; next < length; next += 1) if ((load<u8>(at + next) & 0xc0) != 0x80) return false;
  return true;
}

function least(first: u32): u32 {
  if (first == 0xe0) return 0xa0;
  return first == 0xf0 ? 0x90 : 0x80;
}

function most(first: u32): u32 {
  if (first == 0xed) return 0x9f;
  return first == 0xf4 ? 0x8f : 0xbf;
}
