import { isNode, nodesOf, textOf, type Node } from '#plan';

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
    if (node['type'] === 'SHOW_REF' && !isNode(node['query'])) shows.push(textOf(node, 'table_name') ?? '');
    if (node['type'] === 'TABLE_FUNCTION') tableFunctions.push(functionUse(node['function']));
    else if (typeof node['function_name'] === 'string') functions.push(functionUse(node));
  }
  return { tables, tableFunctions, functions, withNames, shows };
}

/** Every name, lower-case, with which a statement may mean a column. */
export function columnWords(statement: unknown): ReadonlySet<string> {
  const words = [...nodesOf(statement)].flatMap((node) => [
    ...textsIn(node, 'column_names'),
    ...textsIn(node, 'using_columns'),
  ]);
  return new Set(words.map((word) => word.toLowerCase()));
}

const textsIn = (node: Node, key: string): readonly string[] => {
  const value = node[key];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
};

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

/** Stands in a tree for a place that the parser does not know: behind the end of every text. */
export const NO_PLACE = 2 ** 32 - 1;

function offsetOf(node: Node): number | undefined {
  const offset = node['query_location'];
  return typeof offset === 'number' && offset < NO_PLACE ? offset : undefined;
}

function withNamesOf(node: Node): string[] {
  const map = isNode(node['cte_map']) ? node['cte_map']['map'] : undefined;
  if (!Array.isArray(map)) return [];
  return map.flatMap((entry: unknown) => (isNode(entry) ? (textOf(entry, 'key') ?? []) : []));
}
