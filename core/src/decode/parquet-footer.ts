import type { Cell } from './cells.ts';
import type { SpoolColumn } from './column-memory.ts';
import { i32, i64, list, struct, text, thriftBytes, type Thrift } from './thrift.ts';

/** Where a column's pages of a row group stand in the file. */
export interface ColumnChunk {
  /** Values, nulls among them. */
  readonly rows: number;
  /** Offset of the dictionary's page; undefined where there is none. */
  readonly dictionaryAt: number | undefined;
  readonly dataAt: number;
  /** Bytes of its pages, headers among them. */
  readonly bytes: number;
}

/** Physical types (parquet.thrift, `Type`). */
const TYPES: Readonly<Record<Cell['kind'], number>> = { string: 6, int: 1, long: 2, double: 5 };
const UTF8 = 0;
const OPTIONAL = 1;
/** Encodings (parquet.thrift, `Encoding`). */
const PLAIN = 0;
const RLE = 3;
const RLE_DICTIONARY = 8;
const UNCOMPRESSED = 0;
/** Page types (parquet.thrift, `PageType`). */
const DATA_PAGE = 0;
const DICTIONARY_PAGE = 2;

/** What a Parquet file begins and ends with. */
export const MAGIC = Buffer.from('PAR1');

const schemaElement = ({ name, kind }: SpoolColumn): Thrift =>
  struct({
    1: i32(TYPES[kind]),
    3: i32(OPTIONAL),
    4: text(name),
    ...(kind === 'string' ? { 6: i32(UTF8) } : {}),
  });

function chunkOf({ name, kind }: SpoolColumn, { rows, dictionaryAt, dataAt, bytes }: ColumnChunk): Thrift {
  const hasDictionary = dictionaryAt !== undefined;
  const meta = struct({
    1: i32(TYPES[kind]),
    2: list([i32(hasDictionary ? RLE_DICTIONARY : PLAIN), i32(RLE)]),
    3: list([text(name)]),
    4: i32(UNCOMPRESSED),
    5: i64(rows),
    6: i64(bytes),
    7: i64(bytes),
    9: i64(dataAt),
    ...(hasDictionary ? { 11: i64(dictionaryAt) } : {}),
  });
  return struct({ 2: i64(dictionaryAt ?? dataAt), 3: meta });
}

const rowsOf = (group: readonly ColumnChunk[]): number => group[0]?.rows ?? 0;

const groupOf = (columns: readonly SpoolColumn[], group: readonly ColumnChunk[]): Thrift =>
  struct({
    1: list(group.map((chunk, at) => chunkOf(columns[at] as SpoolColumn, chunk))),
    2: i64(group.reduce((sum, { bytes }) => sum + bytes, 0)),
    3: i64(rowsOf(group)),
  });

/** A file's end: its metadata, their length, and the magic number (Parquet format, "File format"). At least one row group. */
export function parquetFooter(
  columns: readonly SpoolColumn[],
  groups: readonly (readonly ColumnChunk[])[],
): Buffer {
  const root = struct({ 4: text('root'), 5: i32(columns.length) });
  const metadata = thriftBytes(
    struct({
      1: i32(1),
      2: list([root, ...columns.map(schemaElement)]),
      3: i64(groups.reduce((sum, group) => sum + rowsOf(group), 0)),
      4: list(groups.map((group) => groupOf(columns, group))),
    }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(metadata.length);
  return Buffer.concat([metadata, length, MAGIC]);
}

/** Header of a page of `bytes` bytes with a dictionary's texts. */
export const dictionaryHeader = (bytes: number, entries: number): Buffer =>
  thriftBytes(
    struct({
      1: i32(DICTIONARY_PAGE),
      2: i32(bytes),
      3: i32(bytes),
      7: struct({ 1: i32(entries), 2: i32(PLAIN) }),
    }),
  );

/** Header of a page of `bytes` bytes with a row group's values, or their numbers in the dictionary. */
export const dataHeader = (bytes: number, rows: number, hasDictionary: boolean): Buffer =>
  thriftBytes(
    struct({
      1: i32(DATA_PAGE),
      2: i32(bytes),
      3: i32(bytes),
      5: struct({ 1: i32(rows), 2: i32(hasDictionary ? RLE_DICTIONARY : PLAIN), 3: i32(RLE), 4: i32(RLE) }),
    }),
  );
