import { call, column, isNode, nodesIn, nodesOf, not, statementOf, type Node } from '#plan';
import type { Changeable } from './comparison-sites.ts';

/** Whether a value is looked for in the answer of a subquery: `IN`, `= ANY`, `<> ALL`. */
export const isMembership = (node: Node): boolean => node['comparison_type'] === 'COMPARE_EQUAL';

/**
 * What a query keeps its rows by: the conditions that all must be true. There Trino joins with the answer of a subquery, and NaN is equal
 * to nothing; anywhere else it looks a value up in that answer, and finds NaN as the engine does.
 */
export const filtersOf = (tree: unknown): ReadonlySet<Node> =>
  new Set([...nodesOf(tree)].flatMap(({ where_clause: where }) => (isNode(where) ? conjunctsOf(where) : [])));

const conjunctsOf = (node: Node): readonly Node[] =>
  node['type'] === 'CONJUNCTION_AND' ? nodesIn(node, 'children').flatMap(conjunctsOf) : [node];

const ALIAS = 'athena_q';

/** Leaves the NaNs out of the answer that a value is looked for in: none is equal to anything. */
export function withoutNan(node: Changeable): void {
  const { subquery } = node;
  const [made] = statementOf(column(ALIAS, 'c')).statements;
  if (!isNode(subquery) || made === undefined) return;
  const from_table = {
    type: 'SUBQUERY',
    alias: ALIAS,
    sample: null,
    subquery,
    column_name_alias: ['c'],
  };
  const where_clause = not(call('athena_is_nan', column(ALIAS, 'c')));
  node['subquery'] = { ...made, node: { ...made.node, from_table, where_clause } };
}
