import type { TextBytes, TextTable } from './text-table.ts';

/** Numbers in a table, plus one, of texts in the encoding PLAIN: each its length in four bytes, then its bytes. @throws RangeError */
export function plainTexts(table: TextTable, bytes: Buffer, count: number): Uint32Array {
  const codes = new Uint32Array(count);
  const text = { bytes, from: 0, length: 0 };
  let last = -1;
  for (let at = 0; at < count; at += 1) {
    next(text);
    // In sorted files most texts are the one before again.
    if (last < 0 || !table.is(last, text)) last = table.numberOf(text);
    codes[at] = last + 1;
  }
  return codes;
}

/** Moves on to the text behind. */
function next(text: { -readonly [Key in keyof TextBytes]: TextBytes[Key] }): void {
  const { bytes } = text;
  const at = text.from + text.length;
  if (at + 4 > bytes.length) throw new RangeError('fewer texts than there should be');
  text.length =
    ((bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)) >>>
    0;
  text.from = at + 4;
  if (text.from + text.length > bytes.length) throw new RangeError('a text that goes beyond its page');
}
