import type { Found, Lookup } from './lookup.ts';
import { columnNames, isNode, nodesIn, nothingIn, textOf, type Node } from './node.ts';

/**
 * What a name of a query's result is in the query: an item of its list, or by `*` a column of what it reads. A name that comes
 * twice, by itself and by `*` or from two tables, says nothing: which one it means depends on their order.
 */
export function inSelect(select: Node, names: readonly string[], columns: Lookup): Found | undefined {
  const items = nodesIn(select, 'select_list');
  const stars = items.filter((each) => each['class'] === 'STAR');
  const matching = items.filter((each) => each['class'] !== 'STAR' && outputName(each) === names[0]);
  const [item] = matching;
  if (item === undefined) return byStar(select, stars) ? columns(names) : undefined;
  const isAlone =
    matching.length === 1 && (stars.length === 0 || (!isJoined(select) && columns(names) === undefined));
  return isAlone ? asItem(item, names.slice(1), columns) : undefined;
}

const isJoined = (select: Node): boolean =>
  isNode(select['from_table']) && select['from_table']['type'] === 'JOIN';

/** Whether one `*` gives all columns of the one thing that is read, as they are. */
const byStar = (select: Node, [star, second]: readonly Node[]): boolean =>
  star !== undefined && second === undefined && isWhole(star) && !isJoined(select);

function asItem(item: Node, rest: readonly string[], columns: Lookup): Found | undefined {
  if (rest.length === 0) return { node: { ...item, alias: '' }, lookup: columns };
  const whole = columnNames(item);
  return whole === undefined ? undefined : columns([...whole, ...rest]);
}

const outputName = (item: Node): string | undefined =>
  textOf(item, 'alias')?.toLowerCase() ?? columnNames(item)?.at(-1);

/** `*` or `t.*` that changes no column. */
const isWhole = (star: Node): boolean =>
  ['exclude_list', 'replace_list', 'rename_list', 'qualified_exclude_list'].every((key) =>
    nothingIn(star, key),
  ) &&
  star['columns'] === false &&
  star['expr'] === null;
