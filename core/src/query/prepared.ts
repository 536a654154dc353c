import { bytesText, countText, LeveeError } from '#kernel';
import { literal, type EngineConnection } from '#port';
import { athenaToDuckdb } from './athena.ts';
import { openFenced, type Mentioned, type TableCover } from './fence.ts';
import { mentionedTables } from './mentioned.ts';
import { queryProblem } from './problem.ts';
import { columnWords } from './sql-tree.ts';
import type { QueryRequest } from './query.ts';
import { nameOf, sqlWords } from './sql-words.ts';
import { readStatement, type Statement } from './statement.ts';
import { stoppable } from './stopper.ts';

/** A statement that has been checked, on a connection that can read its tables and nothing else. */
export interface Prepared {
  readonly connection: EngineConnection;
  readonly statement: Statement;
  /** What is read of each table. */
  readonly covers: readonly TableCover[];
  /** @throws LeveeError when the query is to stop. */
  readonly check: () => void;
}

/** Opens an engine for one request, checks the SQL, opens the tables it mentions, fences, and closes all after `use`. */
export async function prepared<T>(
  request: QueryRequest,
  writable: readonly string[],
  use: (prepared: Prepared) => Promise<T>,
): Promise<T> {
  const engine = await request.openEngine();
  const stop = { seconds: request.limits?.seconds ?? 0, signal: request.signal };
  try {
    return await engine.withConnection((connection) =>
      stoppable(connection, stop, async (check) => {
        const sql = athenaToDuckdb(request.sql, knownNames(request));
        const statement = await readStatement(connection, sql);
        const mentioned = await mentionedOf(connection, statement, { request, sql });
        // Order matters only for writing to a file; it costs memory, so it is off in general.
        if (writable.length > 0) await connection.run('SET preserve_insertion_order = true');
        const admit = (covers: readonly TableCover[]) => assertAllowed(covers, request.limits?.bytes ?? 0);
        const covers = await sane(openFenced(connection, mentioned, { writable, admit }), NO_LINES);
        return use({ connection, statement, covers, check });
      }),
    );
  } finally {
    engine.close();
  }
}

/** Every name of a table or view, lower-case, and the name that it has here. */
function knownNames({ tables, views = [] }: QueryRequest): ReadonlyMap<string, string> {
  const names = new Map([...tables, ...views].map(({ name }) => [name.toLowerCase(), name]));
  for (const table of tables)
    for (const alias of 'aliases' in table ? (table.aliases ?? []) : []) names.set(alias, table.name);
  return names;
}

/** The tables and views that a statement mentions, and the tables below those views. */
async function mentionedOf(
  connection: EngineConnection,
  statement: Statement,
  { request, sql }: { request: QueryRequest; sql: string },
): Promise<Mentioned> {
  const all = request.views ?? [];
  const known = [...request.tables, ...all].map(({ name }) => name);
  const names = await mentionedTables(connection, statement, { known, sql });
  const views = all.filter(({ name }) => names.includes(name));
  const needed = new Set([...names, ...views.flatMap(({ parts }) => parts.map(({ table }) => table))]);
  const tables = request.tables.filter(({ name }) => needed.has(name));
  return {
    tables,
    views,
    words: new Set(sqlWords(sql).flatMap((word) => nameOf(word) ?? [])),
    names: columnWords(statement.tree),
    statement: statement.tree,
    parameters: request.parameters ?? [],
  };
}

/** Refuses a query whose files are larger together than it may read; 0 for no limit. */
function assertAllowed(covers: readonly TableCover[], most: number): void {
  const bytes = covers.reduce((sum, cover) => sum + cover.bytes, 0);
  if (most === 0 || bytes <= most) return;
  const files = covers.reduce((sum, cover) => sum + cover.files, 0);
  throw new LeveeError(
    `the query would read ${countText(files)} files of ${bytesText(bytes)}; it may read ${bytesText(most)}`,
    { hint: 'ask for fewer days (event_time, or year, month and day), or allow it more bytes' },
  );
}

/** Lines of ours before the person's SQL in `limited`. */
const LINES_BEFORE = 1;
/** For statements that hold nothing of the person's. */
const NO_LINES = Number.MAX_SAFE_INTEGER;

/** The person's query with a limit of one row more, which tells whether there are more; 0 for no limit. */
export function limited({ kind, sql }: Statement, { tables }: QueryRequest, limit: number): string {
  const names = `[${tables.map(({ name }) => literal(name)).join(', ')}]::VARCHAR[]`;
  const inner = kind === 'tables' ? `SELECT unnest(${names}) AS name ORDER BY name` : sql;
  return `SELECT * FROM (\n${inner}\n)${limit === 0 ? '' : ` LIMIT ${limit + 1}`}`;
}

/** Passes a result on, and a failure of the engine as a LeveeError. */
export async function sane<T>(running: Promise<T>, linesBefore = LINES_BEFORE): Promise<T> {
  try {
    return await running;
  } catch (error) {
    throw queryProblem(error, linesBefore);
  }
}
