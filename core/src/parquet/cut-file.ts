import { open, type FileHandle } from 'node:fs/promises';
import { MAGIC } from '#thrift';
import { cutGroup, groupBytes, rawGroup, type RawGroup } from './cut-group.ts';
import { footerBytes, readFooter, type Footer } from './footer-cut.ts';
import { offsetIndexBytes, type PagePlace } from './offset-index.ts';
import { joined } from './pieces.ts';
import type { RawChunk } from './raw-chunk.ts';
import { leavesIn, type Leaf } from './schema.ts';
import { footerLength, TRAILER_BYTES } from './trailer.ts';
import { Unsupported } from './unsupported.ts';

/** What a file came to. */
export interface CutFile {
  readonly sizeBytes: number;
  /** Bytes of the pages of each field, by its id. */
  readonly columnBytes: ReadonlyMap<number, number>;
}

/**
 * Writes a Parquet file anew with small pages (`cutChunk`) and an index of them, all else as it was: the same values in the same row groups.
 * Undefined where that can't be: what was written then is of no use.
 * @throws what the disk says
 */
export async function cutFile(from: string, to: string): Promise<CutFile | undefined> {
  const source = await open(from, 'r');
  try {
    const target = await open(to, 'wx');
    try {
      return await new FileCutter(source, target).cut();
    } finally {
      await target.close();
    }
  } catch (error) {
    if (error instanceof Unsupported || error instanceof RangeError) return undefined;
    throw error;
  } finally {
    await source.close();
  }
}

interface Indexed {
  readonly raw: RawChunk;
  readonly places: readonly PagePlace[];
}

class FileCutter {
  private readonly source: FileHandle;
  private readonly target: FileHandle;
  private readonly columnBytes = new Map<number, number>();
  private buffer = Buffer.alloc(0);
  private end = 0;

  constructor(source: FileHandle, target: FileHandle) {
    this.source = source;
    this.target = target;
  }

  async cut(): Promise<CutFile> {
    const { footer, leaves } = await this.footer();
    await this.write([MAGIC]);
    const groups = footer.groups.map(rawGroup);
    const indexed: Indexed[] = [];
    for (const group of groups) indexed.push(...(await this.group(group, leaves)));
    for (const { raw } of indexed) await this.bloom(raw);
    await this.indexes(indexed);
    await this.write([
      footerBytes(
        footer,
        groups.map((group) => ({ rows: group.rows, bytes: groupBytes(group) })),
      ),
    ]);
    return { sizeBytes: this.end, columnBytes: this.columnBytes };
  }

  private async footer(): Promise<{ footer: Footer; leaves: readonly Leaf[] }> {
    const { size } = await this.source.stat();
    const length = footerLength(await this.read(size - TRAILER_BYTES, TRAILER_BYTES));
    const bytes = Buffer.from(await this.read(size - TRAILER_BYTES - length, length));
    return { footer: readFooter(bytes), leaves: leavesIn(bytes) };
  }

  private async group(group: RawGroup, leaves: readonly Leaf[]): Promise<Indexed[]> {
    const { chunks } = group;
    const pages = await this.pages(chunks);
    const { parts, places, columnBytes } = cutGroup(group, { leaves, pages, offset: this.end });
    await this.write(parts);
    for (const [at, { fieldId }] of leaves.entries())
      if (fieldId !== undefined)
        this.columnBytes.set(fieldId, (this.columnBytes.get(fieldId) ?? 0) + (columnBytes[at] ?? 0));
    return chunks.map((raw, at) => ({ raw, places: places[at] ?? [] }));
  }

  /** Pages of all columns, read at once. */
  private async pages(chunks: readonly RawChunk[]): Promise<Buffer[]> {
    const pieces = chunks.map((raw) => raw.pages);
    const [whole, ...others] = joined(pieces, Number.POSITIVE_INFINITY);
    if (whole === undefined || others.length > 0) throw new RangeError('a row group without columns');
    const bytes = await this.read(whole.offset, whole.length);
    return pieces.map(({ offset, length }) =>
      bytes.subarray(offset - whole.offset, offset - whole.offset + length),
    );
  }

  private async bloom(raw: RawChunk): Promise<void> {
    const { bloom } = raw;
    if (bloom === undefined) return;
    raw.moveBloom(this.end);
    await this.write([await this.read(bloom.offset, bloom.length)]);
  }

  private async indexes(indexed: readonly Indexed[]): Promise<void> {
    const parts: Buffer[] = [];
    let offset = this.end;
    for (const { raw, places } of indexed) {
      if (places.length === 0) continue;
      const bytes = offsetIndexBytes(places);
      raw.index({ offset, length: bytes.length });
      offset += bytes.length;
      parts.push(bytes);
    }
    await this.write(parts);
  }

  /** Into the same memory each time: what was read before is gone. */
  private async read(offset: number, length: number): Promise<Buffer> {
    if (this.buffer.length < length) this.buffer = Buffer.allocUnsafeSlow(length);
    const bytes = this.buffer.subarray(0, length);
    const { bytesRead } = await this.source.read(bytes, 0, length, offset);
    if (bytesRead !== length) throw new RangeError('the file ends early');
    return bytes;
  }

  private async write(parts: readonly Buffer[]): Promise<void> {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    if (length === 0) return;
    const { bytesWritten } = await this.target.writev(parts, this.end);
    // The disk is full, which a second attempt says.
    if (bytesWritten < length) await this.rest(Buffer.concat(parts), bytesWritten);
    this.end += length;
  }

  private async rest(bytes: Buffer, from: number): Promise<void> {
    for (let done = from; done < bytes.length;) {
      const { bytesWritten } = await this.target.write(bytes, done, bytes.length - done, this.end + done);
      done += bytesWritten;
    }
  }
}
