import { constants, zstdCompressSync } from 'node:zlib';
import { CODEC, ENCODING, i32, PAGE, struct, thriftBytes } from '#thrift';
import { LEAST_CHUNK } from './decompress.ts';
import { bitsOf } from './hybrid.ts';
import { hybridBytes, runBytes } from './hybrid-writer.ts';
import type { Levels } from './pages.ts';

/** A page as it is written: its header, then its bytes. */
export interface WrittenPage {
  readonly parts: readonly Buffer[];
  /** As written, and before compression; both with the header. */
  readonly bytes: number;
  readonly wholeBytes: number;
}

/** What a data page holds. */
export interface PageContent {
  readonly encoding: number;
  /** Values, nulls among them. */
  readonly count: number;
  readonly values: Uint8Array;
  /** Levels of both kinds behind their lengths, as `levelBytes` makes them. */
  readonly levels: readonly Uint8Array[];
}

/** Level 1: of logs the later ones make no less, and take longer. */
const PARAMS = { [constants.ZSTD_c_compressionLevel]: 1 };

/** Who says how much it will be spares zstd most of its memory. */
const packedBytes = (body: Buffer): Buffer =>
  zstdCompressSync(body, {
    params: PARAMS,
    pledgedSrcSize: body.length,
    chunkSize: Math.max(LEAST_CHUNK, body.length >> 2),
  });

let scratch = Buffer.alloc(0);

/** In memory that holds what is compressed next. */
function inScratch(parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (scratch.length < length) scratch = Buffer.allocUnsafeSlow(length);
  let at = 0;
  for (const part of parts) {
    scratch.set(part, at);
    at += part.length;
  }
  return scratch.subarray(0, length);
}

/** A data page of the first version. */
export function dataPage({ encoding, count, values, levels }: PageContent, codec: number): WrittenPage {
  const parts = [...levels, values];
  const isPacked = codec === CODEC.zstd;
  const body = isPacked ? inScratch(parts) : Buffer.concat(parts);
  const own = { 1: i32(count), 2: i32(encoding), 3: i32(ENCODING.rle), 4: i32(ENCODING.rle) };
  return written({ body, packed: isPacked ? packedBytes(body) : body }, (sizes) => ({
    1: i32(PAGE.data),
    ...sizes,
    5: struct(own),
  }));
}

/** A page of a dictionary, not compressed. */
export const dictionaryPage = (count: number, body: Buffer): WrittenPage =>
  written({ body, packed: body }, (sizes) => ({
    1: i32(PAGE.dictionary),
    ...sizes,
    7: struct({ 1: i32(count), 2: i32(ENCODING.plain) }),
  }));

type Fields = Parameters<typeof struct>[0];

function written(
  { body, packed }: Record<'body' | 'packed', Buffer>,
  fieldsOf: (sizes: Fields) => Fields,
): WrittenPage {
  const header = thriftBytes(struct(fieldsOf({ 2: i32(body.length), 3: i32(packed.length) })));
  return {
    parts: [header, packed],
    bytes: header.length + packed.length,
    wholeBytes: header.length + body.length,
  };
}

/** Levels of some values, up to `most`, behind their length; nothing where there is only one. */
export function levelBytes(levels: Levels, most: number, count: number): readonly Uint8Array[] {
  if (most === 0) return [];
  const width = bitsOf(most);
  const bytes =
    typeof levels === 'number' ? runBytes({ value: levels, count }, width) : hybridBytes(levels, width);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return [length, bytes];
}
