import { call, column, isNode, literalOf, nodesOf, type Node } from '#plan';
import type { Changeable } from './comparison-sites.ts';

/** What arrays, maps and rows come of in the text of a query. */
const NESTED = /array|map|row|histogram|split|sequence|\[/i;

/** Joins whose columns stand behind USING, in a statement that may have arrays, maps, rows or NaN: the engine compares those its own way. */
export function usingJoins(tree: unknown, sql: string, canBeNan: boolean): readonly Node[] {
  if (!canBeNan && !NESTED.test(sql)) return [];
  return [...nodesOf(tree)].filter((node) => node['type'] === 'JOIN' && columnsOf(node).length > 0);
}

const columnsOf = ({ using_columns: names }: Node): readonly string[] =>
  Array.isArray(names) ? names.map(String) : [];

/** Makes the queries of a parsed statement that join so show nothing but those columns, each in a macro that names its type. */
export function showUsing(tree: unknown, canBeNan: boolean): void {
  for (const node of nodesOf(tree) as Iterable<Changeable>) {
    const names = node['type'] === 'SELECT_NODE' ? joinsIn(node['from_table']).flatMap(columnsOf) : [];
    if (names.length === 0) continue;
    const typed = (name: string): Node =>
      call('athena_typed', column(name), literalOf('0'), literalOf(canBeNan ? 'NaN' : ''));
    Object.assign(node, ONLY_ITEMS, { select_list: names.map(typed) });
  }
}

const ONLY_ITEMS = {
  modifiers: [],
  where_clause: null,
  group_expressions: [],
  group_sets: [],
  having: null,
  qualify: null,
};

/** The joins of one FROM. */
function joinsIn(from: unknown): readonly Node[] {
  if (!isNode(from) || from['type'] !== 'JOIN') return [];
  return [from, ...joinsIn(from['left']), ...joinsIn(from['right'])];
}
