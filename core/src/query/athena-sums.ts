import { isValueEnd, type Here, type Writing } from './athena-here.ts';

/**
 * Signs of sums and differences as operators of our own (`athena-macros-sum.ts`): what they mean depends on types, which only the
 * engine knows. One level of precedence has to hold all of a statement's signs, so that all are written or none.
 * @param only offset of the one sign to be written, to find out which of several is wrong; absent: all
 */
export function sumsOf(all: readonly Here[], { written }: Writing, only?: number): void {
  const signs = all.filter(isSum);
  if (signs.every(isOfNumbers)) return;
  for (const here of signs)
    if (only === undefined || here.word()?.offset === only) written[here.at()] = ` ~${here.word()?.text} `;
}

/** Where the signs of sums and differences stand in a statement. */
export const placesOfSums = (all: readonly Here[]): readonly number[] =>
  all.filter(isSum).flatMap((here) => here.word()?.offset ?? []);

/** Whether a sign stands between two values; not within `1e-5`, not before one. */
function isSum(here: Here): boolean {
  if (!here.is(0, '+', '-') || here.word(1) === undefined || here.is(-1, 'interval')) return false;
  const before = here.word(-1);
  if (before?.kind === 'number') return !isExponent(here);
  return before?.kind === 'text' || here.is(-1, '?', 'end') || isValueEnd(before);
}

/** `1e-5` is cut into `1e`, `-` and `5`. */
function isExponent(here: Here): boolean {
  const before = here.word(-1);
  const isBeside = before !== undefined && before.offset + before.text.length === here.word()?.offset;
  return isBeside && /^[\d.]+e$/i.test(before.text);
}

const isOfNumbers = (here: Here): boolean =>
  here.word(-1)?.kind === 'number' && here.word(1)?.kind === 'number';
