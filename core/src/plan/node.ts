/** An object of the tree that DuckDB's `json_serialize_sql` gives of a statement. */
export type Node = Readonly<Record<string, unknown>>;

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The member as a text; undefined where it is absent or empty. */
export function textOf(node: Node, key: string): string | undefined {
  const value = node[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The member's objects, where it is a list. */
export function nodesIn(node: Node, key: string): readonly Node[] {
  const value = node[key];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** Whether a member is no list, or one without items. */
export const nothingIn = (node: Node, key: string): boolean => {
  const value = node[key];
  return !Array.isArray(value) || value.length === 0;
};

/** All objects of a tree, without recursion: a hostile statement is deep. */
export function* nodesOf(root: unknown): Generator<Node> {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (isNode(next)) yield next;
    for (const child of Object.values(next)) waiting.push(child);
  }
}

/** Names of a column reference, lower-case: `httprequest.clientip` is two. */
export function columnNames(node: Node): readonly string[] | undefined {
  const names = node['column_names'];
  if (node['class'] !== 'COLUMN_REF' || !Array.isArray(names)) return undefined;
  return names.map((name) => String(name).toLowerCase());
}

const NO_ALIAS = { alias: '' } as const;

/** A column by its names. */
export const column = (...names: readonly string[]): Node => ({
  ...NO_ALIAS,
  class: 'COLUMN_REF',
  type: 'COLUMN_REF',
  column_names: names,
});

/** A call, or with a sign as its name an operator. */
export const call = (name: string, ...children: readonly Node[]): Node => ({
  ...NO_ALIAS,
  class: 'FUNCTION',
  type: 'FUNCTION',
  function_name: name,
  schema: '',
  catalog: '',
  children,
  filter: null,
  order_bys: { type: 'ORDER_MODIFIER', orders: [] },
  distinct: false,
  // As an operator it is parsed again as in the query: there `/` divides whole numbers to whole ones.
  is_operator: !/^\w/.test(name),
  export_state: false,
});

const constant = (type: string, value: unknown): Node => ({
  ...NO_ALIAS,
  class: 'CONSTANT',
  type: 'VALUE_CONSTANT',
  value: { type: { id: type, type_info: null }, is_null: value === null, value },
});

/** A literal of a value that was bound. */
export function literalOf(value: string | number | bigint | boolean | null): Node {
  if (typeof value === 'boolean') return constant('BOOLEAN', value);
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return constant('BIGINT', value);
  return typeof value === 'number' ? constant('DOUBLE', value) : constant('VARCHAR', value);
}

/** Types of comparison, by their sign. */
export const SIGNS = {
  '=': 'COMPARE_EQUAL',
  '<': 'COMPARE_LESSTHAN',
  '<=': 'COMPARE_LESSTHANOREQUALTO',
  '>': 'COMPARE_GREATERTHAN',
  '>=': 'COMPARE_GREATERTHANOREQUALTO',
  '<>': 'COMPARE_NOTEQUAL',
} as const;

export const compare = (left: Node, sign: keyof typeof SIGNS, right: Node): Node => ({
  ...NO_ALIAS,
  class: 'COMPARISON',
  type: SIGNS[sign],
  left,
  right,
});

export const allOf = (...children: readonly Node[]): Node => joined('CONJUNCTION_AND', children);
export const anyOf = (...children: readonly Node[]): Node => joined('CONJUNCTION_OR', children);

function joined(type: string, children: readonly Node[]): Node {
  const [only] = children;
  return only !== undefined && children.length === 1
    ? only
    : { ...NO_ALIAS, class: 'CONJUNCTION', type, children };
}

export const not = (child: Node): Node => ({
  ...NO_ALIAS,
  class: 'OPERATOR',
  type: 'OPERATOR_NOT',
  children: [child],
});

/** A statement that selects one expression, as `json_deserialize_sql` takes it. */
export const statementOf = (
  item: Node,
): Node & {
  readonly statements: readonly [{ readonly node: Node; readonly named_param_map: readonly Node[] }];
} => ({
  error: false,
  statements: [
    {
      node: {
        type: 'SELECT_NODE',
        modifiers: [],
        cte_map: { map: [] },
        select_list: [item],
        from_table: { type: 'EMPTY', alias: '', sample: null },
        where_clause: null,
        group_expressions: [],
        group_sets: [],
        aggregate_handling: 'STANDARD_HANDLING',
        having: null,
        sample: null,
        qualify: null,
      },
      named_param_map: [],
    },
  ],
});
