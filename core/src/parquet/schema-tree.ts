import { CONVERTED, flag, i32, REPETITION, struct, text, type Thrift, TYPE } from '#thrift';
import type { LeafKind } from './schema.ts';

/** A column as a file is to have it, with what is in it; every one may be null but the keys of maps. */
export interface SchemaNode {
  readonly id: number;
  readonly name: string;
  readonly kind: LeafKind | 'struct' | 'list' | 'map';
  /** The members of a struct, the element of a list, key and value of a map. */
  readonly inside: readonly SchemaNode[];
}

/** What a leaf is inside, by levels (Parquet format, "Nested Encoding"), with all leaves that are inside it too. */
export interface Around {
  /** Repetition level above which an entry belongs to the one before it. */
  readonly repeated: number;
  /** Definition level from which on it is there. */
  readonly defined: number;
  /** Places of its leaves: from one on and before another. */
  readonly leaves: { from: number; to: number };
}

/** A leaf of the tree. */
export interface TreeLeaf {
  /** Physical type: `TYPE`. */
  readonly type: number;
  /** Names from the top. */
  readonly path: readonly string[];
  /** What it is inside, the innermost first: structs, pairs of maps, and last the row. */
  readonly around: readonly Around[];
}

/** A tree as Parquet lists it: `SchemaElement`s in depth-first order (parquet.thrift), and its leaves. */
export interface SchemaList {
  readonly elements: readonly Thrift[];
  readonly leaves: readonly TreeLeaf[];
}

/** Lists a tree of columns. */
export function schemaList(nodes: readonly SchemaNode[]): SchemaList {
  const listed = new Listed();
  listed.elements.push(struct({ 4: text('root'), 5: i32(nodes.length) }));
  listed.all(nodes, { path: [], repeated: 0, defined: 0, around: [] });
  return listed;
}

interface Above extends Pick<TreeLeaf, 'path' | 'around'> {
  readonly repeated: number;
  readonly defined: number;
}

/** Names of the groups that are between a list or a map and what is in it (LogicalTypes.md of the format). */
const REPEATED = { list: 'list', map: 'key_value' } as const;

class Listed implements SchemaList {
  readonly elements: Thrift[] = [];
  readonly leaves: TreeLeaf[] = [];

  /** What is beside each other in something. */
  all(nodes: readonly SchemaNode[], above: Above, required?: SchemaNode): void {
    const { repeated, defined } = above;
    const own: Around = { repeated, defined, leaves: { from: this.leaves.length, to: this.leaves.length } };
    for (const node of nodes)
      this.node(node, { ...above, around: [own, ...above.around] }, node === required);
    own.leaves.to = this.leaves.length;
  }

  private node({ id, name, kind, inside }: SchemaNode, above: Above, isRequired: boolean): void {
    const given = { 3: i32(isRequired ? REPETITION.required : REPETITION.optional), 4: text(name) };
    const here = { ...above, path: [...above.path, name], defined: above.defined + (isRequired ? 0 : 1) };
    if (kind === 'list' || kind === 'map') {
      this.elements.push(struct({ ...given, 5: i32(1), 6: i32(CONVERTED[kind]), 9: i32(id) }));
      this.repeated(kind, inside, here);
    } else if (kind === 'struct') {
      this.elements.push(struct({ ...given, 5: i32(inside.length), 9: i32(id) }));
      this.all(inside, here);
    } else {
      this.elements.push(
        struct({ 1: i32(TYPES[kind]), ...given, ...MEANINGS[kind], 9: i32(id), ...TIMES[kind] }),
      );
      this.leaves.push({ type: TYPES[kind], path: here.path, around: here.around });
    }
  }

  private repeated(kind: 'list' | 'map', inside: readonly SchemaNode[], above: Above): void {
    const name = REPEATED[kind];
    this.elements.push(struct({ 3: i32(REPETITION.repeated), 4: text(name), 5: i32(inside.length) }));
    const [repeated, defined] = [above.repeated + 1, above.defined + 1];
    const here = { ...above, path: [...above.path, name], repeated, defined };
    this.all(inside, here, kind === 'map' ? inside[0] : undefined);
  }
}

const TYPES: Readonly<Record<LeafKind, number>> = {
  text: TYPE.byteArray,
  int: TYPE.int32,
  long: TYPE.int64,
  double: TYPE.double,
  boolean: TYPE.boolean,
  micros: TYPE.int64,
};

/** What older readers are told of a type. */
const MEANINGS: Partial<Readonly<Record<LeafKind, Readonly<Record<number, Thrift>>>>> = {
  text: { 6: i32(CONVERTED.utf8) },
  micros: { 6: i32(CONVERTED.timestampMicros) },
};

/** A time in UTC: `TIMESTAMP` of `LogicalType`. */
const TIMES: Partial<Readonly<Record<LeafKind, Readonly<Record<number, Thrift>>>>> = {
  micros: { 10: struct({ 8: struct({ 1: flag(true), 2: struct({ 2: struct({}) }) }) }) },
};
