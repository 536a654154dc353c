import type { Node } from './node.ts';

/** Where a name of a condition leads: to a column of the table, or to an expression over its columns. */
export type Found = { readonly path: readonly string[] } | { readonly node: Node; readonly lookup: Lookup };

/** Finds what names (lower-case) mean for one table; undefined for what is no business of the table's. */
export type Lookup = (names: readonly string[]) => Found | undefined;

/** A condition that every row of a table must meet to matter, with the meaning of its names. */
export interface Bound {
  readonly node: Node;
  readonly lookup: Lookup;
}
