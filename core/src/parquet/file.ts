import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { CompactThrift } from '#thrift';
import { firstPage } from './pieces.ts';
import { leavesOf, SCHEMA_ELEMENT, type Leaf } from './schema.ts';
import { footerLength, TRAILER_BYTES } from './trailer.ts';
import { Unsupported } from './unsupported.ts';
import { found, type Found, type Wanted } from './found.ts';

/** Where the pages of a column stand in a row group. */
export interface Chunk {
  readonly codec: number;
  /** Values, nulls among them. */
  readonly values: number;
  readonly from: number;
  readonly bytes: number;
  /** The least and the greatest value, in the encoding PLAIN; undefined where the file does not say. */
  readonly bounds: readonly [least: Uint8Array, greatest: Uint8Array] | undefined;
}

export interface RowGroup {
  readonly rows: number;
  /** By leaf. */
  readonly chunks: readonly Chunk[];
}

/** What a Parquet file says of itself. */
export interface ParquetFile {
  readonly sizeBytes: number;
  readonly rows: number;
  readonly leaves: readonly Leaf[];
  readonly groups: readonly RowGroup[];
}

/** `FileMetaData` (parquet.thrift), as far as it is needed. */
const STATISTICS: Wanted = { 5: 'bytes', 6: 'bytes' };
const META: Wanted = { 4: 'number', 5: 'number', 7: 'number', 9: 'number', 11: 'number', 12: STATISTICS };
const COLUMN: Wanted = { 1: 'there', 3: META };
const FILE: Wanted = { 2: [SCHEMA_ELEMENT], 3: 'number', 4: [{ 1: [COLUMN], 3: 'number' }] };

/** Bytes read at once from the end: most files' metadata. */
const GUESS = 2 ** 20;
/** Bytes of metadata beyond which a file is not read here. */
const MOST_METADATA = 2 ** 28;

/**
 * Runs `use` with a file that is open. Blocks the thread, as all here: for threads that do nothing else, where waiting for each
 * of many small parts takes longer than reading them.
 * @throws RangeError where it is no Parquet file, and what the disk says.
 */
export function withParquet<Result>(path: string, use: (open: number, file: ParquetFile) => Result): Result {
  const open = openSync(path, 'r');
  try {
    return use(open, metadataOf(open));
  } finally {
    closeSync(open);
  }
}

function metadataOf(open: number): ParquetFile {
  const { size } = fstatSync(open);
  const end = bytesAt(open, Math.max(0, size - GUESS), Math.min(size, GUESS));
  const length = footerLength(end.subarray(-TRAILER_BYTES));
  if (length > Math.min(MOST_METADATA, size - TRAILER_BYTES))
    throw new RangeError('its metadata are too long');
  const from = size - TRAILER_BYTES - length;
  const bytes =
    length + TRAILER_BYTES <= end.length
      ? end.subarray(-TRAILER_BYTES - length)
      : bytesAt(open, from, length);
  return fileOf(found(new CompactThrift(bytes), FILE), size);
}

function fileOf(metadata: Found, sizeBytes: number): ParquetFile {
  const leaves = leavesOf((metadata[2] as Found[] | undefined) ?? []);
  const groups = ((metadata[4] as Found[] | undefined) ?? []).map((group) => ({
    rows: Number(group[3]),
    chunks: ((group[1] as Found[] | undefined) ?? []).map(chunkOf),
  }));
  if (groups.some(({ chunks }) => chunks.length !== leaves.length))
    throw new RangeError('a row group has other columns than the schema');
  return { sizeBytes, rows: Number(metadata[3]), leaves, groups };
}

function chunkOf(column: Found): Chunk {
  const meta = column[3] as Found | undefined;
  // A file may name another that has the column: nobody writes such.
  if (meta === undefined || column[1] !== undefined) throw new Unsupported('columns in other files');
  const { 4: codec, 5: values, 7: bytes, 9: data, 11: dictionary } = meta;
  const from = firstPage(Number(data), dictionary as number | undefined);
  const { 5: greatest, 6: least } = (meta[12] ?? {}) as Readonly<Record<number, Uint8Array>>;
  const bounds = least === undefined || greatest === undefined ? undefined : ([least, greatest] as const);
  return { codec: Number(codec), values: Number(values), from, bytes: Number(bytes), bounds };
}

function bytesAt(open: number, from: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafeSlow(length);
  fill(open, from, buffer);
  return buffer;
}

/** Reads as many bytes of a file as there is room for. @throws RangeError where it has not so many. */
export function fill(open: number, from: number, into: Buffer): void {
  for (let at = 0; at < into.length;) {
    const read = readSync(open, into, at, into.length - at, from + at);
    if (read === 0) throw new RangeError(`${into.length} bytes from ${from} on go beyond its end`);
    at += read;
  }
}
