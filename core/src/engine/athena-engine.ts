import type { ColumnInfo, GetQueryResultsOutput, QueryExecution } from '@aws-sdk/client-athena';
import { inert, LeveeError } from '#kernel';
import type { EngineValue, SqlAnswer, SqlEngine, SqlQuestion, SqlSummary } from '#port';
import { cellText, DEFAULT_ROW_LIMIT, markAt } from '#query';
import { costOf, DEFAULT_PRICE } from './athena-cost.ts';
import { AthenaSession, type AthenaOptions } from './athena-session.ts';
import { cellReader, columnOf } from './athena-value.ts';
import { deadlineOf, tooMuch, type Deadline } from './deadline.ts';
import { presentViews } from './present-views.ts';
import { byteOffset } from './read-only.ts';
import type { DistributedLake } from './rewrite-tables.ts';
import { rewritten, type Rewritten } from './rewrite.ts';
import { constant } from './sql-literal.ts';

/** Asks Athena, in whose database the lake's tables are. */
export function athenaEngine(options: AthenaOptions, lake: DistributedLake): SqlEngine {
  const session = new AthenaSession(options);
  const price = options.dollarsPerTerabyte ?? DEFAULT_PRICE;
  const present = presentViews(lake, (all) => tablesOf({ session, lake: all, price, question: ALL_TABLES }));
  return {
    name: 'athena',
    query: async (question, use) => ask({ session, lake: await present(question.sql), price, question }, use),
    close: () => session.close(),
  };
}

const ALL_TABLES: SqlQuestion = { sql: 'SHOW TABLES', limits: { rows: 0 } };

const tablesOf = (asking: Asking): Promise<string[]> =>
  ask(asking, async ({ chunks }) =>
    (await Array.fromAsync(chunks)).flat().map(([name]) => (cellText(name ?? null) ?? '').trim()),
  );

interface Asking {
  readonly session: AthenaSession;
  readonly lake: DistributedLake;
  readonly price: number;
  readonly question: SqlQuestion;
}

async function ask<T>(asking: Asking, use: (answer: SqlAnswer) => Promise<T>): Promise<T> {
  const { session, lake, price, question } = asking;
  const statement = rewritten(question, 'athena', lake);
  const deadline = deadlineOf(question);
  try {
    deadline.check();
    const parameters = (question.parameters ?? []).map(constant);
    const id = await session.start(statement.sql, parameters, deadline);
    const execution = await ended({ session, id, deadline, mostBytes: question.limits?.bytes ?? 0 });
    if (execution.Status?.State !== 'SUCCEEDED') throw problemOf(execution, question, statement);
    const first = await session.page(id, undefined, deadline);
    const summary = { rows: 0, isCut: false, queryId: id, ...spent(execution, price) };
    return await use(answerOf({ session, id, deadline, question, statement, summary }, first));
  } catch (error) {
    throw deadline.reason(error);
  }
}

interface Ending {
  readonly session: AthenaSession;
  readonly id: string;
  readonly deadline: Deadline;
  /** 0 for no limit. */
  readonly mostBytes: number;
}

/** Waits for the end, and gives the query up when the wait ends otherwise. */
async function ended({ session, id, deadline, mostBytes }: Ending): Promise<QueryExecution> {
  const watch = ({ Statistics: { DataScannedInBytes: bytes = 0 } = {} }: QueryExecution) => {
    if (mostBytes > 0 && bytes > mostBytes) throw tooMuch(bytes, mostBytes);
  };
  try {
    return await session.ended(id, deadline, watch);
  } catch (error) {
    await session.stop(id);
    throw error;
  }
}

/** Bytes and dollars; statements that scan nothing by their nature, and results of earlier queries, are free. */
function spent(
  { Statistics: statistics, StatementType: type }: QueryExecution,
  price: number,
): Partial<SqlSummary> {
  const bytes = statistics?.DataScannedInBytes;
  const isReused = statistics?.ResultReuseInformation?.ReusedPreviousResult === true;
  const isFree = isReused || type === 'DDL';
  return {
    ...(bytes === undefined ? {} : { scannedBytes: bytes, costUsd: isFree ? 0 : costOf(bytes, price) }),
    ...(isReused ? { isReused } : {}),
  };
}

interface Answering {
  readonly session: AthenaSession;
  readonly id: string;
  readonly deadline: Deadline;
  readonly question: SqlQuestion;
  readonly statement: Rewritten;
  readonly summary: { -readonly [Key in keyof SqlSummary]: SqlSummary[Key] };
}

function answerOf(answering: Answering, first: GetQueryResultsOutput): SqlAnswer {
  const infos = first.ResultSet?.ResultSetMetadata?.ColumnInfo ?? [];
  return {
    kind: answering.statement.kind === 'plan' ? 'plan' : 'rows',
    columns: infos.map(columnOf),
    chunks: chunksOf(answering, first, infos),
    summary: answering.summary,
  };
}

async function* chunksOf(
  answering: Answering,
  first: GetQueryResultsOutput,
  infos: readonly ColumnInfo[],
): AsyncGenerator<readonly (readonly EngineValue[])[]> {
  const { session, id, deadline, statement, summary } = answering;
  const readers = infos.map(cellReader);
  const hasHeader = statement.kind !== 'show' && isHeader(textsOf(first)[0], infos);
  let page = first;
  for (;;) {
    deadline.check();
    const texts = kept(hasHeader && page === first ? textsOf(page).slice(1) : textsOf(page), answering);
    if (texts.length > 0) yield texts.map((row) => readers.map((read, at) => read(row[at])));
    if (summary.isCut || page.NextToken === undefined) return;
    page = await session.page(id, page.NextToken, deadline);
  }
}

/** As many rows as the limit leaves. */
function kept(texts: readonly Texts[], { question, summary }: Answering): readonly Texts[] {
  const limit = question.limits?.rows ?? DEFAULT_ROW_LIMIT;
  const room = limit === 0 ? texts.length : Math.min(texts.length, limit - summary.rows);
  summary.rows += room;
  summary.isCut ||= room < texts.length;
  return texts.slice(0, room);
}

type Texts = readonly (string | undefined)[];

const textsOf = ({ ResultSet: set }: GetQueryResultsOutput): Texts[] =>
  (set?.Rows ?? []).map(({ Data: cells = [] }) => cells.map(({ VarCharValue: text }) => text));

/** The first row of a query's first page is the names of its columns. */
const isHeader = (row: Texts | undefined, infos: readonly ColumnInfo[]): boolean =>
  row !== undefined && row.length === infos.length && infos.every(({ Name: name }, at) => row[at] === name);

/** AthenaError's category of mistakes in the query (https://docs.aws.amazon.com/athena/latest/ug/error-reference.html). */
const USER_ERROR = 2;

function problemOf(execution: QueryExecution, question: SqlQuestion, statement: Rewritten): LeveeError {
  const { Status: status = {}, QueryExecutionId: id = '' } = execution;
  if (status.State === 'CANCELLED')
    return new LeveeError(`Athena's query ${inert(id)} was cancelled by somebody else`, {
      hint: "the workgroup's limit of bytes per query may have done it: ask for a shorter time or fewer columns",
    });
  const said = status.StateChangeReason ?? status.AthenaError?.ErrorMessage ?? 'the query failed';
  const text = inert(said.replace(/\bline \d+:\d+: ?/, '').slice(0, LONGEST_MESSAGE));
  const isOwn = status.AthenaError?.ErrorCategory === USER_ERROR;
  return new LeveeError(`${text}${placeOf(said, question, statement)}`, {
    hint: isOwn
      ? 'mend the SQL; DESCRIBE and a table show its columns'
      : `Athena's query ${inert(id)} says more in its console`,
    exitCode: isOwn ? 2 : 1,
  });
}

const LONGEST_MESSAGE = 2000;

/** The line and column that a message names, marked in the person's SQL. */
function placeOf(said: string, { sql }: SqlQuestion, statement: Rewritten): string {
  const [, line, column] = /\bline (\d+):(\d+)/.exec(said) ?? [];
  if (line === undefined) return '';
  return markAt(sql, byteOffset(sql, statement.offsetOf(Number(line), Number(column))));
}
