/** Rows of some seconds of a day, which begin `at` seconds after 1970; null: rows without event time. */
export interface Moment {
  readonly at: number | null;
  readonly rows: number;
}

/** Consecutive moments that are kept together. */
interface Run extends Moment {
  readonly parts: readonly Moment[];
}

/** What becomes one file: rows from `from` on and before `to` (seconds after 1970; open where undefined). */
export interface Piece {
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Where the piece is cut into buckets, each sorted by entity. */
  readonly cuts: readonly number[];
}

/**
 * Rows of a bucket: eight row groups, of which a search for one entity then reads one. Smaller buckets make such a search read
 * more; larger ones make a look at a few minutes read more.
 */
const BUCKET_ROWS = 131_072;

/**
 * Most rows of a file that are sorted at once; the sort spills what its memory does not hold (680,000 WAF rows at once took as long as
 * in two halves, and no more memory). A second of a flood stays whole.
 */
const MOST_ROWS = 800_000;

/** How many files a day's rows become: one per target size, more where those would have too many rows. */
export const pieces = (rows: number, targets: number): number =>
  Math.max(1, Math.round(targets), Math.ceil(rows / MOST_ROWS));

/** Whether a day of so many rows stays one file of one bucket, whenever its rows come. */
export const staysWhole = (rows: number, count: number): boolean => count === 1 && rows <= BUCKET_ROWS;

/**
 * Cuts a day into about so many files, and those into buckets: between moments, so that each is in one of them only; all of
 * about the same size.
 */
export function cutDay(moments: readonly Moment[], count: number, bucketRows = BUCKET_ROWS): Piece[] {
  const rows = moments.reduce((sum, moment) => sum + moment.rows, 0);
  const perFile = Math.max(1, Math.round(rows / count / bucketRows));
  const files = runs(runs(moments, perFile * count), count);
  if (files.length === 0) return [{ from: undefined, to: undefined, cuts: [] }];
  return files.map(({ at, parts }, index) => ({
    from: index === 0 ? undefined : (at ?? undefined),
    to: files[index + 1]?.at ?? undefined,
    cuts: parts.slice(1).flatMap((part) => part.at ?? []),
  }));
}

/** Joins neighbours to at most `count` runs of about the same rows: each goes where its middle lies. */
function runs(moments: readonly Moment[], count: number): Run[] {
  const total = moments.reduce((sum, moment) => sum + moment.rows, 0);
  const found: { at: number | null; rows: number; parts: Moment[]; place: number }[] = [];
  let before = 0;
  for (const moment of moments) {
    const place = Math.floor(((before + moment.rows / 2) / total) * count);
    const last = found.at(-1);
    before += moment.rows;
    if (last?.place !== place) {
      found.push({ at: moment.at, rows: moment.rows, parts: [moment], place });
      continue;
    }
    last.rows += moment.rows;
    last.parts.push(moment);
  }
  return found;
}
