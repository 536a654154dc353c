import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inflate } from './inflate.ts';
import { DEFAULT_LIMITS, type DecodeLimits } from './limits.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'levee-inflate-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Text between damages, and the damages. */
async function read(stored: Uint8Array | string, limits: Partial<DecodeLimits> = {}) {
  const path = join(folder, 'object');
  writeFileSync(path, stored);
  const texts: Buffer[][] = [[]];
  const damages: string[] = [];
  const skipped: number[] = [];
  for await (const piece of inflate(path, { ...DEFAULT_LIMITS, ...limits })) {
    if ('chunk' in piece) texts.at(-1)?.push(Buffer.from(piece.chunk));
    else {
      damages.push(piece.damage.kind);
      skipped.push(piece.skipped);
      texts.push([]);
    }
  }
  return { texts: texts.map((chunks) => Buffer.concat(chunks).toString('latin1')), damages, skipped };
}

/** Text that hardly compresses, so that stored and inflated sizes are alike. */
function noise(length: number): string {
  let state = 42;
  const letters = Buffer.alloc(length);
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    letters[at] = 33 + ((state >>> 16) % 90);
  }
  return letters.toString('latin1');
}

/** A gzip member built field by field (RFC 1952, 2.3): extra field, name, comment and header CRC. */
function memberWithAllFields(text: string): Buffer {
  const body = Buffer.from(text, 'latin1');
  const header = Buffer.concat([
    Buffer.from([0x1f, 0x8b, 0x08, 0x1e, 0, 0, 0, 0, 0, 3]),
    Buffer.from([4, 0, 1, 2, 3, 4]),
    Buffer.from('access.log\0a comment\0', 'latin1'),
  ]);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(body), 0);
  trailer.writeUInt32LE(body.length, 4);
  const headerCrc = Buffer.alloc(2);
  headerCrc.writeUInt16LE(crc32(header) & 0xffff);
  return Buffer.concat([header, headerCrc, deflateRawSync(body), trailer]);
}

test.each([
  ['nothing', '', ''],
  ['text that is not gzip', 'a line\n', 'a line\n'],
  ['one byte of the magic number', '\x1f', '\x1f'],
  ['an empty member', gzipSync(''), ''],
  ['one member', gzipSync('a line\n'), 'a line\n'],
  ['stored blocks', gzipSync('a line\n', { level: 0 }), 'a line\n'],
  ['every header field', memberWithAllFields('a line\n'), 'a line\n'],
  [
    'members one after the other',
    Buffer.concat([gzipSync('one\n'), gzipSync(''), gzipSync('two\n')]),
    'one\ntwo\n',
  ],
  ['zeros behind the end', Buffer.concat([gzipSync('one\n'), Buffer.alloc(1024)]), 'one\n'],
])('%s', async (_, stored, text) => {
  expect(await read(stored)).toEqual({ texts: [text], damages: [], skipped: [] });
});

test('a large object streams to the same text', async () => {
  const text = noise(1_600_000);
  const stored = Buffer.concat([gzipSync(text, { level: 1 }), gzipSync('end')]);
  // What is stored in a megabyte is inflated in one step.
  expect(stored.length).toBeGreaterThan(1.1 * 2 ** 20);
  const { texts, damages } = await read(stored);
  expect(damages).toEqual([]);
  expect(texts[0] === `${text}end`).toBe(true);
});

test('however well a large object compresses, little of its text is in memory at a time', async () => {
  const line = `${noise(400)}\n`;
  const path = join(folder, 'repeated');
  writeFileSync(path, gzipSync(line.repeat(80_000)));
  const before = process.memoryUsage().arrayBuffers;
  let [length, most] = [0, 0];
  for await (const piece of inflate(path, DEFAULT_LIMITS)) {
    if (!('chunk' in piece)) throw new Error(piece.damage.reason);
    length += piece.chunk.length;
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  expect(length).toBe(401 * 80_000);
  // Eight kilobytes of gzip inflate to 1,032 times as much at most (zlib's manual, "Technical Details").
  expect(most).toBeLessThan(8192 * 1032 + 2_000_000);
});

test('cut anywhere, what was before the cut is there and the cut is said', async () => {
  const text = noise(300);
  const stored = gzipSync(text, { level: 0 });
  for (let length = 3; length < stored.length; length += 1) {
    const { texts, damages } = await read(stored.subarray(0, length));
    expect(damages).toEqual(['gzip_cut']);
    // A stored block: 10 bytes of header and 5 of block header stand before the text (RFC 1951, 3.2.4).
    expect(texts[0]).toBe(text.slice(0, Math.max(0, length - 15)));
  }
});

test('a wrong CRC is damage, the text before it is kept', async () => {
  const stored = gzipSync('a line\n');
  stored.writeUInt32LE(crc32('another'), stored.length - 8);
  const { texts, damages } = await read(stored);
  expect(damages).toEqual(['gzip_corrupt']);
  expect(texts[0]).toBe('a line\n');
});

test('a wrong length is damage', async () => {
  const stored = gzipSync('a line\n');
  stored.writeUInt32LE(8, stored.length - 4);
  expect((await read(stored)).damages).toEqual(['gzip_corrupt']);
});

test('a damaged member between sound ones: both are read, what was stepped over is told', async () => {
  const broken = gzipSync(noise(2000));
  broken.fill(0xff, 20, 60);
  const { texts, damages, skipped } = await read(
    Buffer.concat([gzipSync('one\n'), broken, gzipSync('two\n')]),
  );
  expect(texts[0]?.startsWith('one\n')).toBe(true);
  expect(texts.at(-1)).toBe('two\n');
  expect(damages).toEqual(['gzip_corrupt']);
  expect(skipped[0]).toBeGreaterThan(0);
});

test('bytes behind the end that are no gzip are told', async () => {
  const { texts, damages, skipped } = await read(Buffer.concat([gzipSync('one\n'), Buffer.from('garbage')]));
  expect(texts[0]).toBe('one\n');
  expect(damages).toEqual(['gzip_trailing']);
  expect(skipped).toEqual([7]);
});

test('the limits hold while it inflates', async () => {
  const zeros = gzipSync(Buffer.alloc(40_000_000), { level: 1 });
  const { texts, damages } = await read(zeros, { maxObjectBytes: 1_000_000 });
  expect(damages).toEqual(['object_too_large']);
  // One piece of 32 KiB inflates to at most 1,032 times its size (zlib's own figure).
  expect(texts.join('').length).toBeLessThan(1_000_000 + 1032 * 32_768);
  expect((await read('x'.repeat(2000), { maxObjectBytes: 1000 })).damages).toEqual(['object_too_large']);
  expect((await read(gzipSync('x'.repeat(1000)), { maxObjectBytes: 1000 })).damages).toEqual([]);
});
