import { CompactThrift, CONVERTED, REPETITION, TYPE } from '#thrift';
import { found, type Found, type Wanted } from './found.ts';

/** `SchemaElement` (parquet.thrift). */
export const SCHEMA_ELEMENT: Wanted = {
  1: 'number',
  2: 'number',
  3: 'number',
  5: 'number',
  6: 'number',
  9: 'number',
  10: { 1: {}, 8: { 2: { 2: {} } }, 10: { 1: 'number', 2: 'flag' } },
};

/** What a column's values are; undefined for what is not read here. */
export type LeafKind = 'text' | 'int' | 'long' | 'double' | 'boolean' | 'micros';

/** How values stand in the encoding PLAIN, whatever they mean. */
export type StoredAs = number | 'texts' | 'bits';

/** A list that a column is inside, by definition levels (Parquet format, "Nested Encoding"). */
export interface ListLevels {
  /** Iceberg's id of the list; undefined where the file has none. */
  readonly id: number | undefined;
  /** The level from which on the list is there, if empty. */
  readonly defined: number;
  /** The level from which on it has an element. */
  readonly element: number;
}

/** A column of a file: a leaf of its schema. */
export interface Leaf {
  /** Its place among the leaves, and among the chunks of each row group. */
  readonly at: number;
  /** Iceberg's id of the field; undefined where the file has none. */
  readonly fieldId: number | undefined;
  readonly kind: LeafKind | undefined;
  /** How a value is stored: in so many bytes, as a text behind its length, or in a bit; undefined for what Parquet has not. */
  readonly stored: StoredAs | undefined;
  /** A value is there where its definition level is this. */
  readonly mostDefined: number;
  /** The lists that it is inside, the outermost first: as many as its highest repetition level. */
  readonly lists: readonly ListLevels[];
}

interface Above {
  readonly id: number | undefined;
  readonly defined: number;
  readonly lists: readonly ListLevels[];
}

/** The leaves of the schema that a footer (FileMetaData) has. @throws RangeError where it has none */
export function leavesIn(footer: Uint8Array): Leaf[] {
  const { 2: schema } = found(new CompactThrift(footer), { 2: [SCHEMA_ELEMENT] });
  return leavesOf((schema as Found[] | undefined) ?? []);
}

/** The leaves of a schema, which Parquet lists as a tree in depth-first order. @throws RangeError where it is no tree. */
export function leavesOf(elements: readonly Found[]): Leaf[] {
  const leaves: Leaf[] = [];
  let next = 1;
  const walk = (children: number, above: Above): void => {
    for (let child = 0; child < children; child += 1) {
      const element = elements[next];
      if (element === undefined) throw new RangeError('the schema ends within a group');
      next += 1;
      const here = below(above, element);
      if (element[5] === undefined) leaves.push(leaf(element, here, leaves.length));
      else walk(Number(element[5]), here);
    }
  };
  walk(Number(elements[0]?.[5] ?? 0), { id: undefined, defined: 0, lists: [] });
  return leaves;
}

function below({ id: list, defined, lists }: Above, element: Found): Above {
  const id = element[9] as number | undefined;
  if (element[3] === REPETITION.optional) return { id, defined: defined + 1, lists };
  if (element[3] !== REPETITION.repeated) return { id, defined, lists };
  return { id, defined: defined + 1, lists: [...lists, { id: list, defined, element: defined + 1 }] };
}

const leaf = (element: Found, { id, defined, lists }: Above, at: number): Leaf => ({
  at,
  fieldId: id,
  kind: kindOf(element),
  stored: storedAs(element),
  mostDefined: defined,
  lists,
});

/** By the physical type. */
function storedAs({ 1: type, 2: length }: Found): StoredAs | undefined {
  return type === TYPE.fixedBytes ? Number(length) : STORED[Number(type)];
}

const STORED: Readonly<Record<number, StoredAs>> = {
  [TYPE.boolean]: 'bits',
  [TYPE.int32]: 4,
  [TYPE.int64]: 8,
  [TYPE.int96]: 12,
  [TYPE.float]: 4,
  [TYPE.double]: 8,
  [TYPE.byteArray]: 'texts',
};

/** What is said of a physical type's values. */
type Meaning = 'nothing' | 'string' | 'int32' | 'int64' | 'micros' | 'other';

const CONVERTED_MEANINGS: Readonly<Record<number, Meaning>> = {
  [CONVERTED.utf8]: 'string',
  [CONVERTED.timestampMicros]: 'micros',
  [CONVERTED.int32]: 'int32',
  [CONVERTED.int64]: 'int64',
};

const KINDS: Readonly<Record<number, Partial<Record<Meaning, LeafKind>>>> = {
  [TYPE.byteArray]: { string: 'text' },
  [TYPE.int32]: { nothing: 'int', int32: 'int' },
  [TYPE.int64]: { nothing: 'long', int64: 'long', micros: 'micros' },
  [TYPE.double]: { nothing: 'double' },
  [TYPE.boolean]: { nothing: 'boolean' },
};

const kindOf = (element: Found): LeafKind | undefined => KINDS[Number(element[1])]?.[meaningOf(element)];

/** By the logical type, else by the converted type of older writers (parquet-format, LogicalTypes.md). */
function meaningOf({ 6: converted, 10: logical }: Found): Meaning {
  if (logical !== undefined) return logicalMeaning(logical as Logical);
  return converted === undefined ? 'nothing' : (CONVERTED_MEANINGS[Number(converted)] ?? 'other');
}

/** `LogicalType` (parquet.thrift): STRING, TIMESTAMP with its unit, INTEGER with bits and sign. */
interface Logical {
  readonly 1?: object;
  readonly 8?: { readonly 2?: { readonly 2?: object } };
  readonly 10?: { readonly 1?: number; readonly 2?: boolean };
}

function logicalMeaning(logical: Logical): Meaning {
  if (logical[1] !== undefined) return 'string';
  if (logical[8]?.[2]?.[2] !== undefined) return 'micros';
  const { 1: bits, 2: isSigned } = logical[10] ?? {};
  if (isSigned !== true) return 'other';
  return bits === 32 ? 'int32' : bits === 64 ? 'int64' : 'other';
}
