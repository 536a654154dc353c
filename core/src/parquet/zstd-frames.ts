import { zstdDecompressSync } from 'node:zlib';
import { chunkFor, decompressed } from './decompress.ts';
import { CODEC } from './names.ts';

/** Bytes of a page as they stand in a file, and how many they were. */
export interface PackedBytes {
  readonly bytes: Buffer;
  readonly size: number;
  readonly codec: number;
}

/** Bytes that zlib unpacks at once: it takes memory for all of it. */
const MOST_BYTES = 2 ** 24;

/** A page as blocks of a frame, at its place among the pages. */
interface Joinable {
  readonly at: number;
  readonly blocks: readonly Buffer[];
  readonly size: number;
}

/**
 * Unpacks many pages with few calls of zlib, of which each takes some 20 µs however small a page is: ZSTD frames are joined to one.
 * @throws as `decompressed` does
 */
export function allDecompressed(pages: readonly PackedBytes[]): Buffer[] {
  const found: Buffer[] = [];
  let joined: Joinable[] = [];
  let size = 0;
  for (const [at, page] of pages.entries()) {
    const blocks = joinableBlocks(page);
    if (blocks === undefined) found[at] = alone(page);
    else {
      joined.push({ at, blocks, size: page.size });
      size += page.size;
    }
    if (size < MOST_BYTES) continue;
    unpackInto(found, joined);
    joined = [];
    size = 0;
  }
  if (joined.length > 0) unpackInto(found, joined);
  return found;
}

const alone = ({ bytes, size, codec }: PackedBytes): Buffer =>
  size === 0 ? Buffer.alloc(0) : decompressed(bytes, size, codec);

const joinableBlocks = ({ bytes, size, codec }: PackedBytes): Buffer[] | undefined =>
  codec === CODEC.zstd && size > 0 && size < MOST_BYTES ? blocksOf(bytes) : undefined;

function unpackInto(found: Buffer[], pages: readonly Joinable[]): void {
  const size = pages.reduce((sum, page) => sum + page.size + RESET_SIZE, 0);
  const whole = unpacked(
    pages.flatMap(({ blocks }) => [...blocks, RESET]),
    size,
  );
  let begin = 0;
  for (const page of pages) {
    const end = begin + page.size;
    if (!whole.subarray(end, end + RESET_SIZE).equals(RESET_WHOLE)) throw new RangeError(LENGTH);
    found[page.at] = whole.subarray(begin, end);
    begin = end + RESET_SIZE;
  }
}

/** Frame_Header (RFC 8878, 3.1.1.1): no checksum, all of it the window, the size in four bytes. Who says the size needs no other memory. */
function headerOf(size: number): Buffer {
  const header = Buffer.from('28b52ffda000000000', 'hex');
  header.writeUInt32LE(size, 5);
  return header;
}

function unpacked(blocks: readonly Buffer[], size: number): Buffer {
  const frame = Buffer.concat([headerOf(size), ...blocks, LAST]);
  const whole = zstdDecompressSync(frame, { maxOutputLength: size, chunkSize: chunkFor(size) });
  if (whole.length !== size) throw new RangeError(LENGTH);
  return whole;
}

const LENGTH = 'a page of another length than it says';

/** An empty raw block, the last of its frame. */
const LAST = Buffer.from('010000', 'hex');

/**
 * All that one frame hands on to its next block but not to another frame are the last three offsets, which begin as 1, 4 and 8 (3.1.1.5). Here
 * they are set to that: by two compressed blocks of sequences with the offsets 8, then 4 and 1, each of eight literals and three bytes
 * of a match.
 */
const [OFFSET_8, OFFSETS_4_1] = ['0b', '1c'];
const RESET = Buffer.from('44000041a70154080300' + OFFSET_8 + '44000081a70254080200' + OFFSETS_4_1, 'hex');
const RESET_SIZE = 3 * (8 + 3);
/** What they come to. */
const RESET_WHOLE = Buffer.alloc(RESET_SIZE, 0xa7);

/** Block_Type. */
const RLE = 1;
const RESERVED = 3;

/** The blocks of bytes that are one frame, none marked as the last; undefined for anything else. */
function blocksOf(bytes: Buffer): Buffer[] | undefined {
  const begin = headerEnd(bytes);
  if (begin === undefined) return undefined;
  for (let at = begin; at + 3 <= bytes.length;) {
    const head = bytes.readUIntLE(at, 3);
    const type = (head >> 1) & 3;
    const end = at + 3 + (type === RLE ? 1 : head >> 3);
    if (type === RESERVED) return undefined;
    if ((head & 1) === 0) {
      at = end;
      continue;
    }
    if (end !== bytes.length) return undefined;
    const last = Buffer.from(bytes.subarray(at, end));
    last.writeUInt8((bytes[at] as number) & 0xfe);
    return at === begin ? [last] : [bytes.subarray(begin, at), last];
  }
  return undefined;
}

/** Where a frame's header ends; undefined for one with a checksum or a dictionary, and where there is none. */
function headerEnd(bytes: Buffer): number | undefined {
  if (bytes.length < 6 || bytes.readUInt32LE() !== 0xfd2fb528) return undefined;
  const said = bytes.readUInt8(4);
  // Dictionary_ID_Flag, Content_Checksum_Flag and what is reserved.
  if ((said & 0x0f) !== 0) return undefined;
  const isSingle = (said & 0x20) !== 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][said >> 6] as number;
  return 5 + (isSingle ? 0 : 1) + sizeBytes;
}
