import { zstdDecompressSync } from 'node:zlib';
import { CODEC } from '#thrift';
import { chunkFor, decompressed } from './decompress.ts';
import { Frame, RESET_SIZE, RESET_WHOLE } from './joined-frame.ts';

/** Bytes of a page as they stand in a file, and how many they were. */
export interface PackedBytes {
  readonly bytes: Buffer;
  readonly size: number;
  readonly codec: number;
}

/** Bytes that zlib unpacks at once: it takes memory for all of it. */
const MOST_BYTES = 2 ** 24;

const frame = new Frame();

/** A page whose blocks are in a frame, at its place among the pages. */
interface Joined {
  readonly at: number;
  readonly size: number;
}

/**
 * Unpacks many pages with few calls of zlib, of which each takes some 20 µs however small a page is: ZSTD frames are joined to one.
 * @param memory gets what was made for these pages alone
 * @throws as `decompressed` does
 */
export function allDecompressed(pages: readonly PackedBytes[], memory: Buffer[] = []): Buffer[] {
  const found: Buffer[] = [];
  let joined: Joined[] = [];
  let size = 0;
  const unpack = (): void => {
    if (joined.length > 0) memory.push(unpackInto(found, joined, frame.end(size)));
    joined = [];
    size = 0;
    frame.begin();
  };
  frame.begin();
  for (const [at, page] of pages.entries()) {
    if (mayJoin(page) && frame.add(page.bytes)) {
      joined.push({ at, size: page.size });
      size += page.size + RESET_SIZE;
    } else found[at] = alone(page);
    if (size >= MOST_BYTES) unpack();
  }
  unpack();
  return found;
}

const alone = ({ bytes, size, codec }: PackedBytes): Buffer =>
  size === 0 ? Buffer.alloc(0) : decompressed(bytes, size, codec);

const mayJoin = ({ size, codec }: PackedBytes): boolean =>
  codec === CODEC.zstd && size > 0 && size < MOST_BYTES;

function unpackInto(found: Buffer[], pages: readonly Joined[], packed: Buffer): Buffer {
  const size = pages.reduce((sum, page) => sum + page.size + RESET_SIZE, 0);
  const whole = zstdDecompressSync(packed, { maxOutputLength: size, chunkSize: chunkFor(size) });
  if (whole.length !== size) throw new RangeError(LENGTH);
  let begin = 0;
  for (const page of pages) {
    const end = begin + page.size;
    if (RESET_WHOLE.compare(whole, end, end + RESET_SIZE) !== 0) throw new RangeError(LENGTH);
    found[page.at] = whole.subarray(begin, end);
    begin = end + RESET_SIZE;
  }
  return whole;
}

const LENGTH = 'a page of another length than it says';
