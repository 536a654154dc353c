import { ALWAYS, hull, type Span, type WantedColumn } from './file-columns.ts';
import { covers, withColumns, withRows, type KeptFile } from './kept-files.ts';

/** What has to be read of a file, and how it becomes one with what is kept by then; undefined where it does not fit. */
export interface Missing {
  readonly columns: readonly WantedColumn[];
  readonly span: Span;
  /** Places of row groups that are kept already. */
  readonly without: readonly number[];
  readonly join: (kept: KeptFile | undefined, more: KeptFile) => KeptFile | undefined;
}

/** What is missing of a file: nothing, all, some columns of the rows that are kept, or rows of another time. */
export function missingOf(
  { columns, span = ALWAYS }: { readonly columns: readonly WantedColumn[]; readonly span?: Span | undefined },
  kept: KeptFile | undefined,
): Missing | undefined {
  if (kept === undefined) return { columns, span, without: [], join: (_, more) => more };
  const others = columns.filter(({ name }) => !kept.names.has(name));
  const { groups, isMixed } = kept.columns;
  const isEnough = covers(kept, span);
  if (isEnough && others.length === 0) return undefined;
  if (isEnough && isMixed !== true) return moreColumns(kept, others);
  const whole = hull(kept.columns.covers, span);
  if (others.length > 0 || groups === undefined)
    return { columns, span: whole, without: [], join: (_, more) => more };
  return {
    columns,
    span: whole,
    without: groups,
    join: (now, more) => (now === kept ? withRows(kept, more) : now),
  };
}

const moreColumns = (kept: KeptFile, columns: readonly WantedColumn[]): Missing => ({
  columns,
  span: kept.columns.covers,
  without: [],
  join: (now, more) => withColumns(now ?? kept, more),
});
