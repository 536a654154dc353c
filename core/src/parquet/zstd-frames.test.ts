import { randomBytes } from 'node:crypto';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CODEC } from '#thrift';
import { allDecompressed } from './zstd-frames.ts';

const zstd = (bytes: Buffer, params: Record<number, number> = {}): Buffer =>
  zstdCompressSync(bytes, { params });

const pageBytes = fc.oneof(
  { weight: 5, arbitrary: fc.nat(20_000) },
  // More than a block of a frame (RFC 8878: 128 KB at most).
  { weight: 1, arbitrary: fc.nat(200_000) },
);

/** Bytes that repeat themselves as little or as much as one likes: matches of all kinds, also with the last offsets. */
const wholePage = fc.tuple(pageBytes, fc.nat(6), fc.nat(255)).map(([length, kind, seed]) => {
  if (kind === 0) return randomBytes(length);
  if (kind === 1) return Buffer.alloc(length, seed);
  const words = Array.from({ length: 1 + (seed % 40) }, (_, at) => `${'abc'.repeat(at % kind)}${at * seed}`);
  const text = Array.from(
    { length: Math.ceil(length / 4) },
    (_, at) => words[(at * at + seed) % words.length],
  );
  return Buffer.from(text.join(' ')).subarray(0, length);
});

test('every page is what was compressed, however many are unpacked at once', () => {
  const page = fc.tuple(wholePage, fc.constantFrom(-5, 1, 3, 9, 19), fc.boolean());
  fc.assert(
    fc.property(fc.array(page, { minLength: 1, maxLength: 12 }), (pages) => {
      const packed = pages.map(([whole, level, hasSum]) => ({
        bytes: zstd(whole, {
          [constants.ZSTD_c_compressionLevel]: level,
          [constants.ZSTD_c_checksumFlag]: hasSum ? 1 : 0,
        }),
        size: whole.length,
        codec: CODEC.zstd,
      }));
      const found = allDecompressed(packed);
      expect(found.map((each, at) => each.equals(pages[at]?.[0] ?? Buffer.alloc(0)))).toEqual(
        pages.map(() => true),
      );
    }),
    { numRuns: 60 },
  );
});

test('pages of other compressions stand between', () => {
  const text = Buffer.from('a page of a column, a page of a column');
  const pages = [
    { bytes: zstd(text), size: text.length, codec: CODEC.zstd },
    { bytes: text, size: text.length, codec: CODEC.uncompressed },
    { bytes: gzipSync(text), size: text.length, codec: CODEC.gzip },
    { bytes: zstd(Buffer.concat([text, text])), size: text.length * 2, codec: CODEC.zstd },
  ];
  expect(allDecompressed(pages).map(String)).toEqual(
    [text, text, text, Buffer.concat([text, text])].map(String),
  );
});

/** By us, or by zlib of Node. */
const REFUSED = /another length|end of file|Unknown frame|Destination buffer|Cannot create a Buffer|corrupt/i;

test('bytes that are no frame, or of another length than they say, are refused', () => {
  const text = Buffer.from('a page of a column, a page of a column');
  const whole = zstd(text);
  const page = (bytes: Buffer, size = text.length) => ({ bytes, size, codec: CODEC.zstd });
  const good = page(whole);
  for (const bad of [
    page(whole.subarray(0, -1)),
    page(Buffer.from('not a frame')),
    page(whole, text.length - 1),
    page(whole, text.length + 1),
  ])
    expect(() => allDecompressed([good, bad, good])).toThrow(REFUSED);
  // Together they are as long as they say.
  expect(() => allDecompressed([page(whole, text.length - 1), page(whole, text.length + 1)])).toThrow(
    REFUSED,
  );
});

test('pages that come to more memory than is kept, and small ones before and after', () => {
  const wholes = [30, ...Array.from({ length: 8 }, () => 200_000), 30].map((length) => randomBytes(length));
  for (let turn = 0; turn < 2; turn += 1) {
    const packed = wholes.map((whole) => ({ bytes: zstd(whole), size: whole.length, codec: CODEC.zstd }));
    const found = allDecompressed(packed);
    expect(found.map((each, at) => each.equals(wholes[at] ?? Buffer.alloc(0)))).toEqual(
      wholes.map(() => true),
    );
  }
});
