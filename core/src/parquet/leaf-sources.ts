import type { Around, TreeLeaf } from './schema-tree.ts';
import type { TreeSchema } from './picked-schema.ts';
import type { Leaf } from './schema.ts';

/** Where a leaf of a schema is found in a file: at a place among its leaves. */
export interface LeafSource {
  readonly at: number;
  /** Absent: the leaf itself is there. Else the file lacks it, and the leaf there is another member of this. */
  readonly around?: Around;
}

/**
 * By leaf of a schema, where a file has it; undefined where the file has something otherwise, or what the schema has not. Iceberg reads as
 * null what a file lacks ("Column Projection" in its specification).
 */
export function leafSources({ leaves, tree }: TreeSchema, own: readonly Leaf[]): LeafSource[] | undefined {
  const byId = new Map(own.map((leaf) => [leaf.fieldId, leaf]));
  const found = leaves.map((leaf) => {
    const same = byId.get(leaf.fieldId);
    return same !== undefined && isAlike(same, leaf) ? same : undefined;
  });
  if (found.filter((leaf) => leaf !== undefined).length !== own.length) return undefined;
  const sources = tree.map((leaf, at) => {
    const same = found[at];
    return same === undefined ? besides(leaf, leaves[at] as Leaf, found) : { at: same.at };
  });
  return sources.every((source) => source !== undefined) ? sources : undefined;
}

/** Whether values and levels of one are those of the other. */
const isAlike = (one: Leaf, other: Leaf): boolean =>
  one.kind !== undefined &&
  one.kind === other.kind &&
  one.stored === other.stored &&
  one.mostDefined === other.mostDefined &&
  one.lists.length === other.lists.length &&
  one.lists.every(({ id, defined, element }, at) => {
    const list = other.lists[at];
    return id === list?.id && defined === list?.defined && element === list.element;
  });

/** The innermost of what a leaf is inside that the file has, by the leaf of it that is in the fewest lists. */
function besides(
  { around }: TreeLeaf,
  { mostDefined }: Leaf,
  found: readonly (Leaf | undefined)[],
): LeafSource | undefined {
  for (const each of around) {
    const some = found.slice(each.leaves.from, each.leaves.to).filter((leaf) => leaf !== undefined);
    const [leaf] = some.toSorted((one, other) => one.lists.length - other.lists.length);
    if (leaf === undefined) continue;
    // What can't be null where the other is there has values.
    return each.defined < mostDefined ? { at: leaf.at, around: each } : undefined;
  }
  return undefined;
}
