import { nat, type Arbitrary } from 'fast-check';

/** The halves of surrogate pairs, which are no characters. */
const FIRST_HALF = 0xd8_00;
const HALVES = 0x8_00;
const MOST = 0x10_ff_ff;

/**
 * Any character, as `string`'s unit `binary` has them, case for case. That unit puts all 1,112,064 into a map before its first text: most of
 * a second, and memory that the collector goes through for as long as the process lives.
 */
export const codePoint: Arbitrary<string> = nat(MOST - HALVES).map(
  (place) => String.fromCodePoint(place < FIRST_HALF ? place : place + HALVES),
  placeOf,
);

/** @throws Error for what is no character, as an unmapper says so */
function placeOf(character: unknown): number {
  if (typeof character !== 'string' || !character.isWellFormed()) throw new Error('no character');
  const [only, ...more] = Array.from(character, (each) => each.codePointAt(0) ?? 0);
  if (only === undefined || more.length > 0) throw new Error('not one character');
  return only < FIRST_HALF ? only : only - HALVES;
}
