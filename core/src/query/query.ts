import type { EngineColumn, EngineConnection, EngineValue } from '#port';
import { messageOf } from '#kernel';
import { namedColumns } from './athena-output.ts';
import type { OpenEngine } from './fenced-engine.ts';
import type { KeptEngine } from './kept-engine.ts';
import { withNamedRows } from './named-rows.ts';
import { limited, prepared, sane } from './prepared.ts';
import type { QueryTable, QueryView, TableCover } from './query-table.ts';
import { isSmall } from './small-result.ts';
import type { Statement } from './statement.ts';

/** A question to the lake in Athena's SQL. */
export interface QueryRequest {
  readonly sql: string;
  /** Values of the `?` in the SQL. */
  readonly parameters?: readonly (string | number | bigint | boolean | null)[];
  /** Every table that may be asked; only those that the SQL mentions are opened. */
  readonly tables: readonly QueryTable[];
  readonly views?: readonly QueryView[];
  /** Opens an engine for this query alone: it is closed to all but the tables, and at the end. */
  readonly openEngine: OpenEngine;
  /** An engine that is ready; absent: every query opens one of its own. */
  readonly kept?: KeptEngine | undefined;
  readonly limits?: QueryLimits;
  readonly signal?: AbortSignal;
  /** Gets a probe of how far the query is, before anything is asked: 0 to 1; null where nothing is known. */
  readonly onProbe?: (probe: () => number | null) => void;
}

export interface QueryLimits {
  /** Most rows of the result; 0 for all. `DEFAULT_ROW_LIMIT` where absent. */
  readonly rows?: number;
  /** Longest time; 0, the default, for no limit. */
  readonly seconds?: number;
  /** Most bytes of data files that it may read; 0, the default, for no limit. Known before any is opened. */
  readonly bytes?: number;
}

/** Rows of a result where nobody says how many. */
export const DEFAULT_ROW_LIMIT = 100_000;

/** An answer, to be read while its query is open. */
export interface QueryResult {
  /** `plan`: the answer of EXPLAIN, whose column `explain_value` is text of many lines. */
  readonly kind: 'rows' | 'plan';
  readonly columns: readonly EngineColumn[];
  /** To be read once. */
  readonly chunks: AsyncIterable<readonly (readonly EngineValue[])[]>;
  /** Complete once the chunks are read. */
  readonly summary: QuerySummary;
}

export interface QuerySummary {
  readonly rows: number;
  /** There were more rows than the limit. */
  readonly isCut: boolean;
}

/**
 * Answers a person's SQL. It may read the given tables and nothing else; the query has succeeded as a whole before
 * `use` sees its first row, and the result is held in the engine's bounded memory and temporary disk.
 * @throws LeveeError for SQL that is wrong or does more than read, for a limit that is reached, and for a cancel.
 */
export function query<T>(request: QueryRequest, use: (result: QueryResult) => Promise<T>): Promise<T> {
  return prepared(request, [], async (ready) => {
    const { connection, statement, check } = ready;
    if (statement.kind === 'plan') return use(await planOf(connection, statement, request));
    const limit = request.limits?.rows ?? DEFAULT_ROW_LIMIT;
    const { sql, linesBefore } = limited(ready, request, limit);
    const running = isSmall(ready)
      ? connection.held(sql, request.parameters)
      : streamed(connection, sql, request.parameters);
    const { columns, chunks } = await sane(running, linesBefore);
    const summary = { rows: 0, isCut: false };
    return use({
      kind: 'rows',
      columns: namedColumns(columns, request.sql),
      chunks: counted(chunks, { limit, summary, check }),
      summary,
    });
  });
}

/** A result; where it has rows without names, which the engine refuses to keep before it runs the query, with names. */
async function streamed(
  connection: EngineConnection,
  sql: string,
  parameters: QueryRequest['parameters'],
): ReturnType<EngineConnection['stream']> {
  try {
    return await connection.stream(sql, parameters);
  } catch (error) {
    if (!messageOf(error).includes('cannot be created from an unnamed struct')) throw error;
    return connection.stream(await withNamedRows(connection, sql, parameters), parameters);
  }
}

const PLAN_COLUMNS = [
  ['table_name', 'VARCHAR'],
  ['condition', 'VARCHAR'],
  ['files', 'BIGINT'],
  ['bytes', 'BIGINT'],
  ['files_pruned', 'BIGINT'],
  ['bytes_pruned', 'BIGINT'],
] as const;

/**
 * What a query would read, without running it: a row per table, and below it one per condition that lets files go, with
 * the files that it would let go by itself.
 */
export function scanPlan<T>(request: QueryRequest, use: (result: QueryResult) => Promise<T>): Promise<T> {
  return prepared(request, [], async ({ covers }) => {
    const rows = (await Promise.all(covers.map(planRows))).flat();
    const columns = PLAN_COLUMNS.map(([name, type]) => ({ name, type }));
    return use({ kind: 'rows', columns, chunks: once(rows), summary: { rows: rows.length, isCut: false } });
  });
}

async function planRows({
  table,
  files,
  bytes,
  allFiles,
  allBytes,
  pruning,
}: TableCover): Promise<EngineValue[][]> {
  const conditions = await pruning();
  return [
    [table, null, files, bytes, allFiles - files, allBytes - bytes],
    ...conditions.map(({ condition, pruned }) => [table, condition, null, null, pruned, null]),
  ];
}

interface Counting {
  readonly limit: number;
  readonly summary: { rows: number; isCut: boolean };
  readonly check: () => void;
}

async function* counted(
  chunks: QueryResult['chunks'],
  { limit, summary, check }: Counting,
): QueryResult['chunks'] & AsyncGenerator {
  for await (const chunk of chunks) {
    check();
    const room = limit === 0 ? chunk.length : Math.min(chunk.length, limit - summary.rows);
    summary.rows += room;
    summary.isCut ||= room < chunk.length;
    if (room > 0) yield chunk.slice(0, room);
  }
}

async function planOf(
  connection: EngineConnection,
  { sql, isAnalyze }: Statement,
  { parameters }: QueryRequest,
): Promise<QueryResult> {
  const explain = `EXPLAIN ${isAnalyze ? 'ANALYZE ' : ''}\n${sql}`;
  const lines = await sane(connection.rows(explain, parameters), 1);
  const columns = ['explain_key', 'explain_value'].map((name) => ({ name, type: 'VARCHAR' }));
  const rows = lines.map((line) => columns.map(({ name }) => String(line[name])));
  return { kind: 'plan', columns, chunks: once(rows), summary: { rows: rows.length, isCut: false } };
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}
