import type { TextBytes } from './text-table.ts';

/** The characters of addresses, numbers and days, by four bits each; 16 for all others. */
const BITS = new Uint8Array(256).fill(16);
for (const [at, byte] of Buffer.from('0123456789.:-/, ').entries()) BITS[byte] = at;

const MOST_LENGTH = 15;
const FIRST_HALF = 8;

/**
 * Texts of up to fifteen such characters as two numbers of 32 bits, in which they are whole: whoever compares the numbers need not look at the
 * text. Most columns of many different values have addresses.
 */
export class ShortText {
  /** The first eight characters. */
  first = 0;
  /** The others, and in the highest four bits the length; 0 for a text that is no such one. */
  rest = 0;

  /** Takes a text; false where it is no such one. */
  take({ bytes, from, length }: TextBytes): boolean {
    this.first = 0;
    this.rest = 0;
    if (length === 0 || length > MOST_LENGTH) return false;
    let first = 0;
    let rest = 0;
    for (let at = 0; at < length; at += 1) {
      const bits = BITS[bytes[from + at] as number] as number;
      if (bits > 15) return false;
      if (at < FIRST_HALF) first |= bits << (at * 4);
      else rest |= bits << ((at - FIRST_HALF) * 4);
    }
    this.first = first;
    this.rest = rest | (length << 28);
    return true;
  }
}
