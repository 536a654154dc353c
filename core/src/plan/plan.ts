import { parseJson } from '#kernel';
import { literal, type ChooseFiles, type EngineConnection, type NeedleUses, type TypeOf } from '#port';
import { chooser, sqlOf, type UseConditions, type Weighed } from './choose.ts';
import type { Parameters } from './constant.ts';
import type { Bound, Found, Lookup } from './lookup.ts';
import { soughtValues } from './needle.ts';
import { isNode, nodesIn, type Node } from './node.ts';
import { usesOf, type Use } from './uses.ts';

/** What a plan must know of a table. */
export interface PlannedTable {
  readonly name: string;
  /** Expressions over its own columns, by the lower-case name under which SQL may ask for them. */
  readonly derived?: Readonly<Record<string, string>>;
  /** Column whose ISO 8601 text is the instant of `event_time`. */
  readonly isoTime?: string;
}

/** A view: its parts one below the other, each with its columns as expressions over a table. */
export interface PlannedView {
  readonly name: string;
  readonly parts: readonly { readonly table: string; readonly columns: Readonly<Record<string, string>> }[];
}

/** A statement and what it may mean. */
export interface PlanRequest {
  readonly connection: EngineConnection;
  /** As `json_serialize_sql` gives it, every member written. */
  readonly statement: unknown;
  readonly tables: readonly PlannedTable[];
  readonly views: readonly PlannedView[];
  /** Lower-case names that stand anywhere in the statement. */
  readonly names: ReadonlySet<string>;
  readonly parameters?: readonly (string | number | bigint | boolean | null)[];
}

/** Which files of a table a statement needs. */
export interface TablePlan {
  readonly choose: ChooseFiles;
  /** The values that its uses look for; once the files are chosen. */
  readonly needles: () => NeedleUses;
  /** The conditions of its uses, in SQL, with the files that each alone let go; once the files are chosen. */
  readonly report: () => Promise<readonly { readonly condition: string; readonly pruned: number }[]>;
}

/** Plans a statement: for every table what it asks of the rows there. */
export async function planStatement(request: PlanRequest): Promise<(table: string) => TablePlan> {
  const { connection, statement, tables, views, names, parameters = [] } = request;
  const parsed = await expressionsOf(connection, wantedExpressions({ tables, views, names }));
  const uses = usesOf(statement);
  const byName = new Map(tables.map((table) => [table.name, table]));
  return (name) => {
    const table = byName.get(name) ?? { name };
    let conditions: UseConditions | undefined;
    const usesFor = (typeOf: TypeOf) => (conditions ??= conditionsOf({ table, views, uses, parsed, typeOf }));
    const instantOf = (path: readonly string[]) =>
      path.length === 1 && path[0] === table.isoTime ? ['event_time'] : undefined;
    return {
      choose: chooser({ connection, parameters, instantOf }, usesFor),
      needles: () => needlesOf(parameters, conditions ?? []),
      report: () => reportOf(connection, conditions ?? []),
    };
  };
}

const needlesOf = (parameters: Parameters, uses: UseConditions): NeedleUses =>
  uses.map((use) =>
    use.flatMap((weighed) => {
      const anyOf = soughtValues(parameters, weighed.condition);
      return anyOf === undefined ? [] : [{ anyOf, letGo: (files) => void (weighed.pruned += files) }];
    }),
  );

async function reportOf(connection: EngineConnection, uses: UseConditions) {
  const pruning = uses.flat().filter(({ pruned }) => pruned > 0);
  const lines: { condition: string; pruned: number }[] = [];
  for (const { condition, pruned } of pruning)
    lines.push({ condition: await sqlOf(connection, { ...condition.node, alias: '' }), pruned });
  return lines;
}

type Parsed = ReadonlyMap<string, Node>;

/** Expressions of derived columns and views that the statement may mean. */
function wantedExpressions({
  tables,
  views,
  names,
}: Pick<PlanRequest, 'tables' | 'views' | 'names'>): string[] {
  const sources = [
    ...tables.map(({ derived = {} }) => derived),
    ...views.flatMap(({ parts }) => parts.map(({ columns }) => columns)),
  ];
  return [
    ...new Set(
      sources.flatMap((columns) =>
        Object.entries(columns).flatMap(([name, sql]) => (names.has(name) ? [sql] : [])),
      ),
    ),
  ];
}

/** Expressions that were parsed: they are declared, and therefore few. */
const parsedExpressions = new Map<string, Node>();
const MOST_EXPRESSIONS = 5000;

async function expressionsOf(connection: EngineConnection, expressions: readonly string[]): Promise<Parsed> {
  const unknown = expressions.filter((sql) => !parsedExpressions.has(sql));
  if (unknown.length > 0) {
    if (parsedExpressions.size >= MOST_EXPRESSIONS) parsedExpressions.clear();
    const items = await parsedItems(connection, unknown);
    for (const [at, item] of items.entries()) parsedExpressions.set(unknown[at] ?? '', item);
  }
  return parsedExpressions;
}

async function parsedItems(
  connection: EngineConnection,
  expressions: readonly string[],
): Promise<readonly Node[]> {
  const [row] = await connection.rows(
    `SELECT json_serialize_sql(${literal(`SELECT ${expressions.join(', ')}`)}) AS tree`,
  );
  const tree = parseJson(String(row?.['tree'])) as Node;
  const [statement] = nodesIn(tree, 'statements');
  return isNode(statement?.['node']) ? nodesIn(statement['node'], 'select_list') : [];
}

interface TableWorld {
  readonly table: PlannedTable;
  readonly views: readonly PlannedView[];
  readonly uses: readonly Use[];
  readonly parsed: Parsed;
  readonly typeOf: TypeOf;
}

/** The conditions of every use of a table, by itself and through views. */
function conditionsOf({ table, views, uses, parsed, typeOf }: TableWorld): UseConditions {
  const asPath: Lookup = (path) => (typeOf(path) === undefined ? undefined : { path });
  const own: Lookup = (names) =>
    inColumns(table.derived ?? {}, { names, parsed, base: asPath }) ?? asPath(names);
  const through = uses.flatMap((use) =>
    partsOf(views, use.name, table.name).map((columns) =>
      weighed(use, (names) => inColumns(columns, { names, parsed, base: own })),
    ),
  );
  const direct = uses.filter(({ name }) => name === table.name.toLowerCase()).map((use) => weighed(use, own));
  return [...direct, ...through];
}

const weighed = (use: Use, own: Lookup): Weighed[] =>
  use.conditions.map((bind): Weighed => ({ condition: bind(own) satisfies Bound, pruned: 0 }));

const partsOf = (views: readonly PlannedView[], name: string, table: string) =>
  views
    .filter((view) => view.name.toLowerCase() === name)
    .flatMap(({ parts }) => parts.flatMap((part) => (part.table === table ? [part.columns] : [])));

/** A name as one of these expressions; undefined for any other. */
function inColumns(
  columns: Readonly<Record<string, string>>,
  { names, parsed, base }: { names: readonly string[]; parsed: Parsed; base: Lookup },
): Found | undefined {
  const [first = '', ...rest] = names;
  const node = Object.hasOwn(columns, first) ? parsed.get(columns[first] ?? '') : undefined;
  return node === undefined || rest.length > 0 ? undefined : { node: { ...node, alias: '' }, lookup: base };
}
