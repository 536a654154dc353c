import { fill, type Chunk, type ParquetFile } from './file.ts';
import { pagesIn, type Page } from './pages.ts';
import { joined } from './pieces.ts';
import type { Leaf } from './schema.ts';

/** Takes the pages of a column, row group by row group. */
export interface PageReader {
  readonly leaf: Leaf;
  readonly take: (pages: readonly Page[]) => void;
}

/** Bytes between two wanted parts of a file up to which they are read at once. */
const GAP = 2 ** 16;

/**
 * Reads columns of some row groups of an open file, all of a row group at once.
 * @throws Unsupported for what only another reader can read, and RangeError where the file is broken.
 */
export function readGroups(
  open: number,
  { sizeBytes, groups }: Pick<ParquetFile, 'sizeBytes' | 'groups'>,
  readers: readonly PageReader[],
): void {
  const parts = new FileParts(open, sizeBytes);
  for (const group of groups) {
    const chunks = readers.flatMap(({ leaf }) => group.chunks[leaf.at] ?? []);
    const bytes = parts.read(chunks);
    for (const [column, { leaf, take }] of readers.entries())
      take(pagesIn(bytes[column] as Buffer, chunks[column] as Chunk, leaf));
  }
}

/** Reads parts of a file into memory that is used again and again. */
class FileParts {
  private buffer = Buffer.alloc(0);
  private readonly open: number;
  private readonly sizeBytes: number;

  constructor(open: number, sizeBytes: number) {
    this.open = open;
    this.sizeBytes = sizeBytes;
  }

  /** The bytes of some parts, those near each other read together; they hold until the next time. */
  read(chunks: readonly Chunk[]): Buffer[] {
    if (chunks.some(({ from, bytes }) => !(from >= 0 && bytes >= 0 && from + bytes <= this.sizeBytes)))
      throw new RangeError('a column stands beyond the end of the file');
    const pieces = joined(
      chunks.map(({ from, bytes }) => ({ offset: from, length: bytes })),
      GAP,
    );
    const needed = pieces.reduce((sum, { length }) => sum + length, 0);
    if (this.buffer.length < needed) this.buffer = Buffer.allocUnsafeSlow(needed);
    let at = 0;
    const parts = pieces.map(({ offset, length }) => {
      const into = this.buffer.subarray(at, at + length);
      at += length;
      fill(this.open, offset, into);
      return { from: offset, to: offset + length, into };
    });
    return chunks.map(({ from, bytes }) => {
      const part = parts.find((each) => each.from <= from && from + bytes <= each.to);
      return part?.into.subarray(from - part.from, from - part.from + bytes) ?? Buffer.alloc(0);
    });
  }
}
