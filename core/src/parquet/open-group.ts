import type { GroupReader } from './group-places.ts';
import { hasSome, type LoadedChunk, type Rows } from './leaf-pages.ts';
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
  private readonly from: Bytes;
  private readonly read = new Set<LoadedChunk>();

  constructor(chunks: readonly LoadedChunk[], from: Bytes) {
    this.chunks = chunks;
    this.from = from;
  }

  /**
   * Reads the pages of some columns that have some of the rows, and their dictionaries. Of a column that was read before no more is.
   * @throws RangeError where the file ends before
   */
  async load(chunks: readonly LoadedChunk[], ranges: readonly Rows[]): Promise<void> {
    const { bytes, reader, offset } = this.from;
    for (const { offset: at, length } of joined(this.missing(chunks, ranges), reader.gap))
      await reader.fill(bytes.subarray(at, at + length), offset + at);
  }

  /** What has not been read yet. */
  private missing(chunks: readonly LoadedChunk[], ranges: readonly Rows[]): Piece[] {
    const { bytes, reader } = this.from;
    const missing = chunks.filter((chunk) => !this.read.has(chunk));
    const isWhole = reader.gap >= bytes.length;
    for (const chunk of isWhole ? this.chunks : missing) this.read.add(chunk);
    if (missing.length === 0) return [];
    return isWhole
      ? [{ offset: 0, length: bytes.length }]
      : missing.flatMap((chunk) => this.pieces(chunk, ranges));
  }

  private pieces({ bytes, places }: LoadedChunk, ranges: readonly Rows[]): Piece[] {
    const at = bytes.byteOffset - this.from.bytes.byteOffset;
    const [first] = places ?? [];
    if (places === undefined || first === undefined) return [{ offset: at, length: bytes.length }];
    const pages = places
      .filter((page) => hasSome(page, ranges))
      .map(({ offset, bytes: length }) => ({ offset: at + offset, length }));
    return first.offset > 0 ? [{ offset: at, length: first.offset }, ...pages] : pages;
  }
}
