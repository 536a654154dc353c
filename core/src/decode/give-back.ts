/**
 * Frees a buffer's memory at once: nothing may look at it any more, nor at a view of it. The collector would come to it later, and runs the more
 * often the more such memory there is. Small buffers may be pieces of Node's pool: they stay.
 */
export function giveBack(bytes: Buffer): void {
  if (bytes.length > Buffer.poolSize && bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0);
}
