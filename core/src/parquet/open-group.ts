import type { GroupReader } from './group-places.ts';
import type { LoadedChunk, Rows } from './leaf-pages.ts';
import { joined, type Piece } from './pieces.ts';

/** Where a row group's bytes are to be, and which of the file they are. */
interface Bytes {
  readonly reader: GroupReader;
  readonly bytes: Buffer;
  readonly offset: number;
}

/** A row group of which some pages are read: where others are to be stands anything. */
export class OpenGroup {
  readonly chunks: readonly LoadedChunk[];
  private readonly rows: number;
  private readonly from: Bytes;
  private readonly read = new Set<LoadedChunk>();

  constructor(chunks: readonly LoadedChunk[], rows: number, from: Bytes) {
    this.chunks = chunks;
    this.rows = rows;
    this.from = from;
  }

  /**
   * Reads the pages of some columns that have some of the rows, and their dictionaries. Of a column that was read before no more is.
   * @throws RangeError where the file ends before
   */
  async load(chunks: readonly LoadedChunk[], ranges: readonly Rows[]): Promise<void> {
    const { bytes, reader, offset } = this.from;
    const wanted = reader.gap < bytes.length ? chunks : this.chunks;
    const missing = wanted.filter((chunk) => !this.read.has(chunk));
    const pieces = missing.flatMap((chunk) => this.pieces(chunk, ranges));
    for (const chunk of missing) this.read.add(chunk);
    for (const { offset: at, length } of joined(pieces, reader.gap))
      await reader.fill(bytes.subarray(at, at + length), offset + at);
  }

  private pieces({ bytes, places }: LoadedChunk, ranges: readonly Rows[]): Piece[] {
    const at = bytes.byteOffset - this.from.bytes.byteOffset;
    const [first] = places ?? [];
    if (places === undefined || first === undefined) return [{ offset: at, length: bytes.length }];
    const pages = places
      .filter(({ firstRow }, page) => {
        const end = places[page + 1]?.firstRow ?? this.rows;
        return ranges.some(({ from, to }) => from < end && to > firstRow);
      })
      .map(({ offset, bytes: length }) => ({ offset: at + offset, length }));
    return first.offset > 0 ? [{ offset: at, length: first.offset }, ...pages] : pages;
  }
}
