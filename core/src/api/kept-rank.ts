import { forPart, type Amounts, type Key } from '#columns';
import type { KeptRows } from './kept-rows.ts';
import { largest } from './largest.ts';
import { MOST_SERIES } from './panel-source.ts';

/** The largest values of a field. */
export interface Rank {
  /** Place of a value, by its code, among the largest; the last place is for all others. */
  readonly placeOf: (code: number) => number;
  readonly names: readonly (string | null)[];
  /** How many values there are. */
  readonly count: number;
}

/** Rows and an amount of each value, by its code. */
interface Ranked {
  readonly counts: ArrayLike<number>;
  readonly amounts: Amounts;
}

/** The largest values of a field by their amounts. */
export function rankOf(rows: KeptRows, path: string, { counts, amounts }: Ranked): Rank {
  const found = largest({
    groups: counts.length,
    counts,
    amounts,
    most: MOST_SERIES,
    keysOf: (code) => [rows.textOf(path, code)],
    fields: [rows.field(path)],
  });
  const places = new Map(found.groups.map((code, place) => [code, place]));
  return {
    placeOf: (code) => places.get(code) ?? MOST_SERIES,
    names: found.groups.map((code) => rows.textOf(path, code)),
    count: found.count,
  };
}

/** The place of a row's value as a key of groups. */
export function placesOf({ placeOf }: Rank, { codes, size }: Key): Key {
  const places = Uint32Array.from({ length: size }, (_, code) => placeOf(code));
  const placed = forPart((part) => {
    const own = codes(part);
    const found = new Uint32Array(own.length);
    for (let row = 0; row < own.length; row += 1) found[row] = places[own[row] ?? 0] ?? MOST_SERIES;
    return found;
  });
  return { codes: placed, size: MOST_SERIES + 1 };
}
