import { stringifyJson } from '#kernel';
import { planStatement, type TablePlan } from '#plan';
import { ident, literal, type ChooseFiles, type EngineConnection, type NeedleUses } from '#port';
import { ATHENA_SETTINGS, macroStatements } from './athena-macros.ts';
import { nameOf, sqlWords } from './sql-words.ts';

/** A table of the lake; it is opened only when a query mentions it. */
export interface LakeTable {
  readonly name: string;
  /** Other names under which SQL may call it, lower-case; `database.table` too. */
  readonly aliases?: readonly string[];
  /** Columns that the table has only for SQL that names them: an expression over its own columns, by lower-case name. */
  readonly derived?: Readonly<Record<string, string>>;
  /** Column whose ISO 8601 text is the instant of `event_time`. */
  readonly isoTime?: string;
  /** Plans a scan of the table as it is now: of the files that `choose` keeps, without those that lack what `needles` look for. */
  open(choose: ChooseFiles, needles: () => NeedleUses): Promise<OpenedTable>;
}

/** A table at one snapshot. */
export interface OpenedTable {
  /** What stands after FROM to read it: `read_parquet([…], …)`. */
  readonly relation: string;
  /** Absolute folders below which every file of the relation lies. */
  readonly folders: readonly string[];
  /** What of the table the relation reads. */
  readonly covers: ScanCover;
}

/** How much of a table a query reads. */
export interface ScanCover {
  readonly files: number;
  readonly bytes: number;
  /** Of the whole table. */
  readonly allFiles: number;
  readonly allBytes: number;
}

/** What a query reads of one table, and why not the rest. */
export interface TableCover extends ScanCover {
  readonly table: string;
  /** The conditions that let files go, in SQL, and how many each would have by itself. */
  readonly pruning: TablePlan['report'];
}

/** A table whose rows this program hands in, such as the ledger; they are loaded only when a query mentions it. */
export interface RowTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Rows by column name; timestamps as ISO 8601 text. */
  rows(): AsyncIterable<Readonly<Record<string, unknown>>>;
}

export type QueryTable = LakeTable | RowTable;

/** A view over tables of the lake: of those that exist, one below the other. */
export interface QueryView {
  readonly name: string;
  /** Per table the columns as expressions, the same names in every part. */
  readonly parts: readonly { readonly table: string; readonly columns: Readonly<Record<string, string>> }[];
}

/** What a query mentions, opened by `openFenced`. */
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

const ROWS_PER_INSERT = 5000;

/**
 * Makes tables readable under their name and as `levee.<name>`, and then closes the engine to everything else: no
 * other file, no network, no extension, no setting can be reached from SQL, and none of this can be undone.
 * https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview
 */
export async function openFenced(
  connection: EngineConnection,
  mentioned: Mentioned,
  { writable, admit }: Fence,
): Promise<readonly TableCover[]> {
  const { tables, views, names, words } = mentioned;
  const called = new Set([...words, ...namesInside(tables, views)]);
  for (const statement of [...ATHENA_SETTINGS, ...macroStatements(called)]) await connection.run(statement);
  const opened = await openTables(connection, mentioned);
  admit(opened.map(({ cover }) => cover));
  await connection.run('CREATE SCHEMA levee');
  for (const { table, relation } of opened) await addView(connection, table, { relation, names });
  for (const table of tables) {
    if (!('open' in table)) await loadRows(connection, table);
    await connection.run(`CREATE VIEW levee.${ident(table.name)} AS SELECT * FROM main.${ident(table.name)}`);
  }
  for (const view of views) await addUnion(connection, view);
  const folders = new Set(opened.flatMap((table) => table.folders));
  await connection.run(`SET allowed_directories = ${list([...folders].map(withSlash))}`);
  await connection.run(`SET allowed_paths = ${list(writable)}`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
  return opened.map(({ cover }) => cover);
}

/** What passes the fence. */
export interface Fence {
  /** Files that may be written: a result's own. */
  readonly writable: readonly string[];
  /** @throws LeveeError where a query would read too much. */
  readonly admit: (covers: readonly TableCover[]) => void;
}

interface Opened extends OpenedTable {
  readonly table: LakeTable;
  readonly cover: TableCover;
}

async function openTables(
  connection: EngineConnection,
  { tables, views, names, statement, parameters }: Mentioned,
): Promise<Opened[]> {
  const lake = tables.filter((table): table is LakeTable => 'open' in table);
  const planOf = await planStatement({ connection, statement, tables: lake, views, names, parameters });
  const opened: Opened[] = [];
  for (const table of lake) {
    const plan = planOf(table.name);
    const found = await table.open(plan.choose, plan.needles);
    opened.push({ ...found, table, cover: { ...found.covers, table: table.name, pruning: plan.report } });
  }
  return opened;
}

/** Names in the expressions that views and derived columns are made of: macros that they may call. */
function namesInside(tables: readonly QueryTable[], views: readonly QueryView[]): string[] {
  const derived = tables.flatMap((table) => ('derived' in table ? Object.values(table.derived ?? {}) : []));
  const ofViews = views.flatMap(({ parts }) => parts.flatMap(({ columns }) => Object.values(columns)));
  return [...derived, ...ofViews].flatMap((sql) => sqlWords(sql).flatMap((word) => nameOf(word) ?? []));
}

const list = (texts: readonly string[]): string => `[${texts.map(literal).join(', ')}]`;

const withSlash = (folder: string): string => (folder.endsWith('/') ? folder : `${folder}/`);

async function addView(
  connection: EngineConnection,
  table: LakeTable,
  { relation, names }: { readonly relation: string; readonly names: ReadonlySet<string> },
): Promise<void> {
  const derived = Object.entries(table.derived ?? {}).filter(([name]) => names.has(name));
  const columns = ['*', ...derived.map(([name, sql]) => `${sql} AS ${ident(name)}`)];
  await connection.run(
    `CREATE VIEW main.${ident(table.name)} AS SELECT ${columns.join(', ')} FROM ${relation}`,
  );
}

async function addUnion(connection: EngineConnection, { name, parts }: QueryView): Promise<void> {
  const selects = parts.map(({ table, columns }) => {
    const items = Object.entries(columns).map(([column, sql]) => `${sql} AS ${ident(column)}`);
    return `SELECT ${items.join(', ')} FROM main.${ident(table)}`;
  });
  const union = selects.join(' UNION ALL BY NAME ');
  await connection.run(`CREATE VIEW main.${ident(name)} AS ${union}`);
  await connection.run(`CREATE VIEW levee.${ident(name)} AS SELECT * FROM main.${ident(name)}`);
}

async function loadRows(connection: EngineConnection, table: RowTable): Promise<void> {
  const { name, columns } = table;
  const definition = columns.map((column) => `${ident(column.name)} ${column.type}`).join(', ');
  await connection.run(`CREATE TABLE main.${ident(name)} (${definition})`);
  const shape = stringifyJson([Object.fromEntries(columns.map((column) => [column.name, column.type]))]);
  const insert = `INSERT INTO main.${ident(name)}
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
