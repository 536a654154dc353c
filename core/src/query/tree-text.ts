import { LeveeError, parseJson, stringifyJson } from '#kernel';
import { isNode, nodesIn, nodesOf, type Node } from '#plan';
import { literal, type EngineConnection } from '#port';

/** What says the same as another, wherever both stand. */
export const withoutPlaces = (node: unknown): string => stringifyJson(plain(node));

/** Without places, members in one order, and `a AND (b AND c)` as `a AND b AND c`, as which the engine reads it. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isNode(value)) return value;
  const members = Object.entries(value).filter(([name]) => name !== 'query_location');
  const sorted = members.toSorted(([left], [right]) => (left < right ? -1 : 1));
  const node = Object.fromEntries(sorted.map(([name, member]) => [name, plain(member)]));
  return node['class'] === 'CONJUNCTION'
    ? { ...node, children: nodesIn(node, 'children').flatMap((child) => joinedIn(child, node)) }
    : node;
}

const joinedIn = (child: Node, { type }: Node): readonly Node[] =>
  child['class'] === 'CONJUNCTION' && child['type'] === type && child['alias'] === ''
    ? nodesIn(child, 'children')
    : [child];

/**
 * A parsed statement as SQL, written by the engine.
 * @throws LeveeError (exit code 2) where the engine does not read it as it wrote it.
 */
export async function textOfTree(connection: EngineConnection, tree: unknown): Promise<string> {
  for (const node of nodesOf(tree)) doubleAsCast(node);
  const [row] = await connection.rows(
    `SELECT sql, json_serialize_sql(sql) AS again FROM (SELECT json_deserialize_sql(${literal(stringifyJson(tree))}::JSON) AS sql)`,
  );
  const again: unknown = parseJson(String(row?.['again']));
  if (withoutPlaces(withPlainValues(again)) === withoutPlaces(tree)) return String(row?.['sql']);
  throw new LeveeError(
    'comparisons of arrays, rows, maps or NaN are not supported in a statement of this form',
    {
      hint: 'put the comparison into a subquery of its own',
      exitCode: 2,
    },
  );
}

/** `1e0`, which the engine would write as `1.0`, a decimal. */
function doubleAsCast(node: Record<string, unknown>): void {
  const { value, alias } = node;
  if (node['class'] !== 'CONSTANT' || !isNode(value) || !isNode(value['type'])) return;
  const id = value['type']['id'];
  if ((id !== 'DOUBLE' && id !== 'FLOAT') || value['is_null'] === true) return;
  const text = { type: { id: 'VARCHAR', type_info: null }, is_null: false, value: String(value['value']) };
  const child = { ...node, alias: '', value: text };
  for (const key of Object.keys(node)) delete node[key];
  const cast_type = { id, type_info: null };
  Object.assign(node, {
    class: 'CAST',
    type: 'OPERATOR_CAST',
    alias,
    query_location: 0,
    child,
    cast_type,
    try_cast: false,
  });
}

/** Without the query around VALUES that the engine writes more with every turn. */
function withPlainValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPlainValues);
  if (!isNode(value)) return value;
  const inner = Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withPlainValues(member)]),
  );
  return inner['type'] === 'SUBQUERY' && inner['alias'] === 'valueslist'
    ? (valuesWithin(inner) ?? inner)
    : inner;
}

function valuesWithin({ subquery }: Node): Node | undefined {
  const node = isNode(subquery) ? subquery['node'] : undefined;
  const from = isNode(node) ? node['from_table'] : undefined;
  return isNode(from) && from['type'] === 'EXPRESSION_LIST' ? from : undefined;
}
