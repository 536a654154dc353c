import {
  CODEC,
  CONVERTED,
  ENCODING,
  i32,
  i64,
  list,
  MAGIC,
  PAGE,
  REPETITION,
  struct,
  text,
  type Thrift,
  thriftBytes,
  TYPE,
} from '#thrift';
import { leavesOf, LIST_PARTS, type SpoolField, type SpoolLeaf } from './spool-fields.ts';

/** Where a column's pages of a row group stand in the file. */
export interface ColumnChunk {
  /** Values, nulls among them: one a row, more where the column is inside lists. */
  readonly values: number;
  /** Offset of the dictionary's page; undefined where there is none. */
  readonly dictionaryAt: number | undefined;
  readonly dataAt: number;
  /** Bytes of its pages, headers among them. */
  readonly bytes: number;
}

const TYPES: Readonly<Record<SpoolLeaf['kind'], number>> = {
  boolean: TYPE.boolean,
  int: TYPE.int32,
  long: TYPE.int64,
  double: TYPE.double,
  string: TYPE.byteArray,
  json: TYPE.byteArray,
};

/** A field and what is in it, in the order in which Parquet lists a tree. */
function schemaOf(field: SpoolField): Thrift[] {
  const { name, kind } = field;
  if (kind === 'struct') {
    const fields = field.fields ?? [];
    return [group(name, fields.length, { 3: i32(REPETITION.optional) }), ...fields.flatMap(schemaOf)];
  }
  if (kind === 'list') {
    const element = field.element === undefined ? [] : schemaOf(field.element);
    const repeated = group(LIST_PARTS[0], 1, { 3: i32(REPETITION.repeated) });
    return [group(name, 1, { 3: i32(REPETITION.optional), 6: i32(CONVERTED.list) }), repeated, ...element];
  }
  const converted = TYPES[kind] === TYPES.string ? { 6: i32(CONVERTED.utf8) } : {};
  return [struct({ 1: i32(TYPES[kind]), 3: i32(REPETITION.optional), 4: text(name), ...converted })];
}

const group = (name: string, children: number, given: Readonly<Record<number, Thrift>>): Thrift =>
  struct({ ...given, 4: text(name), 5: i32(children) });

function chunkOf({ path, kind }: SpoolLeaf, { values, dictionaryAt, dataAt, bytes }: ColumnChunk): Thrift {
  const hasDictionary = dictionaryAt !== undefined;
  const meta = struct({
    1: i32(TYPES[kind]),
    2: list([i32(hasDictionary ? ENCODING.rleDictionary : ENCODING.plain), i32(ENCODING.rle)]),
    3: list(path.map(text)),
    4: i32(CODEC.uncompressed),
    5: i64(values),
    6: i64(bytes),
    7: i64(bytes),
    9: i64(dataAt),
    ...(hasDictionary ? { 11: i64(dictionaryAt) } : {}),
  });
  return struct({ 2: i64(dictionaryAt ?? dataAt), 3: meta });
}

/** Rows of a row group, and its columns' chunks in the order of the schema. */
export interface RowGroup {
  readonly rows: number;
  readonly chunks: readonly ColumnChunk[];
}

const groupOf = (leaves: readonly SpoolLeaf[], { rows, chunks }: RowGroup): Thrift =>
  struct({
    1: list(chunks.map((chunk, at) => chunkOf(leaves[at] as SpoolLeaf, chunk))),
    2: i64(chunks.reduce((sum, { bytes }) => sum + bytes, 0)),
    3: i64(rows),
  });

/** A file's end: its metadata, their length, and the magic number (Parquet format, "File format"). At least one row group. */
export function parquetFooter(fields: readonly SpoolField[], groups: readonly RowGroup[]): Buffer {
  const root = struct({ 4: text('root'), 5: i32(fields.length) });
  const leaves = fields.flatMap((field) => leavesOf(field));
  const metadata = thriftBytes(
    struct({
      1: i32(1),
      2: list([root, ...fields.flatMap(schemaOf)]),
      3: i64(groups.reduce((sum, { rows }) => sum + rows, 0)),
      4: list(groups.map((each) => groupOf(leaves, each))),
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
      1: i32(PAGE.dictionary),
      2: i32(bytes),
      3: i32(bytes),
      7: struct({ 1: i32(entries), 2: i32(ENCODING.plain) }),
    }),
  );

/** Header of a page of `bytes` bytes with a row group's values, nulls counted, or their numbers in the dictionary. */
export const dataHeader = (bytes: number, values: number, hasDictionary: boolean): Buffer =>
  thriftBytes(
    struct({
      1: i32(PAGE.data),
      2: i32(bytes),
      3: i32(bytes),
      5: struct({
        1: i32(values),
        2: i32(hasDictionary ? ENCODING.rleDictionary : ENCODING.plain),
        3: i32(ENCODING.rle),
        4: i32(ENCODING.rle),
      }),
    }),
  );
