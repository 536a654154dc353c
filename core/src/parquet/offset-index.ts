import { CompactThrift, i32, i64, list, struct, thriftBytes } from '#thrift';
import { found, type Found } from './found.ts';

/** Where a data page of a column stands, its header included, and which row of the row group is its first. */
export interface PagePlace {
  readonly offset: number;
  readonly bytes: number;
  readonly firstRow: number;
}

/** An `OffsetIndex` (parquet.thrift): the data pages of a column in a row group, of which each begins with a row. */
export const offsetIndexBytes = (pages: readonly PagePlace[]): Buffer =>
  thriftBytes(
    struct({
      1: list(
        pages.map(({ offset, bytes, firstRow }) =>
          struct({ 1: i64(offset), 2: i32(bytes), 3: i64(firstRow) }),
        ),
      ),
    }),
  );

/** Reads one. @throws RangeError where it is none. */
export function offsetIndexIn(bytes: Uint8Array): PagePlace[] {
  const pages = found(new CompactThrift(bytes), { 1: [{ 1: 'number', 2: 'number', 3: 'number' }] })[1];
  if (pages === undefined) throw new RangeError('an index of pages without pages');
  return (pages as Found[]).map((page) => ({
    offset: Number(page[1]),
    bytes: Number(page[2]),
    firstRow: Number(page[3]),
  }));
}
