import type { TextTable } from './text-table.ts';

/** Numbers in a table, plus one, of texts in the encoding PLAIN: each its length in four bytes, then its bytes. @throws RangeError */
export function plainTexts(table: TextTable, bytes: Buffer, count: number): Uint32Array {
  const codes = new Uint32Array(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = { bytes, from: 0, length: -1 };
  let code = 0;
  for (let at = 0, entry = 0; entry < count; entry += 1) {
    if (at + 4 > bytes.length) throw new RangeError('fewer texts than there should be');
    const length = view.getUint32(at, true);
    const from = at + 4;
    at = from + length;
    if (at > bytes.length) throw new RangeError('a text that goes beyond its page');
    // In sorted files most texts are the one before again.
    if (length !== text.length || !isSame(view, { left: text.from, right: from, length })) {
      text.from = from;
      text.length = length;
      code = table.numberOf(text) + 1;
    }
    codes[entry] = code;
  }
  return codes;
}

/** Four bytes at a time, as long as there are so many. */
function isSame(
  view: DataView,
  { left, right, length }: Record<'left' | 'right' | 'length', number>,
): boolean {
  let at = 0;
  for (; at + 4 <= length; at += 4) if (view.getInt32(left + at) !== view.getInt32(right + at)) return false;
  for (; at < length; at += 1) if (view.getInt8(left + at) !== view.getInt8(right + at)) return false;
  return true;
}
