import { CompactThrift, structsHead, THRIFT } from './compact-thrift.ts';
import { footerBytes, type Footer } from './footer-cut.ts';
import { CODEC, ENCODING, MAGIC } from './names.ts';
import type { PickedColumn } from './picked-column.ts';
import { rawFields, rawInt, rawLong, structBytes, type RawField } from './thrift-fields.ts';
import { list, i32, thriftBytes } from './thrift-writer.ts';

/** A file of picked rows: the schema is that of a footer, and there is one row group. */
export function pickedFile(footer: Footer, rows: number, columns: readonly PickedColumn[]): Buffer {
  const parts: Buffer[] = [MAGIC];
  const chunks: Buffer[] = [];
  const names = namesOf(footer);
  let end = MAGIC.length;
  for (const [at, column] of columns.entries()) {
    const page = column.page();
    parts.push(...page.parts);
    chunks.push(chunkBytes(names[at] ?? new Map(), { offset: end, bytes: page.bytes, values: column.count }));
    end += page.bytes;
  }
  const fields = new Map([
    [1, { type: THRIFT.list, bytes: Buffer.concat([structsHead(chunks.length), ...chunks]) }],
    [2, rawLong(end - MAGIC.length)],
    [3, rawLong(rows)],
  ]);
  return Buffer.concat([...parts, footerBytes(footer, [{ rows, bytes: structBytes(fields) }])]);
}

/** Fields of ColumnMetaData: the type of a column and its path are the same in all row groups. */
const META = {
  type: 1,
  encodings: 2,
  path: 3,
  codec: 4,
  values: 5,
  wholeBytes: 6,
  bytes: 7,
  data: 9,
} as const;
const META_DATA = 3;

type Fields = Map<number, RawField>;

function namesOf({ groups }: Footer): Fields[] {
  const bytes = groups[0]?.bytes ?? Buffer.alloc(0);
  const columns = rawFields(new CompactThrift(bytes), bytes).get(1)?.bytes ?? Buffer.alloc(0);
  const thrift = new CompactThrift(columns);
  const found: Fields[] = [];
  thrift.structs(() => {
    const from = thrift.at;
    thrift.skip(THRIFT.struct);
    const chunk = columns.subarray(from, thrift.at);
    const meta = rawFields(new CompactThrift(chunk), chunk).get(META_DATA)?.bytes ?? chunk;
    const all = rawFields(new CompactThrift(meta), meta);
    found.push(new Map([...all].filter(([id]) => id === META.type || id === META.path)));
  });
  return found;
}

const ENCODINGS = { type: THRIFT.list, bytes: thriftBytes(list([i32(ENCODING.plain), i32(ENCODING.rle)])) };

function chunkBytes(
  name: Fields,
  { offset, bytes, values }: { offset: number; bytes: number; values: number },
): Buffer {
  const meta = structBytes(
    new Map([
      ...name,
      [META.encodings, ENCODINGS],
      [META.codec, rawInt(CODEC.uncompressed)],
      [META.values, rawLong(values)],
      [META.wholeBytes, rawLong(bytes)],
      [META.bytes, rawLong(bytes)],
      [META.data, rawLong(offset)],
    ]),
  );
  return structBytes(
    new Map([
      [2, rawLong(0)],
      [META_DATA, { type: THRIFT.struct, bytes: meta }],
    ]),
  );
}
