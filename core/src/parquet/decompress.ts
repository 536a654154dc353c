import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { CODEC } from './names.ts';
import { Unsupported } from './unsupported.ts';

/** What Node's zlib takes as a chunk at least. */
const LEAST_CHUNK = 64;

/** The `size` bytes of a page. @throws Unsupported for another compression, RangeError for another length, and what zlib says. */
export function decompressed(bytes: Buffer, size: number, codec: number): Buffer {
  if (codec === CODEC.uncompressed || size === 0) return bytes;
  if (codec !== CODEC.zstd && codec !== CODEC.gzip) throw new Unsupported(`compression ${codec}`);
  const decompress = codec === CODEC.zstd ? zstdDecompressSync : gunzipSync;
  const whole = decompress(bytes, { maxOutputLength: size, chunkSize: Math.max(size, LEAST_CHUNK) });
  if (whole.length !== size) throw new RangeError('a page of another length than it says');
  return whole;
}
