import { giveBack } from '#kernel';

/** A growing view on a byte stream: records are taken from the front, chunks are added at the back. */
export class Window {
  bytes: Buffer = Buffer.alloc(0);
  /** First byte not yet taken. */
  start = 0;
  /** Behind the last byte. */
  end = 0;
  /** Offset of `bytes[0]` in the stream. */
  base = 0;
  /** Memory that only this window holds. */
  #own: Buffer = Buffer.alloc(0);

  /** Bytes not yet taken. */
  get length(): number {
    return this.end - this.start;
  }

  /** Adds a chunk that stays as it is; an empty window takes it without copying. */
  append(chunk: Buffer): void {
    if (this.length > 0) {
      this.copy(chunk);
      return;
    }
    this.base += this.end;
    this.bytes = chunk;
    this.start = 0;
    this.end = chunk.length;
  }

  /** Adds a copy of a chunk. */
  copy(chunk: Buffer): void {
    this.#reserve(chunk.length);
    chunk.copy(this.bytes, this.end);
    this.end += chunk.length;
  }

  /** Gives the window's own memory back: nothing may look at its bytes any more. */
  free(): void {
    giveBack(this.#own);
  }

  /** Room for `count` more bytes behind the end: as it is, at the front of the own memory, or in twice as much. */
  #reserve(count: number): void {
    const before = this.#own;
    const isOwn = this.bytes === before;
    if (isOwn && this.end + count <= before.length) return;
    if (before.length < 2 * this.length + count)
      this.#own = Buffer.allocUnsafeSlow(2 * (this.length + count));
    this.bytes.copy(this.#own, 0, this.start, this.end);
    if (this.#own !== before) giveBack(before);
    this.base += this.start;
    this.end = this.length;
    this.start = 0;
    this.bytes = this.#own;
  }
}
