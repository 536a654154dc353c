import {
  CODEC,
  CompactThrift,
  ENCODING,
  i32,
  list,
  type RawField,
  rawFields,
  rawInt,
  struct,
  structBytes,
  text,
  THRIFT,
  thriftBytes,
} from '#thrift';
import type { Footer } from './footer-cut.ts';
import { leavesIn, type Leaf } from './schema.ts';
import { schemaList, type SchemaNode, type TreeLeaf } from './schema-tree.ts';

/** What a file of picked rows has: its columns, and what its footer says of them. */
export interface PickedSchema {
  readonly leaves: readonly Leaf[];
  /** A footer without row groups. */
  readonly footer: Omit<Footer, 'groups'>;
  /** By leaf, what ColumnMetaData says before its numbers: physical type, encodings, path and compression, without an end. */
  readonly names: readonly Buffer[];
}

/** A schema that was made, in which columns can be looked for that files lack. */
export interface TreeSchema extends PickedSchema {
  readonly tree: readonly TreeLeaf[];
}

/** Fields of ColumnMetaData: the type of a column and its path are the same in all row groups. */
const META = { type: 1, encodings: 2, path: 3, codec: 4 } as const;

const ENCODINGS = { type: THRIFT.list, bytes: thriftBytes(list([i32(ENCODING.plain), i32(ENCODING.rle)])) };

const named = (name: ReadonlyMap<number, RawField>): Buffer =>
  structBytes(
    new Map([...name, [META.encodings, ENCODINGS], [META.codec, rawInt(CODEC.uncompressed)]]),
  ).subarray(0, -1);

/** The schema of a file as it is. @throws RangeError where its footer is broken */
export function schemaOfFile(footer: Footer, leaves: readonly Leaf[]): PickedSchema {
  const bytes = footer.groups[0]?.bytes ?? Buffer.alloc(0);
  const columns = rawFields(new CompactThrift(bytes), bytes).get(1)?.bytes ?? Buffer.alloc(0);
  const thrift = new CompactThrift(columns);
  const names: Buffer[] = [];
  thrift.structs(() => {
    const from = thrift.at;
    thrift.skip(THRIFT.struct);
    const chunk = columns.subarray(from, thrift.at);
    const meta = rawFields(new CompactThrift(chunk), chunk).get(META_DATA)?.bytes ?? chunk;
    const all = rawFields(new CompactThrift(meta), meta);
    names.push(named(new Map([...all].filter(([id]) => id === META.type || id === META.path))));
  });
  return { leaves, footer, names };
}

const META_DATA = 3;

/** What stands in FileMetaData before the number of rows, then before the row groups, and its end: heads of fields (id 3, i64; id 4, list). */
const [ROWS_HEAD, GROUPS_HEAD, END] = ['16', '19', '00'].map((hex) => Buffer.from(hex, 'hex')) as [
  Buffer,
  Buffer,
  Buffer,
];

/** The schema of columns as they are asked for. */
export function schemaOfTree(nodes: readonly SchemaNode[]): TreeSchema {
  const { elements, leaves: tree } = schemaList(nodes);
  const head = thriftBytes(struct({ 1: i32(1), 2: list(elements) }));
  const leaves = leavesIn(head);
  const names = tree.map(({ path, type }) => {
    const name = thriftBytes(struct({ [META.type]: i32(type), [META.path]: list(path.map(text)) }));
    return named(rawFields(new CompactThrift(name), name));
  });
  return {
    leaves,
    tree,
    names,
    footer: { before: Buffer.concat([head.subarray(0, -1), ROWS_HEAD]), between: GROUPS_HEAD, after: END },
  };
}
