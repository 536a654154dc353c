import { CompactThrift } from '#thrift';
import { found, type Found, type Wanted } from './found.ts';
import type { LoadedChunk, RowsPlace } from './leaf-pages.ts';
import { OpenGroup } from './open-group.ts';
import { offsetIndexIn } from './offset-index.ts';
import { firstPage, joined, type Piece } from './pieces.ts';
import type { Leaf } from './schema.ts';

/** Where a column of a row group stands in its file. */
interface ChunkPlace {
  readonly codec: number;
  readonly values: number;
  /** Bytes before compression. */
  readonly wholeBytes: number;
  readonly pages: Piece;
  /** Where the index of its pages is. */
  readonly index: Piece | undefined;
}

/** ColumnChunk (parquet.thrift), as far as it is needed. */
const META: Wanted = { 4: 'number', 5: 'number', 6: 'number', 7: 'number', 9: 'number', 11: 'number' };
const GROUP: Wanted = { 1: [{ 3: META, 4: 'number', 5: 'number' }] };

/** How bytes of a file are read. */
export interface GroupReader {
  /** Bytes that are read though nobody needs them, so that what is on both sides of them is read at once. */
  readonly gap: number;
  /** Memory for so many bytes, until other memory is asked for. */
  readonly room: (length: number) => Buffer;
  /** Fills memory with the bytes from an offset on. @throws RangeError where the file ends before */
  readonly fill: (into: Buffer, offset: number) => Promise<void>;
}

/** Bytes of a row group beyond which it isn't read at once. */
const MOST_BYTES = 2 ** 25;

/** Bytes of a column, before compression, that are in one page. */
const MOST_WHOLE = 2 ** 18;

/** A row group as a footer tells it, its columns by leaf. */
export class GroupPlaces {
  private readonly chunks: readonly ChunkPlace[];
  private readonly leaves: readonly Leaf[];
  private indexes: readonly (readonly RowsPlace[] | undefined)[] | undefined;

  /** @throws RangeError where it is broken */
  constructor(bytes: Uint8Array, leaves: readonly Leaf[]) {
    const { 1: columns } = found(new CompactThrift(bytes), GROUP);
    this.chunks = ((columns as Found[] | undefined) ?? []).map(placeOf);
    this.leaves = leaves;
    if (this.chunks.length !== leaves.length)
      throw new RangeError('a row group with other columns than the schema');
  }

  /** Whether some rows can be had without nearly all bytes of their row group. */
  get isInSmallPages(): boolean {
    return this.chunks.every(({ wholeBytes, index }) => wholeBytes <= MOST_WHOLE || index !== undefined);
  }

  /** Its columns, of which nothing is read yet. `rows`: of the row group. @throws RangeError where they are broken, or too large */
  async open(rows: number, reader: GroupReader): Promise<OpenGroup> {
    this.indexes ??= await this.readIndexes(rows, reader);
    const [whole] = joined(
      this.chunks.map(({ pages }) => pages),
      Number.POSITIVE_INFINITY,
    );
    if (whole === undefined || whole.length > MOST_BYTES) throw new RangeError('a row group of another size');
    const bytes = reader.room(whole.length);
    const chunks = this.chunks.map(({ codec, values, pages }, at): LoadedChunk => {
      const from = pages.offset - whole.offset;
      const own = bytes.subarray(from, from + pages.length);
      return { leaf: this.leaves[at] as Leaf, bytes: own, codec, values, places: this.indexes?.[at] };
    });
    return new OpenGroup(chunks, { reader, bytes, offset: whole.offset });
  }

  private async readIndexes(rows: number, reader: GroupReader): Promise<(RowsPlace[] | undefined)[]> {
    const [whole] = joined(
      this.chunks.flatMap(({ index }) => index ?? []),
      Number.POSITIVE_INFINITY,
    );
    if (whole === undefined) return [];
    if (whole.length > MOST_BYTES) throw new RangeError('indexes of another size');
    const bytes = reader.room(whole.length);
    await reader.fill(bytes, whole.offset);
    return this.chunks.map(({ index, pages }) => {
      if (index === undefined) return undefined;
      const from = index.offset - whole.offset;
      const places = offsetIndexIn(bytes.subarray(from, from + index.length));
      return places.map(({ offset, bytes: length, firstRow }, at) => ({
        offset: offset - pages.offset,
        bytes: length,
        from: firstRow,
        to: places[at + 1]?.firstRow ?? rows,
      }));
    });
  }
}

function placeOf({ 3: meta, 4: at, 5: length }: Found): ChunkPlace {
  if (meta === undefined) throw new RangeError('a column does not say where it is');
  const {
    4: codec,
    5: values,
    6: wholeBytes,
    7: bytes,
    9: data,
    11: dictionary,
  } = meta as Readonly<Record<number, number>>;
  const offset = firstPage(Number(data), dictionary);
  return {
    codec: Number(codec),
    values: Number(values),
    wholeBytes: Number(wholeBytes),
    pages: { offset, length: Number(bytes) },
    index: at === undefined ? undefined : { offset: Number(at), length: Number(length) },
  };
}
