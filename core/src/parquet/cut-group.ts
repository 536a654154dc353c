import { CompactThrift, type RawField, rawFields, rawLong, structBytes, structsHead, THRIFT } from '#thrift';
import { cutChunk } from './cut-chunk.ts';
import type { PagePlace } from './offset-index.ts';
import { RawChunk } from './raw-chunk.ts';
import type { Leaf } from './schema.ts';

/** A row group as a footer tells it. */
export interface RawGroup {
  readonly rows: number;
  readonly fields: Map<number, RawField>;
  /** By leaf. */
  readonly chunks: readonly RawChunk[];
}

/** Fields of RowGroup. */
const GROUP = { columns: 1, wholeBytes: 2, offset: 5, bytes: 6 } as const;

/** Reads one. @throws Unsupported for what can't be moved, and RangeError where it is broken */
export function rawGroup({ bytes, rows }: { readonly bytes: Uint8Array; readonly rows: number }): RawGroup {
  const fields = rawFields(new CompactThrift(bytes), bytes);
  const list = fields.get(GROUP.columns)?.bytes ?? new Uint8Array();
  const thrift = new CompactThrift(list);
  const chunks: RawChunk[] = [];
  thrift.structs(() => {
    const from = thrift.at;
    thrift.skip(THRIFT.struct);
    chunks.push(new RawChunk(list.subarray(from, thrift.at)));
  });
  return { rows, fields, chunks };
}

/** The pages of a row group as they are written. */
export interface CutPages {
  readonly parts: readonly Buffer[];
  /** By leaf: places of the data pages, where they were cut. */
  readonly places: readonly (readonly PagePlace[])[];
  readonly columnBytes: readonly number[];
}

/**
 * Cuts the columns of a row group, whose pages are given, and tells the group where they will stand.
 * @throws Unsupported, and RangeError where the bytes are no pages
 */
export function cutGroup(
  group: RawGroup,
  { leaves, pages, offset }: { leaves: readonly Leaf[]; pages: readonly Buffer[]; offset: number },
): CutPages {
  let at = offset;
  const columns = group.chunks.map((raw, place) => {
    const [leaf, bytes] = [leaves[place], pages[place]];
    if (leaf === undefined || bytes === undefined) throw new RangeError('a row group with other columns');
    const column = cutColumn(raw, { leaf, bytes, rows: group.rows, offset: at });
    at += column.bytes;
    return column;
  });
  tellSizes(group, offset, at - offset);
  return {
    parts: columns.flatMap(({ parts }) => parts),
    places: columns.map(({ places }) => places),
    columnBytes: columns.map(({ bytes }) => bytes),
  };
}

/** A column as it is written. */
interface Column {
  readonly parts: readonly Buffer[];
  readonly bytes: number;
  readonly places: readonly PagePlace[];
}

interface ColumnToCut {
  readonly leaf: Leaf;
  readonly bytes: Buffer;
  readonly rows: number;
  readonly offset: number;
}

function cutColumn(raw: RawChunk, { leaf, bytes, rows, offset }: ColumnToCut): Column {
  const { codec, wholeBytes, values } = raw;
  const cut = cutChunk({ bytes, codec, wholeBytes, values, rows, leaf });
  if (cut === undefined) {
    raw.move(offset);
    return { parts: [bytes], bytes: bytes.length, places: [] };
  }
  raw.replace(cut, offset);
  const places = cut.places.map((page) => ({ ...page, offset: page.offset + offset }));
  return { parts: cut.parts, bytes: cut.bytes, places };
}

function tellSizes({ fields, chunks }: RawGroup, offset: number, bytes: number): void {
  fields.set(GROUP.wholeBytes, rawLong(chunks.reduce((sum, raw) => sum + raw.wholeBytes, 0)));
  if (fields.has(GROUP.offset)) fields.set(GROUP.offset, rawLong(offset));
  if (fields.has(GROUP.bytes)) fields.set(GROUP.bytes, rawLong(bytes));
}

/** As a footer tells it. */
export function groupBytes({ fields, chunks }: RawGroup): Buffer {
  const list = Buffer.concat([structsHead(chunks.length), ...chunks.map((chunk) => chunk.bytes())]);
  return structBytes(new Map([...fields, [GROUP.columns, { type: THRIFT.list, bytes: list }]]));
}
