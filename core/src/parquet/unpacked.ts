import type { LoadedChunk } from './leaf-pages.ts';

/** Pages of a row group that have been unpacked, by column and by where they begin in it. */
export class Unpacked {
  /** What zlib made for them alone. */
  readonly memory: Buffer[] = [];
  private readonly pages = new Map<LoadedChunk, Map<number, Buffer>>();

  /** The pages of a column. */
  of(chunk: LoadedChunk): Map<number, Buffer> {
    const found = this.pages.get(chunk) ?? new Map<number, Buffer>();
    this.pages.set(chunk, found);
    return found;
  }

  /** Forgets all pages, and gives the memory that was theirs alone: nobody else looks at it. */
  clear(): Buffer[] {
    this.pages.clear();
    return this.memory.splice(0);
  }
}
