/** A growing view on a byte stream: records are taken from the front, chunks are added at the back. */
export class Window {
  bytes: Buffer = Buffer.alloc(0);
  /** First byte not yet taken. */
  start = 0;
  /** Behind the last byte. */
  end = 0;
  /** Offset of `bytes[0]` in the stream. */
  base = 0;

  /** Bytes not yet taken. */
  get length(): number {
    return this.end - this.start;
  }

  /** Adds a chunk; an empty window takes it without copying. */
  append(chunk: Buffer): void {
    if (this.length === 0) {
      this.base += this.end;
      this.bytes = chunk;
      this.start = 0;
      this.end = chunk.length;
      return;
    }
    this.#reserve(chunk.length);
    chunk.copy(this.bytes, this.end);
    this.end += chunk.length;
  }

  /** Room for `count` more bytes: in place where the front is free, else in a buffer of twice the size. */
  #reserve(count: number): void {
    const needed = this.length + count;
    const isOwn = this.bytes.length >= needed && this.start >= this.length;
    const target = isOwn ? this.bytes : Buffer.allocUnsafe(Math.max(needed, this.length * 2));
    this.bytes.copy(target, 0, this.start, this.end);
    this.base += this.start;
    this.end = this.length;
    this.start = 0;
    this.bytes = target;
  }
}
