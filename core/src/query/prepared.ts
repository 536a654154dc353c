import { bytesText, countText, LeveeError, messageOf } from '#kernel';
import { nodesOf } from '#plan';
import { literal, type EngineConnection } from '#port';
import { athenaToDuckdb } from './athena.ts';
import { MAPS_FIRST } from './athena-macros.ts';
import { compared } from './compared.ts';
import { placedFailure } from './failure-place.ts';
import { FencedEngine } from './fenced-engine.ts';
import { mentionedTables } from './mentioned.ts';
import { partitionForms, type Formed } from './partition-forms.ts';
import { queryProblem } from './problem.ts';
import { columnWords } from './sql-tree.ts';
import { shownStatement } from './athena-show.ts';
import { calledNames, openTables, type Mentioned } from './open-tables.ts';
import { isLakeTable, type TableCover } from './query-table.ts';
import type { QueryRequest } from './query.ts';
import { heresOf } from './athena-here.ts';
import { placesOfSums } from './athena-sums.ts';
import { refusalAt } from './sql-mark.ts';
import { namesIn, sqlWords } from './sql-words.ts';
import { readStatement, type Statement } from './statement.ts';
import { stoppable } from './stopper.ts';

/** A statement that has been checked, on a connection that can read its tables and nothing else. */
export interface Prepared {
  readonly connection: EngineConnection;
  readonly statement: Statement;
  /** What stands before the statement: see `OpenedTables`. */
  readonly before: string;
  /** What is read of each table. */
  readonly covers: readonly TableCover[];
  /** @throws LeveeError when the query is to stop. */
  readonly check: () => void;
  /** What the names of tables must match, where they are asked for. */
  readonly names: RegExp | undefined;
}

/**
 * Checks the SQL, opens the tables it mentions on a connection of a fenced engine, and closes all after `use`. A query that asks a map
 * what arrays are asked too is known by the engine's refusal, before it has run: then it is asked again.
 */
export async function prepared<T>(
  request: QueryRequest,
  writable: readonly string[],
  use: (prepared: Prepared) => Promise<T>,
): Promise<T> {
  try {
    return await once(request, { writable, asksMaps: false }, use);
  } catch (error) {
    if (OF_SUM.test(messageOf(error))) throw await placedSum(request, error);
    if (!OF_MAP.test(messageOf(error))) throw placedFailure(request.sql, error);
    return once(request, { writable, asksMaps: true }, use);
  }
}

/** What a sum of types that have none fails with, before anything is run: `athena-macros-sum.ts`. */
const OF_SUM = /^cannot apply operator: /;

/** The failure of a sum with the place of its sign: of several, that which fails by itself. */
async function placedSum(request: QueryRequest, failure: unknown): Promise<unknown> {
  const { sql, offsetOf } = formed(request);
  const signs = placesOfSums(heresOf(sqlWords(sql)));
  for (const offset of signs) {
    const onlySum = signs.length === 1 ? undefined : offset;
    if (await fails(request, onlySum, OF_SUM))
      return refusalAt(
        request.sql,
        { offset: offsetOf(offset) },
        { what: messageOf(failure), hint: SUM_HINT },
      );
  }
  return failure;
}

const SUM_HINT = "write date_add('day', 1, d), or d + INTERVAL '1' DAY";

/** Whether the engine refuses a statement with such words before it runs it. */
async function fails(request: QueryRequest, onlySum: number | undefined, words: RegExp): Promise<boolean> {
  const attempt = { writable: [], asksMaps: false, onlySum };
  try {
    await once(request, attempt, async ({ connection, statement, before }) => {
      await sane(connection.rows(`DESCRIBE ${before}${statement.sql}`, request.parameters), NO_LINES);
    });
    return false;
  } catch (error) {
    return words.test(messageOf(error));
  }
}

const OF_MAP = /^No function matches the given name and argument types 'len\(MAP\(/;

/** How one attempt is made. */
interface Attempt {
  readonly writable: readonly string[];
  /** Functions that arrays and maps have take their argument for a map. */
  readonly asksMaps: boolean;
  /** The one sign of a sum that is asked for its types: see `sumsOf`. */
  readonly onlySum?: number | undefined;
}

function once<T>(
  request: QueryRequest,
  { writable, asksMaps, onlySum }: Attempt,
  use: (prepared: Prepared) => Promise<T>,
): Promise<T> {
  const stop = { seconds: request.limits?.seconds ?? 0, signal: request.signal };
  return onEngine(request, writable, (engine, scope) =>
    engine.withConnection((connection) =>
      stoppable(connection, stop, async (check) => {
        if (request.onProbe !== undefined) request.onProbe(await connection.watched());
        const shown = shownStatement(formed(request).sql);
        const sql = athenaToDuckdb(shown.sql, knownNames(request), onlySum);
        const statement = await readStatement(connection, sql);
        const mentioned = await mentionedOf(connection, statement, { request, sql });
        const admit = (covers: readonly TableCover[]) => assertAllowed(covers, request.limits?.bytes ?? 0);
        const opening = async () => {
          const called = calledNames(mentioned);
          await engine.makeMacros(connection, asksMaps ? new Set([...called, MAPS_FIRST]) : called);
          const narrowest = scope === 'connection' && canStandAlone(statement) ? 'statement' : scope;
          return openTables(connection, mentioned, { scope: narrowest, admit });
        };
        const { covers, before, close } = await sane(opening(), NO_LINES);
        try {
          const asked = { ...statement, connection, before, parameters: request.parameters };
          const meant = statement.kind === 'rows' ? await compared(asked) : statement.sql;
          return await use({
            connection,
            statement: { ...statement, sql: meant },
            before,
            covers,
            check,
            names: shown.names,
          });
        } finally {
          await close();
        }
      }),
    ),
  );
}

/** The SQL with its partition strings in the forms of the lake, where it asks the lake. */
const formed = ({ sql, tables, parameters }: QueryRequest): Formed =>
  tables.some(isLakeTable) ? partitionForms(sql, parameters) : { sql, offsetOf: (offset) => offset };

/** The engine that is kept, or where there is none, or a query needs more than it has, one for the query alone. */
async function onEngine<T>(
  { kept, openEngine, tables, sql }: QueryRequest,
  writable: readonly string[],
  use: (engine: FencedEngine, scope: 'connection' | 'engine') => Promise<T>,
): Promise<T> {
  if (kept !== undefined && writable.length === 0 && !asksSchemas(sql))
    return kept.lend((engine) => use(engine, 'connection'));
  const folders = tables.filter(isLakeTable).flatMap((table) => table.folders);
  const engine = await FencedEngine.open(openEngine, { folders, writable });
  try {
    return await use(engine, 'engine');
  } finally {
    engine.close();
  }
}

const SCHEMAS: ReadonlySet<string> = new Set(['information_schema', 'levee']);

/** Whether SQL names a schema: those of a kept engine would show what other queries have there. */
const asksSchemas = (sql: string): boolean => namesIn(sql).some((name) => SCHEMAS.has(name));

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
    words: new Set(namesIn(sql)),
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

/** Whether a statement can have a clause before it and finds all its tables there. */
const canStandAlone = ({ kind, tree, uses }: Statement): boolean =>
  kind === 'rows' &&
  uses.tables.every(({ schema }) => schema === undefined) &&
  [...nodesOf(tree)].every((node) => node['type'] !== 'SHOW_REF');

/** For statements that hold nothing of the person's. */
const NO_LINES = Number.MAX_SAFE_INTEGER;

/** A statement that holds the person's SQL. */
export interface Wrapped {
  readonly sql: string;
  /** Lines of ours before the person's SQL. */
  readonly linesBefore: number;
}

/** The person's query with a limit of one row more, which tells whether there are more; 0 for no limit. */
export function limited(
  { statement, before, names: wanted }: Prepared,
  { tables, views = [] }: QueryRequest,
  limit: number,
): Wrapped {
  const all = [...tables, ...views].map(({ name }) => name).filter((name) => wanted?.test(name) ?? true);
  const names = `[${all.map(literal).join(', ')}]::VARCHAR[]`;
  const inner = statement.kind === 'tables' ? `SELECT unnest(${names}) AS name ORDER BY name` : statement.sql;
  const head = `${before}SELECT * FROM (\n`;
  return {
    sql: `${head}${inner}\n)${limit === 0 ? '' : ` LIMIT ${limit + 1}`}`,
    linesBefore: head.split('\n').length - 1,
  };
}

/** Passes a result on, and a failure of the engine as a LeveeError. */
export async function sane<T>(running: Promise<T>, linesBefore: number): Promise<T> {
  try {
    return await running;
  } catch (error) {
    throw queryProblem(error, linesBefore);
  }
}
