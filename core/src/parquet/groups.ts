import type { FileHandle } from 'node:fs/promises';
import { fill, type Chunk, type RowGroup } from './file.ts';
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
 * Reads columns of some row groups of a file, all of a row group at once; the next one's bytes are read meanwhile.
 * @throws Unsupported for what only another reader can read, and RangeError where the file is broken.
 */
export async function readGroups(
  handle: FileHandle,
  { sizeBytes, groups }: { readonly sizeBytes: number; readonly groups: readonly RowGroup[] },
  readers: readonly PageReader[],
): Promise<void> {
  const parts = [new FileParts(handle, sizeBytes), new FileParts(handle, sizeBytes)] as const;
  const load = (at: number): Promise<Buffer[]> =>
    quiet(parts[(at % 2) as 0 | 1].read(chunksOf(groups[at], readers)));
  let loading = load(0);
  for (const [at, group] of groups.entries()) {
    const bytes = await loading;
    if (at + 1 < groups.length) loading = load(at + 1);
    const chunks = chunksOf(group, readers);
    for (const [column, { leaf, take }] of readers.entries())
      take(await pagesIn(bytes[column] as Buffer, chunks[column] as Chunk, leaf));
  }
}

const chunksOf = (group: RowGroup | undefined, readers: readonly PageReader[]): Chunk[] =>
  readers.flatMap(({ leaf }) => group?.chunks[leaf.at] ?? []);

/** Whoever waits for it hears of its failure; nobody has to. */
function quiet<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined);
  return promise;
}

/** Reads parts of a file into memory that is used again and again. */
class FileParts {
  private buffer = Buffer.alloc(0);
  private readonly handle: FileHandle;
  private readonly sizeBytes: number;

  constructor(handle: FileHandle, sizeBytes: number) {
    this.handle = handle;
    this.sizeBytes = sizeBytes;
  }

  /** The bytes of some parts, those near each other read together; they hold until the next time. */
  async read(chunks: readonly Chunk[]): Promise<Buffer[]> {
    if (chunks.some(({ from, bytes }) => !(from >= 0 && bytes >= 0 && from + bytes <= this.sizeBytes)))
      throw new RangeError('a column stands beyond the end of the file');
    const spans = spansOf(chunks);
    const needed = spans.reduce((sum, { from, to }) => sum + to - from, 0);
    if (this.buffer.length < needed) this.buffer = Buffer.allocUnsafeSlow(needed);
    let at = 0;
    const read = spans.map(async ({ from, to }) => {
      const into = this.buffer.subarray(at, at + to - from);
      at += into.length;
      await fill(this.handle, from, into);
      return { from, to, into };
    });
    const parts = await Promise.all(read);
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
