import { giveBack } from '#kernel';
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

  /** Frees their memory: nobody may look at any of them any more. */
  giveBack(): void {
    this.pages.clear();
    for (const bytes of this.memory.splice(0)) giveBack(bytes);
  }
}
