import { isNode, type Node } from '#plan';
import type { Prepared } from './prepared.ts';

/** Bytes of a result that may be held in memory which the engine does not count. */
const MOST_BYTES = 64_000_000;

/**
 * Whether a result is sure to be small: columns as they are, of one table of which only some rows were copied. What a function makes of a value,
 * and a join of some rows, can be of any size.
 */
export function isSmall({ statement, covers }: Pick<Prepared, 'statement' | 'covers'>): boolean {
  const [cover] = covers;
  if (statement.kind !== 'rows' || statement.uses.withNames.size > 0) return false;
  if (covers.length !== 1 || cover?.picked === undefined) return false;
  const items = itemsOf(statement.tree);
  return items !== undefined && items.length * cover.picked.bytes <= MOST_BYTES;
}

/** What `SELECT` lists where those are columns of one table, and nothing makes other rows of its rows. */
function itemsOf(tree: unknown): readonly unknown[] | undefined {
  const node = isNode(tree) ? tree['node'] : undefined;
  if (!isNode(node) || node['type'] !== 'SELECT_NODE' || !isOfOneTable(node)) return undefined;
  const items = node['select_list'];
  return Array.isArray(items) && items.every(isColumn) ? items : undefined;
}

const isOfOneTable = (node: Node): boolean =>
  isNode(node['from_table']) &&
  node['from_table']['type'] === 'BASE_TABLE' &&
  isEmpty(node['group_expressions']);

function isColumn(item: unknown): boolean {
  if (!isNode(item)) return false;
  return (
    item['class'] === 'COLUMN_REF' ||
    (item['class'] === 'STAR' && item['expr'] === null && isEmpty(item['replace_list']))
  );
}

const isEmpty = (list: unknown): boolean => Array.isArray(list) && list.length === 0;
