import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { CODEC } from '#thrift';
import { Unsupported } from './unsupported.ts';

/** What Node's zlib takes as a chunk at least. */
export const LEAST_CHUNK = 64;

/** Memory for so many bytes: where they fill it zlib takes as much again. */
export const chunkFor = (size: number): number => Math.max(size + 1, LEAST_CHUNK);

/** The `size` bytes of a page. @throws Unsupported for another compression, RangeError for another length, and what zlib says. */
export function decompressed(bytes: Buffer, size: number, codec: number): Buffer {
  if (codec === CODEC.uncompressed || size === 0) return bytes;
  if (codec !== CODEC.zstd && codec !== CODEC.gzip) throw new Unsupported(`compression ${codec}`);
  return bytes.length > SMALL ? unpacked(bytes, size, codec) : small(bytes, size, codec);
}

/** Bytes of a page up to which it is looked up first: pages of one value are alike in all row groups, and starting zlib takes long. */
const SMALL = 160;
const MOST_SMALL = 1000;
const known = new Map<string, Buffer>();

function small(bytes: Buffer, size: number, codec: number): Buffer {
  const name = `${codec} ${size} ${bytes.toString('latin1')}`;
  const found = known.get(name) ?? unpacked(bytes, size, codec);
  if (known.size >= MOST_SMALL) known.clear();
  if (found.length <= MOST_SMALL_PAGE) known.set(name, found);
  return found;
}

/** Bytes of what a few can stand for. */
const MOST_SMALL_PAGE = 2 ** 16;

function unpacked(bytes: Buffer, size: number, codec: number): Buffer {
  const decompress = codec === CODEC.zstd ? zstdDecompressSync : gunzipSync;
  const whole = decompress(bytes, { maxOutputLength: size, chunkSize: chunkFor(size) });
  if (whole.length !== size) throw new RangeError('a page of another length than it says');
  return whole;
}
