import { fill, type Chunk, type ParquetFile } from './file.ts';
import { pagesIn, type Page } from './pages.ts';
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
    const spans = spansOf(chunks);
    const needed = spans.reduce((sum, { from, to }) => sum + to - from, 0);
    if (this.buffer.length < needed) this.buffer = Buffer.allocUnsafeSlow(needed);
    let at = 0;
    const parts = spans.map(({ from, to }) => {
      const into = this.buffer.subarray(at, at + to - from);
      at += into.length;
      fill(this.open, from, into);
      return { from, to, into };
    });
    return chunks.map(({ from, bytes }) => {
      const part = parts.find((each) => each.from <= from && from + bytes <= each.to);
      return part?.into.subarray(from - part.from, from - part.from + bytes) ?? Buffer.alloc(0);
    });
  }
}

interface Span {
  readonly from: number;
  to: number;
}

function spansOf(chunks: readonly Chunk[]): readonly Readonly<Span>[] {
  const spans: Span[] = [];
  for (const { from, bytes } of chunks.toSorted((left, right) => left.from - right.from)) {
    const last = spans.at(-1);
    if (last !== undefined && from - last.to <= GAP) last.to = Math.max(last.to, from + bytes);
    else spans.push({ from, to: from + bytes });
  }
  return spans;
}
