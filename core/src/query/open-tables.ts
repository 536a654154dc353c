import { stringifyJson } from '#kernel';
import { planStatement } from '#plan';
import { ident, literal, type EngineConnection } from '#port';
import {
  isLakeTable,
  type LakeTable,
  type OpenedTable,
  type QueryTable,
  type QueryView,
  type RowTable,
  type TableCover,
} from './query-table.ts';
import { namesIn } from './sql-words.ts';
import { wantedColumns } from './wanted-columns.ts';

/** What a query mentions. */
export interface Mentioned {
  readonly tables: readonly QueryTable[];
  readonly views: readonly QueryView[];
  /** Names that the SQL has anywhere, lower-case: what macros it may call. */
  readonly words: ReadonlySet<string>;
  /** Names of columns, and of parts of them, that the statement has anywhere, lower-case. */
  readonly names: ReadonlySet<string>;
  /** The parsed statement. */
  readonly statement: unknown;
  readonly parameters: readonly (string | number | bigint | boolean | null)[];
}

/** How tables are made readable. */
export interface Opening {
  /**
   * `statement`: by a WITH clause before the one statement, which the engine looks at once. `connection`: as views, which it looks at
   * when they are made and again when they are read, for this connection alone. `engine`: in the schemas `main` and `levee`, which the
   * standard's catalog views show; for an engine that has this one query.
   */
  readonly scope: 'statement' | 'connection' | 'engine';
  /** @throws LeveeError where a query would read too much. */
  readonly admit: (covers: readonly TableCover[]) => void;
}

/** Names that the SQL of a query, its views and its derived columns have: what macros they may call. */
export function calledNames({ tables, views, words }: Mentioned): ReadonlySet<string> {
  const derived = tables.flatMap((table) => ('derived' in table ? Object.values(table.derived ?? {}) : []));
  const ofViews = views.flatMap(({ parts }) => parts.flatMap(({ columns }) => Object.values(columns)));
  return new Set([...words, ...[...derived, ...ofViews].flatMap(namesIn)]);
}

/** Tables that can be read. */
export interface OpenedTables {
  readonly covers: readonly TableCover[];
  /** What stands before a statement that reads them: `WITH …`, or nothing where they have names of their own. */
  readonly before: string;
  /** Gives back what was made for reading them. */
  readonly close: () => Promise<void>;
}

/** Plans what a query reads of each table, and makes tables and views readable under their names. */
export async function openTables(
  connection: EngineConnection,
  mentioned: Mentioned,
  opening: Opening,
): Promise<OpenedTables> {
  const opened: Opened[] = [];
  const close = async () => {
    for (const table of opened) await table.close?.();
  };
  try {
    return { ...(await readable(connection, { mentioned, opened }, opening)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @param opened gets each table that was opened, also where another can't be */
async function readable(
  connection: EngineConnection,
  { mentioned, opened }: { mentioned: Mentioned; opened: Opened[] },
  { scope, admit }: Opening,
): Promise<Omit<OpenedTables, 'close'>> {
  const wanted = scope === 'engine' ? undefined : wantedColumns(mentioned);
  await planTables(connection, { mentioned, opened }, wanted);
  admit(opened.map(({ cover }) => cover));
  const create = CREATE[scope];
  for (const table of mentioned.tables) if (!isLakeTable(table)) await loadRows(connection, create, table);
  const relations = [
    ...opened.map(({ table, relation }) => tableRelation(table, relation, mentioned.names)),
    ...mentioned.views.map((view) => unionRelation(view, wanted)),
  ];
  const covers = opened.map(({ cover }) => cover);
  if (scope === 'statement') return { covers, before: withClause(relations) };
  const statements = [
    ...relations.map(({ name, sql }) => `${create} VIEW ${ident(name)} AS ${sql}`),
    ...(scope === 'engine' ? leveeSchema([...mentioned.tables, ...mentioned.views]) : []),
  ];
  if (statements.length > 0) await connection.run(statements.join(';\n'));
  return { covers, before: '' };
}

/** A name and the query that it stands for. */
interface Relation {
  readonly name: string;
  readonly sql: string;
}

/** Each use is planned by itself, as that of a view is: its conditions reach the files. */
const withClause = (relations: readonly Relation[]): string =>
  relations.length === 0
    ? ''
    : `WITH ${relations.map(({ name, sql }) => `${ident(name)} AS NOT MATERIALIZED (${sql})`).join(', ')} `;

const CREATE = { statement: 'CREATE TEMP', connection: 'CREATE TEMP', engine: 'CREATE' } as const;

/** Everything as `levee.<name>` too. */
const leveeSchema = (named: readonly { readonly name: string }[]): readonly string[] => [
  'CREATE SCHEMA levee',
  ...named.map(({ name }) => `CREATE VIEW levee.${ident(name)} AS SELECT * FROM ${ident(name)}`),
];

interface Opened extends OpenedTable {
  readonly table: LakeTable;
  readonly cover: TableCover;
}

async function planTables(
  connection: EngineConnection,
  { mentioned, opened }: { mentioned: Mentioned; opened: Opened[] },
  wanted: ReadonlySet<string> | undefined,
): Promise<void> {
  const { tables, views, names, statement, parameters } = mentioned;
  const lake = tables.filter(isLakeTable);
  const planOf = await planStatement({ connection, statement, tables: lake, views, names, parameters });
  for (const table of lake) {
    const plan = planOf(table.name);
    const found = await table.open(plan.choose, plan.needles, wanted);
    opened.push({ ...found, table, cover: { ...found.covers, table: table.name, pruning: plan.report } });
  }
}

function tableRelation(table: LakeTable, relation: string, names: ReadonlySet<string>): Relation {
  const derived = Object.entries(table.derived ?? {}).filter(([name]) => names.has(name));
  const columns = ['*', ...derived.map(([name, sql]) => `${sql} AS ${ident(name)}`)];
  return { name: table.name, sql: `SELECT ${columns.join(', ')} FROM ${relation}` };
}

function unionRelation({ name, parts }: QueryView, wanted: ReadonlySet<string> | undefined): Relation {
  const selects = parts.map(({ table, columns }) => {
    const all = Object.entries(columns);
    const some = all.filter(([column]) => wanted?.has(column.toLowerCase()) ?? true);
    // A query may ask for no column at all, but a view has one.
    const items = (some.length > 0 ? some : all.slice(0, 1)).map(
      ([column, sql]) => `${sql} AS ${ident(column)}`,
    );
    return `SELECT ${items.join(', ')} FROM ${ident(table)}`;
  });
  return { name, sql: selects.join(' UNION ALL BY NAME ') };
}

const ROWS_PER_INSERT = 5000;

async function loadRows(connection: EngineConnection, create: string, table: RowTable): Promise<void> {
  const { columns } = table;
  const name = ident(table.name);
  const definition = columns.map((column) => `${ident(column.name)} ${column.type}`).join(', ');
  await connection.run(`${create} TABLE ${name} (${definition})`);
  const shape = stringifyJson([Object.fromEntries(columns.map((column) => [column.name, column.type]))]);
  const insert = `INSERT INTO ${name}
    SELECT ${columns.map((column) => `line.${ident(column.name)}`).join(', ')}
    FROM (SELECT unnest(from_json(?, ${literal(shape)})) AS line)`;
  let waiting: unknown[] = [];
  for await (const row of table.rows()) {
    waiting.push(row);
    if (waiting.length < ROWS_PER_INSERT) continue;
    await connection.run(insert, [stringifyJson(waiting)]);
    waiting = [];
  }
  if (waiting.length > 0) await connection.run(insert, [stringifyJson(waiting)]);
}
