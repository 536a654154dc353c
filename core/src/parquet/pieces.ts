/** Bytes of a file from an offset on. */
export interface Piece {
  readonly offset: number;
  readonly length: number;
}

/** Pieces in order, those that are at most `gap` bytes apart as one. */
export function joined(pieces: readonly Piece[], gap = 0): Piece[] {
  const found: { offset: number; length: number }[] = [];
  const isSorted = pieces.every(({ offset }, at) => at === 0 || offset >= (pieces[at - 1]?.offset ?? 0));
  for (const { offset, length } of isSorted
    ? pieces
    : pieces.toSorted((left, right) => left.offset - right.offset)) {
    const last = found.at(-1);
    if (last !== undefined && offset <= last.offset + last.length + gap)
      last.length = Math.max(last.length, offset + length - last.offset);
    else found.push({ offset, length });
  }
  return found;
}

/** Where a column's pages begin: with its dictionary, where it has one. Some writers say 0 where there is none. */
export const firstPage = (data: number, dictionary: number | undefined): number =>
  dictionary === undefined || dictionary === 0 ? data : Math.min(dictionary, data);
