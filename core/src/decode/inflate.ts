import { createReadStream, closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { codeOf, messageOf } from '#kernel';
import { giveBack } from '#kernel';
import { GunzipFile, PIECE } from './gunzip-file.ts';
import type { DecodeLimits } from './limits.ts';
import type { Refusal } from './record-sink.ts';

const CHUNK = 1 << 18;

/** A piece of an object's text, or what is wrong with the stored bytes. */
export type Inflated =
  | {
      /** Valid until the next piece is asked for, unless it is the whole text. */
      readonly chunk: Buffer;
      /** There is no other, and nothing else holds it: its memory may be given back. */
      readonly isWhole?: boolean;
    }
  /** Damage: what came before ends here, what follows (if anything) starts anew. */
  | { readonly damage: Refusal; readonly raw: Buffer; readonly skipped: number };

/** Gzip's magic number and its only method (RFC 1952, 2.3.1). */
const MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);

/**
 * The text of a stored object: gzip of any number of members, or the bytes themselves, told by the magic
 * number and never by the name. Every member's CRC-32 and length are checked (zlib does); a damaged member is
 * reported and the next sound one is looked for. Stops at the limits, saying so.
 */
export async function* inflate(path: string, limits: DecodeLimits): AsyncGenerator<Inflated> {
  const size = sizeOf(path);
  const small = size <= SMALL ? inflateSmall(path, limits) : undefined;
  if (small !== undefined) {
    if (small.length > 0) yield { chunk: small, isWhole: true };
    return;
  }
  if (!readPiece(path, 0, MAGIC.length).equals(MAGIC)) {
    yield* plain(path, limits);
    return;
  }
  const total = { inflated: 0 };
  let at = 0;
  for (let attempts = 0; at < size && attempts < MOST_ATTEMPTS; attempts += 1) {
    const stop = yield* gunzipFrom({ path, at, size, limits, total });
    if (stop === undefined) return;
    const next = nextMember(path, stop.at, size);
    yield {
      damage: stop.damage,
      raw: readPiece(path, stop.at, limits.rejectRawBytes),
      skipped: next - stop.at,
    };
    at = stop.isFinal ? size : next;
  }
}

/** Stored bytes up to which an object is inflated in one step: a stream costs 0.5 ms, this 0.05 ms. */
const SMALL = 1 << 20;
/**
 * Inflated bytes up to which that is done; a larger text takes the stream. With 32 MB the threads of two cores held 150 MB more: texts in one
 * piece are put together of several, and of such memory the C library keeps up to twice the largest piece that was ever freed.
 */
const SMALL_TEXT = 4 << 20;

/** The whole text of a small sound object; undefined where it is damaged or large: the stream then says what is wrong. */
function inflateSmall(path: string, limits: DecodeLimits): Buffer | undefined {
  const stored = readFileSync(path);
  if (!stored.subarray(0, MAGIC.length).equals(MAGIC))
    return stored.length <= limits.maxObjectBytes ? stored : undefined;
  try {
    const maxOutputLength = Math.min(SMALL_TEXT, limits.maxObjectBytes);
    if (lengthSaid(stored) > maxOutputLength) {
      giveBack(stored);
      return undefined;
    }
    const { buffer, engine } = gunzipSync(stored, {
      info: true,
      maxOutputLength,
      chunkSize: chunkFor(stored),
    }) as unknown as InflatedWhole;
    const isSound = stored.subarray(engine.bytesWritten).every((byte) => byte === 0);
    giveBack(stored);
    return isSound ? buffer : undefined;
  } catch (error) {
    if (isZlibError(error) || codeOf(error) === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
}

/** Size of a buffer that the whole text fits into, if the gzip member tells the truth. */
const chunkFor = (stored: Buffer): number => Math.min(Math.max(lengthSaid(stored) + 1, 1 << 12), SMALL_TEXT);

/** The length that the last member ends with (RFC 1952, ISIZE). */
const lengthSaid = (stored: Buffer): number =>
  stored.length < MAGIC.length + 4 ? 0 : stored.readUInt32LE(stored.length - 4);

/** What zlib answers with `info`: the text and the engine, which says how much it consumed. */
interface InflatedWhole {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** Damaged members that are stepped over in one object. */
const MOST_ATTEMPTS = 1000;

interface Source {
  readonly path: string;
  readonly at: number;
  readonly size: number;
  readonly limits: DecodeLimits;
  readonly total: { inflated: number };
}

interface Stop {
  readonly at: number;
  readonly damage: Refusal;
  readonly isFinal: boolean;
  /** zlib kept what it had made of the last piece to itself. */
  readonly isLossy?: boolean;
}

/**
 * What zlib made of the piece in which it fails is lost. So damage is come upon again in smaller and smaller
 * pieces, until no byte before it is missing.
 */
const PIECES = [PIECE, 64, 1];

/** Inflates members from `at` on; answers where and why it stopped, or nothing at a proper end. */
async function* gunzipFrom(source: Source): AsyncGenerator<Inflated, Stop | undefined> {
  const before = source.total.inflated;
  let stop: Stop | undefined;
  let carefulFrom = source.size;
  for (const piece of PIECES) {
    const skip = source.total.inflated - before;
    source.total.inflated = before;
    stop = yield* gunzipPieces(source, { skip, carefulFrom, piece });
    if (stop?.isLossy !== true) return stop;
    carefulFrom = stop.at - 1;
  }
  return stop;
}

interface Pace {
  /** Inflated bytes that were delivered before. */
  readonly skip: number;
  /** Offset from which the pieces are of the size `piece`; before it they are large. */
  readonly carefulFrom: number;
  readonly piece: number;
}

async function* gunzipPieces(source: Source, pace: Pace): AsyncGenerator<Inflated, Stop | undefined> {
  const gunzip = new GunzipFile(source.path);
  const span = { skip: pace.skip, total: source.total };
  let failing = source.at;
  try {
    for (let at = source.at; at < source.size;) {
      failing = at;
      const most = at < pace.carefulFrom ? Math.min(PIECE, pace.carefulFrom - at) : pace.piece;
      at += await gunzip.feed(at, most);
      yield* textOf(gunzip, span);
      const excess = overLimit(source, gunzip);
      if (excess !== undefined) return { at: source.at + gunzip.taken, damage: excess, isFinal: true };
    }
    failing = source.size;
    await gunzip.end();
    return trailing(source, source.at + gunzip.taken);
  } catch (error) {
    if (!isZlibError(error)) throw error;
    const at = Math.max(failing - (isNoHeader(error) ? 1 : 0), source.at + 1);
    return { at, damage: damageOf(error), isFinal: false, isLossy: failing < source.size };
  } finally {
    gunzip.close();
  }
}

/** What zlib has made of the last piece, without what was delivered before. */
function* textOf(
  gunzip: GunzipFile,
  span: { skip: number; readonly total: { inflated: number } },
): Generator<Inflated> {
  for (const chunk of gunzip.chunks()) {
    span.total.inflated += chunk.length;
    if (chunk.length > span.skip) yield { chunk: chunk.subarray(span.skip) };
    span.skip = Math.max(0, span.skip - chunk.length);
  }
}

function overLimit(source: Source, gunzip: GunzipFile): Refusal | undefined {
  const { inflated } = source.total;
  const { maxObjectBytes, maxInflationRatio } = source.limits;
  if (inflated > maxObjectBytes)
    return tooLarge(`inflates to more than ${maxObjectBytes} bytes (maxObjectBytes)`);
  const stored = source.at + gunzip.taken;
  const isBomb = inflated > 100_000_000 && inflated > stored * maxInflationRatio;
  return isBomb
    ? tooLarge(`inflates to more than ${maxInflationRatio} times its size (maxInflationRatio)`)
    : undefined;
}

const tooLarge = (what: string): Refusal => ({
  kind: 'object_too_large',
  reason: `the object ${what}; the rest was not read`,
});

/** Bytes behind the last member: zeros are padding, anything else is reported. */
function trailing(source: Source, end: number): Stop | undefined {
  if (end >= source.size) return undefined;
  const rest = readPiece(source.path, end, source.limits.rejectRawBytes);
  if (rest.every((byte) => byte === 0)) return undefined;
  const reason = `${source.size - end} bytes behind the end of the gzip data`;
  return { at: end, damage: { kind: 'gzip_trailing', reason }, isFinal: false };
}

/** zlib found no magic number where a member should begin: it tells at the second byte of the two. */
const isNoHeader = (error: unknown): boolean => messageOf(error) === 'incorrect header check';

const isZlibError = (error: unknown): boolean => codeOf(error)?.startsWith('Z_') === true;

function damageOf(error: unknown): Refusal {
  if (codeOf(error) === 'Z_BUF_ERROR') {
    return { kind: 'gzip_cut', reason: 'the gzip data breaks off; records after this point are missing' };
  }
  if (isNoHeader(error)) {
    return { kind: 'gzip_trailing', reason: 'bytes behind the end of the gzip data that are not gzip' };
  }
  return {
    kind: 'gzip_corrupt',
    reason: `the gzip data is damaged (${messageOf(error)}); records around this point may be missing`,
  };
}

async function* plain(path: string, limits: DecodeLimits): AsyncGenerator<Inflated> {
  let read = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK * 4 })) {
    read += (chunk as Buffer).length;
    if (read > limits.maxObjectBytes) {
      yield {
        damage: tooLarge(`is larger than ${limits.maxObjectBytes} bytes (maxObjectBytes)`),
        raw: Buffer.alloc(0),
        skipped: 0,
      };
      return;
    }
    yield { chunk: chunk as Buffer };
    giveBack(chunk as Buffer);
  }
}

/** Offset of the next gzip header from `at` on, or the end. */
function nextMember(path: string, at: number, size: number): number {
  for (let from = at; from < size; from += CHUNK - MAGIC.length) {
    const found = readPiece(path, from, CHUNK).indexOf(MAGIC);
    if (found >= 0) return from + found;
  }
  return size;
}

function readPiece(path: string, at: number, length: number): Buffer {
  const fd = openSync(path, 'r');
  try {
    const piece = Buffer.alloc(length);
    return piece.subarray(0, readSync(fd, piece, 0, length, at));
  } finally {
    closeSync(fd);
  }
}

function sizeOf(path: string): number {
  const fd = openSync(path, 'r');
  try {
    return fstatSync(fd).size;
  } finally {
    closeSync(fd);
  }
}
