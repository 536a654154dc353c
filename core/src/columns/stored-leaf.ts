import { Unsupported, type Leaf, type ParquetFile } from '#parquet';
import type { StoredField } from './file-columns.ts';
import type { ListShape } from './list-rows.ts';

/** Where a file has a field. */
export interface StoredLeaf {
  readonly leaf: Leaf;
  /** Whether the leaf has the field's values, or only tells of the lists that it would be inside. */
  readonly hasValues: boolean;
  /** Undefined outside lists. */
  readonly shape: ListShape | undefined;
}

/** Kinds of leaves that a type of the table may be stored as, and means the same: files of before it was widened too. */
const STORED: Readonly<Record<string, readonly Leaf['kind'][]>> = {
  string: ['text'],
  int: ['int'],
  long: ['long', 'int'],
  double: ['double'],
  boolean: ['boolean'],
  timestamptz: ['micros'],
};

/**
 * The leaf of a field; undefined where the file has nothing of it: all its values are missing. A file may have other parts of the structures
 * in a list: then each of the list's elements lacks its value, and another leaf says how many there are.
 * @throws Unsupported where the field is stored as something else.
 */
export function leafOf({ leaves }: ParquetFile, stored: StoredField): StoredLeaf | undefined {
  if (leaves.some(({ fieldId }) => fieldId === undefined)) throw new Unsupported('columns without ids');
  const leaf = leaves.find(({ fieldId }) => fieldId === stored.id);
  if (leaf === undefined) return besideIn(leaves, stored);
  const isSame = STORED[stored.type]?.includes(leaf.kind) === true;
  if (!isSame || sharedLists(leaf, stored) !== Math.max(leaf.lists.length, stored.lists.length))
    throw new Unsupported(`field ${stored.id} is stored as something else than ${stored.type}`);
  return { leaf, hasValues: true, shape: shapeOf(leaf, stored.lists.length, leaf.mostDefined) };
}

/** How many of the outermost lists are the same. */
function sharedLists({ lists }: Leaf, stored: StoredField): number {
  const other = stored.lists.findIndex((id, at) => lists[at]?.id !== id);
  return other === -1 ? stored.lists.length : other;
}

const NEVER = Number.POSITIVE_INFINITY;

function besideIn(leaves: readonly Leaf[], stored: StoredField): StoredLeaf | undefined {
  const [first] = leaves.toSorted((left, right) => sharedLists(right, stored) - sharedLists(left, stored));
  const shared = first === undefined ? 0 : sharedLists(first, stored);
  if (first === undefined || shared === 0) return undefined;
  const shape = shapeOf(first, shared, NEVER);
  // Of a list within that is not there, no list has an element.
  const own = shape === undefined || shared === stored.lists.length ? shape : { ...shape, element: NEVER };
  return { leaf: first, hasValues: false, shape: own };
}

function shapeOf({ lists }: Leaf, depth: number, value: number): ListShape | undefined {
  const [outermost, innermost] = [lists[0], lists[depth - 1]];
  if (outermost === undefined || innermost === undefined) return undefined;
  return { depth, list: outermost.defined, element: innermost.element, value };
}
