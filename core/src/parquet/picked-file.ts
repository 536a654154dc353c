import { MAGIC, numberBytes, pushVarint, structsHead } from '#thrift';
import { footerBytes } from './footer-cut.ts';
import type { PickedColumn } from './picked-column.ts';
import type { PickedSchema } from './picked-schema.ts';

/** A file of picked rows, columns by leaf of a schema, in one row group. */
export function pickedFile(
  { footer, names }: PickedSchema,
  rows: number,
  columns: readonly PickedColumn[],
): Buffer {
  const parts: Uint8Array[] = [MAGIC];
  const chunks: Uint8Array[] = [];
  let end = MAGIC.length;
  for (const [at, column] of columns.entries()) {
    const page = column.page();
    parts.push(...page.parts);
    chunks.push(...chunkBytes(names[at] as Buffer, { offset: end, bytes: page.bytes, values: column.count }));
    end += page.bytes;
  }
  const group = Buffer.concat([
    COLUMNS,
    structsHead(columns.length),
    ...chunks,
    LONG,
    numberBytes(end - MAGIC.length),
    LONG,
    numberBytes(rows),
    END,
  ]);
  return Buffer.concat([...parts, footerBytes(footer, [{ rows, bytes: group }])]);
}

/** Heads of fields (Thrift's compact protocol): a list with the id 1; a number of 64 bits with the next id. */
const COLUMNS = Uint8Array.of(0x19);
const LONG = Uint8Array.of(0x16);
const END = Uint8Array.of(0);

/** ColumnChunk: 0 as `file_offset` (id 2), `meta_data` (id 3). */
const CHUNK = Uint8Array.of(0x26, 0, 0x1c);

/** ColumnMetaData by its beginning: number of values, bytes before and after compression (ids 5 to 7), offset of the data page (id 9). */
function chunkBytes(
  name: Buffer,
  { offset, bytes, values }: { offset: number; bytes: number; values: number },
): Uint8Array[] {
  const numbers: number[] = [];
  for (const [head, value] of [
    [0x16, values],
    [0x16, bytes],
    [0x16, bytes],
    [0x26, offset],
  ] as const) {
    numbers.push(head);
    pushVarint(numbers, value * 2);
  }
  numbers.push(0, 0);
  return [CHUNK, name, Uint8Array.from(numbers)];
}
