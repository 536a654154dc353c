import type { Bound, Lookup } from './lookup.ts';
import { isNode, nodesIn, nodesOf, nothingIn, textOf, type Node } from './node.ts';
import { inSelect } from './select-names.ts';

/** A place in a statement that reads a table or view: rows that fail one of its conditions do not matter there. */
export interface Use {
  /** As the statement calls it, lower-case. */
  readonly name: string;
  /** Each with the names of the place; `own` gives the table's meaning of a name without its alias. */
  readonly conditions: readonly ((own: Lookup) => Bound)[];
}

/** A condition on what a relation gives, once the meaning of its columns is known. */
type Asked = (columns: Lookup) => Bound;

/** WITH queries that a place can name. */
type WithQueries = ReadonlyMap<string, WithQuery>;

interface WithQuery {
  /** Undefined where no condition may pass: a recursive one, or one with names for its columns. */
  readonly query: Node | undefined;
  readonly all: Node;
  readonly known: WithQueries;
}

/**
 * Every use of a table in a statement, with the conditions that its rows must meet: those of WHERE, handed down into subqueries
 * and WITH queries as far as that changes no row. A table that is reached in any other way has a use without conditions.
 */
export function usesOf(statement: unknown): Use[] {
  const tables = [...nodesOf(statement)].filter((node) => node['type'] === 'BASE_TABLE');
  const walk = new Walk();
  if (isNode(statement)) walk.query(statement['node'], { known: new Map(), asked: [] });
  if (walk.isTired) return tables.map(bare);
  const rest = tables.filter((node) => !walk.uses.has(node) && !walk.withUses.has(node));
  return [...[...walk.uses.values()].flat(), ...rest.map(bare)];
}

const nameOf = (node: Node): string => (textOf(node, 'table_name') ?? '').toLowerCase();

const bare = (node: Node): Use => ({ name: nameOf(node), conditions: [] });

/** Places above which nothing is handed down any more: WITH queries that name each other twice double at every step. */
const MOST_PLACES = 2000;

interface Place {
  readonly known: WithQueries;
  readonly asked: readonly Asked[];
}

class Walk {
  /** References to WITH queries: they read no table themselves. */
  readonly withUses = new Set<Node>();
  readonly uses = new Map<Node, Use[]>();
  private places = 0;

  /** Whether the statement was too large to be walked whole. */
  get isTired(): boolean {
    return this.places > MOST_PLACES;
  }

  query(node: unknown, { known, asked }: Place): void {
    this.places += 1;
    if (!isNode(node) || this.isTired) return;
    const inner = this.withQueries(node, known);
    if (node['type'] === 'SELECT_NODE') return this.select(node, { known: inner, asked });
    for (const side of [node['left'], node['right'], node['query'], node['child']])
      this.query(side, { known: inner, asked: [] });
    this.expressions(node, inner);
  }

  private withQueries(node: Node, known: WithQueries): WithQueries {
    const map = isNode(node['cte_map']) ? nodesIn(node['cte_map'], 'map') : [];
    const all = new Map(known);
    for (const { key, value } of map) {
      const query = isNode(value) && isNode(value['query']) ? value['query']['node'] : undefined;
      if (!isNode(value) || !isNode(query)) continue;
      const isPlain = query['type'] !== 'RECURSIVE_CTE_NODE' && nothingIn(value, 'aliases');
      all.set(String(key).toLowerCase(), {
        query: isPlain ? query : undefined,
        all: query,
        known: new Map(all),
      });
    }
    return all;
  }

  private select(node: Node, { known, asked }: Place): void {
    const own = conjuncts(node['where_clause']).map((condition): Asked => (lookup) => ({
      node: condition,
      lookup,
    }));
    const handed = isOpen(node) ? asked.map((each) => through(node, each)) : [];
    const conditions = node['sample'] === null ? [...own, ...handed] : [];
    this.from(node['from_table'], { known, asked: conditions, aliases: aliasesOf(node['from_table']) });
    this.expressions(node, known);
  }

  /** Queries inside expressions have conditions of their own only. */
  private expressions(node: Node, known: WithQueries): void {
    const { from_table: _from, cte_map: _with, left: _left, right: _right, ...rest } = node;
    for (const query of queriesIn(rest)) this.query(query, { known, asked: [] });
  }

  private from(item: unknown, place: Place & { readonly aliases: ReadonlySet<string> }): void {
    if (!isNode(item)) return;
    if (item['type'] === 'JOIN') return this.join(item, place);
    const isPlain = item['sample'] === null && nothingIn(item, 'column_name_alias');
    const asked = isPlain ? place.asked.map((each) => named(item, place.aliases, each)) : [];
    if (item['type'] === 'BASE_TABLE') this.table(item, { ...place, asked });
    else if (item['type'] === 'SUBQUERY' && isNode(item['subquery']))
      this.query(item['subquery']['node'], { ...place, asked });
  }

  /** Only joins whose rows a condition can only take away let it pass; both sides' columns must be visible. */
  private join(
    item: Node,
    { known, asked, aliases }: Place & { readonly aliases: ReadonlySet<string> },
  ): void {
    const isOuter = ['INNER', 'LEFT', 'RIGHT', 'OUTER'].includes(String(item['join_type']));
    const isPlain = ['REGULAR', 'CROSS', 'NATURAL'].includes(String(item['ref_type']));
    const handed = isOuter && isPlain && item['sample'] === null ? asked : [];
    for (const side of [item['left'], item['right']]) this.from(side, { known, asked: handed, aliases });
    this.expressions({ condition: item['condition'] }, known);
  }

  private table(item: Node, { known, asked }: Place): void {
    const isQualified =
      textOf(item, 'schema_name') !== undefined || textOf(item, 'catalog_name') !== undefined;
    const query = isQualified ? undefined : known.get(nameOf(item));
    if (query !== undefined) {
      this.withUses.add(item);
      const place = { known: query.known, asked: query.query === undefined ? [] : asked };
      return this.query(query.all, place);
    }
    this.uses.set(item, [...(this.uses.get(item) ?? []), { name: nameOf(item), conditions: asked }]);
  }
}

/** The parts of a condition that must all hold. */
function conjuncts(condition: unknown): Node[] {
  if (!isNode(condition)) return [];
  if (condition['type'] !== 'CONJUNCTION_AND') return [condition];
  return nodesIn(condition, 'children').flatMap(conjuncts);
}

const aliasOf = (item: Node): string =>
  (textOf(item, 'alias') ?? textOf(item, 'table_name') ?? '').toLowerCase();

/** The names of all items of a FROM. */
function aliasesOf(from: unknown): ReadonlySet<string> {
  if (!isNode(from)) return new Set();
  if (from['type'] !== 'JOIN') return new Set([aliasOf(from)]);
  return new Set([...aliasesOf(from['left']), ...aliasesOf(from['right'])]);
}

/** The names of a FROM item: those after its alias, and all that begin with the alias of none. */
function named(item: Node, aliases: ReadonlySet<string>, asked: Asked): Asked {
  const alias = aliasOf(item);
  return (columns) =>
    asked((names) => {
      const [first = '', ...rest] = names;
      if (rest.length === 0 || !aliases.has(first)) return columns(names);
      return first === alias ? columns(rest) : undefined;
    });
}

/** Queries in expressions, the outermost ones. */
function* queriesIn(expressions: unknown): Generator {
  const waiting: unknown[] = [expressions];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (isNode(next) && isNode(next['subquery'])) yield next['subquery']['node'];
    else waiting.push(...Object.values(next));
  }
}

/**
 * Whether conditions on a query's result may be asked of its rows: not where rows are counted off, compared with others or
 * made from several. A group whose key fails goes as a whole, so that grouping lets conditions on its keys pass; others
 * say nothing, since an aggregate has no range.
 */
function isOpen(node: Node): boolean {
  const isPlain = nodesIn(node, 'modifiers').every(
    (each) =>
      each['type'] === 'ORDER_MODIFIER' ||
      (each['type'] === 'DISTINCT_MODIFIER' && nothingIn(each, 'distinct_on_targets')),
  );
  if (!isPlain || node['qualify'] !== null || node['sample'] !== null) return false;
  return !nodesOf(node['select_list']).some((each) => each['class'] === 'WINDOW');
}

/** A condition on a query's columns, asked of what those are made of. */
const through =
  (select: Node, asked: Asked): Asked =>
  (columns) =>
    asked((names) => inSelect(select, names, columns));
