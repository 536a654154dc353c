/** What a parsed statement reaches for. Offsets are bytes of UTF-8 in its text; undefined where the parser gives none. */
export interface SqlUses {
  readonly tables: readonly TableUse[];
  readonly tableFunctions: readonly FunctionUse[];
  readonly functions: readonly FunctionUse[];
  /** Names that WITH defines anywhere in the statement, lower-case. */
  readonly withNames: ReadonlySet<string>;
  /** SHOW without a query: `"tables"`, `"databases"`, `__show_tables_expanded`. */
  readonly shows: readonly string[];
}

export interface TableUse {
  readonly catalog: string | undefined;
  readonly schema: string | undefined;
  readonly name: string;
  readonly offset: number | undefined;
}

export interface FunctionUse {
  /** Lower-case. */
  readonly name: string;
  readonly offset: number | undefined;
}

type Node = Readonly<Record<string, unknown>>;

/**
 * Walks the tree that DuckDB's `json_serialize_sql` gives of a statement. Every object is visited, known to this
 * program or not, so that no kind of expression can hide a table or a function.
 */
export function sqlUses(statement: unknown): SqlUses {
  const tables: TableUse[] = [];
  const tableFunctions: FunctionUse[] = [];
  const functions: FunctionUse[] = [];
  const withNames = new Set<string>();
  const shows: string[] = [];
  for (const node of nodesOf(statement)) {
    withNamesOf(node).forEach((name) => withNames.add(name.toLowerCase()));
    if (node['type'] === 'BASE_TABLE') tables.push(tableUse(node));
    if (node['type'] === 'SHOW_REF' && node['query'] === undefined)
      shows.push(textOf(node, 'table_name') ?? '');
    if (node['type'] === 'TABLE_FUNCTION') tableFunctions.push(functionUse(node['function']));
    else if (typeof node['function_name'] === 'string') functions.push(functionUse(node));
  }
  return { tables, tableFunctions, functions, withNames, shows };
}

/** All objects of a tree, without recursion: a hostile statement is deep. */
function* nodesOf(root: unknown): Generator<Node> {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next)) yield next as Node;
    for (const child of Object.values(next)) waiting.push(child);
  }
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

function textOf(node: Node, key: string): string | undefined {
  const value = node[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const tableUse = (node: Node): TableUse => ({
  catalog: textOf(node, 'catalog_name'),
  schema: textOf(node, 'schema_name'),
  name: textOf(node, 'table_name') ?? '',
  offset: offsetOf(node),
});

const functionUse = (node: unknown): FunctionUse =>
  isNode(node)
    ? { name: (textOf(node, 'function_name') ?? '').toLowerCase(), offset: offsetOf(node) }
    : { name: '', offset: undefined };

/** The parser marks "nowhere" with 2^64 - 1. */
function offsetOf(node: Node): number | undefined {
  const offset = node['query_location'];
  return typeof offset === 'number' && Number.isSafeInteger(offset) ? offset : undefined;
}

function withNamesOf(node: Node): string[] {
  const map = isNode(node['cte_map']) ? node['cte_map']['map'] : undefined;
  if (!Array.isArray(map)) return [];
  return map.flatMap((entry: unknown) => (isNode(entry) ? (textOf(entry, 'key') ?? []) : []));
}
