import { promisify } from 'node:util';
import { gunzip, gunzipSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import { CODEC } from './names.ts';
import { Unsupported } from './unsupported.ts';

/** Bytes from which on a page is decompressed beside other work: below, starting that takes longer than all of it. */
const LARGE = 2 ** 22;

const unzstd = promisify(zstdDecompress);
const ungzip = promisify(gunzip);

/** The `size` bytes of a page. @throws Unsupported for another compression, RangeError for another length, and what zlib says. */
export async function decompressed(bytes: Buffer, size: number, codec: number): Promise<Buffer> {
  if (codec === CODEC.uncompressed || size === 0) return bytes;
  if (codec !== CODEC.zstd && codec !== CODEC.gzip) throw new Unsupported(`compression ${codec}`);
  const [now, later] = codec === CODEC.zstd ? [zstdDecompressSync, unzstd] : [gunzipSync, ungzip];
  const options = { maxOutputLength: size, chunkSize: Math.max(size, LEAST_CHUNK) };
  const whole = size < LARGE ? now(bytes, options) : await later(bytes, options);
  if (whole.length !== size) throw new RangeError('a page of another length than it says');
  return whole;
}

/** What Node's zlib takes at least. */
const LEAST_CHUNK = 64;
