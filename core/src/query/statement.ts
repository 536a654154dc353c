import { inert, LeveeError, parseJson } from '#kernel';
import { literal, type EngineConnection } from '#port';
import { markAt } from './sql-mark.ts';
import { NO_PLACE, sqlUses, type SqlUses } from './sql-tree.ts';

/** A statement that may be run: it reads, and only from named tables and harmless functions. */
export interface Statement {
  /** `rows`: a query. `plan`: EXPLAIN, with or without ANALYZE. `tables`: SHOW TABLES. */
  readonly kind: 'rows' | 'plan' | 'tables';
  /** One query without EXPLAIN and without a closing semicolon; it can stand in brackets. */
  readonly sql: string;
  readonly isAnalyze: boolean;
  readonly uses: SqlUses;
  /** The parsed statement, every member written. */
  readonly tree: unknown;
}

/** Longer statements are refused; DuckDB's own limit of nesting (1,000) holds within. */
const MOST_CHARACTERS = 250_000;

/** Functions in FROM that make rows from their arguments; all others read files, settings or the catalog. */
const TABLE_FUNCTIONS = new Set(['unnest', 'range', 'generate_series', 'repeat', 'json_each', 'json_tree']);

/** Functions that read settings, plan or run SQL given as text, or only hold a thread. */
const REFUSED_FUNCTIONS = new Set([
  'current_setting',
  'getenv',
  'json_serialize_plan',
  'pg_get_viewdef',
  'pg_sleep',
  'sleep_ms',
  'write_log',
]);

const ONE_QUERY = 'a query is one SELECT, WITH, VALUES, DESCRIBE, SHOW TABLES or EXPLAIN; it changes nothing';

/**
 * Parses a person's SQL with the engine's own parser and refuses whatever does more than query tables.
 * @throws LeveeError (exit code 2) with the place marked.
 */
export async function readStatement(connection: EngineConnection, text: string): Promise<Statement> {
  if (text.length > MOST_CHARACTERS) throw refusal(`the query is longer than ${MOST_CHARACTERS} characters`);
  // The engine would take it for the end.
  if (text.includes('\0')) throw refusal('the query holds the character NUL', 'remove it');
  const explained = EXPLAIN.exec(text);
  // Blanks keep the places of what follows.
  const blanked =
    explained === null ? text : ' '.repeat(explained[0].length) + text.slice(explained[0].length);
  const sql = upToSemicolon(blanked);
  const texts = sql === blanked || LAST_SEMICOLON.test(blanked) ? [sql] : [blanked, sql];
  const [whole, cut] = await parse(connection, texts);
  if (whole === undefined || (cut !== undefined && cut.text !== whole.text))
    throw refusal('the end of the query is not clear', 'remove the semicolon and what follows it');
  const uses = sqlUses(whole.statement);
  checkFunctions(uses, text);
  return {
    kind: kindOf(sql, uses, explained !== null),
    sql,
    isAnalyze: explained?.[1] !== undefined,
    uses,
    tree: whole.statement,
  };
}

/** Blanks and comments; each can match in one way only, so that no text makes the search explode. */
const BLANKS = String.raw`(?:\s|--[^\n]*(?:\n|$)|/\*(?:[^*]|\*(?!/))*\*/)*`;
const EXPLAIN = new RegExp(`^${BLANKS}explain(\\s+analyze)?\\b`, 'i');
const SHOW_TABLES = new RegExp(`^${BLANKS}show\\s+(?:all\\s+)?tables${BLANKS}$`, 'i');

/** One semicolon, and nothing after it that could be anything: what stands before it is all there is. */
const LAST_SEMICOLON = /^[^;]*;\s*$/;

interface Parsed {
  readonly statement: unknown;
  readonly text: string;
}

/** Parses each of some texts, all at once. */
async function parse(connection: EngineConnection, texts: readonly string[]): Promise<Parsed[]> {
  const trees = texts.map((sql, at) => `json_serialize_sql(${literal(sql)}::VARCHAR) AS tree${at}`);
  const [row] = await connection.rows(`SELECT ${trees.join(', ')}`);
  return texts.map((sql, at) => parsed(sql, String(row?.[`tree${at}`])));
}

function parsed(sql: string, text: string): Parsed {
  const tree = parseJson(
    text.replaceAll(NOWHERE, `"query_location":${NO_PLACE}`).replaceAll(OWN_SUM, '"function_name":"$1"'),
  ) as unknown as SerializedSql;
  if (tree.error) throw parseProblem(sql, tree);
  const [statement, second] = tree.statements;
  if (statement === undefined) throw refusal('the query is empty');
  if (second !== undefined) throw refusal('several statements at once');
  return { statement, text };
}

/** 2^64 - 1, which slows parsing down. Within a text of the tree the quotes would have backslashes. */
const NOWHERE = '"query_location":18446744073709551615';

/** `+` and `-` as operators of our own (`athena-sums.ts`), which whoever reads the tree takes for those. */
const OWN_SUM = /"function_name":"~([+-])"/g;

/** What `json_serialize_sql` answers: https://duckdb.org/docs/stable/data/json/sql_to_and_from_json. */
type SerializedSql =
  | { readonly error: false; readonly statements: readonly unknown[] }
  | {
      readonly error: true;
      readonly error_type: string;
      readonly error_message: string;
      readonly position?: string;
    };

function parseProblem(sql: string, tree: SerializedSql & { readonly error: true }): LeveeError {
  if (tree.error_type === 'not implemented') return refusal('this statement is not a query');
  const offset = tree.position === undefined ? undefined : Number(tree.position);
  return refusal(`${inert(tree.error_message)}${markAt(sql, offset)}`, 'mend the SQL at the mark');
}

const refusal = (what: string, hint = ONE_QUERY): LeveeError => new LeveeError(what, { hint, exitCode: 2 });

/** Quoted text, quoted names, dollar-quoted text and comments, as wholes; a semicolon; anything else. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[^]*?\$\1\$|--[^\n]*|\/\*[^]*?\*\/|;|[^'"$\-/;]+|[^]/g;

function upToSemicolon(sql: string): string {
  for (const { 0: token, index } of sql.matchAll(TOKEN)) {
    if (token === ';') return sql.slice(0, index);
  }
  return sql;
}

function checkFunctions(uses: SqlUses, sql: string): void {
  const source = uses.tableFunctions.find(({ name }) => !TABLE_FUNCTIONS.has(name));
  if (source !== undefined) {
    throw refusal(
      `${inert(source.name)}() cannot be used in FROM${markAt(sql, source.offset)}`,
      'a query reads the tables of the lake only; SHOW TABLES lists them',
    );
  }
  const refused = uses.functions.find(({ name }) => REFUSED_FUNCTIONS.has(name));
  if (refused !== undefined) {
    throw refusal(
      `${inert(refused.name)}() cannot be used in a query${markAt(sql, refused.offset)}`,
      'a query reads the tables of the lake only, no settings',
    );
  }
}

function kindOf(sql: string, uses: SqlUses, isExplained: boolean): Statement['kind'] {
  if (uses.shows.length === 0) return isExplained ? 'plan' : 'rows';
  if (SHOW_TABLES.test(sql) && !isExplained) return 'tables';
  throw refusal(
    'SHOW can only list tables, and only by itself',
    'write SHOW TABLES, or DESCRIBE and a table',
  );
}
