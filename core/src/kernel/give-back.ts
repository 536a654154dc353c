/**
 * Frees a buffer's memory at once: nothing may look at it any more, nor at another view of it. The collector would come to it later, and runs
 * the more often the more such memory there is. Pieces of Node's pool stay, and so does what is no larger than the pool.
 */
export function giveBack({ buffer }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize) buffer.transfer(0);
}
