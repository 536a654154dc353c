import type { Config, QUERY_ENGINES } from '#config';
import { duckdbEngine } from '#engine';
import { bytesText, inert, LeveeError } from '#kernel';
import type { SqlAnswer, SqlQuestion, SqlSummary } from '#port';
import { outputText, queryToParquet, scanPlan, TEXT_OUTPUTS, type QueryRequest } from '#query';
import { withLake, type Context } from './context.ts';
import { queryTables } from './query-tables.ts';
import { writeAll } from './write-all.ts';

/** Forms that an answer can be written in. */
export const OUTPUTS = [...TEXT_OUTPUTS, 'parquet'] as const;
export type Output = (typeof OUTPUTS)[number];

export type EngineName = (typeof QUERY_ENGINES)[number];

/** What becomes of an answer. */
interface Wanted {
  readonly output: Output;
  readonly out: string | undefined;
  /** Only what would be read. */
  readonly isPlan: boolean;
}

/** A question and what becomes of its answer. */
interface Asking {
  readonly question: SqlQuestion;
  readonly wanted: Wanted;
}

/** Asks the engine and writes the answer; a distributed one needs no lake on this machine. */
export function answered(name: EngineName, config: Config, asking: Asking): Promise<SqlSummary> {
  return name === 'duckdb'
    ? withLake(config, (context) => embeddedAnswer(context, asking), 'read')
    : remoteAnswer(name, config, asking);
}

async function embeddedAnswer(context: Context, { question, wanted }: Asking): Promise<SqlSummary> {
  const request = await requestFor(context, question.sql);
  const { output, out, isPlan } = wanted;
  if (output === 'parquet' && !isPlan) return queryToParquet({ ...request, ...question }, fileOf(out));
  if (isPlan) return scanPlan({ ...request, ...question }, (answer) => written(answer, wanted));
  return duckdbEngine(request).query(question, (answer) => written(answer, wanted));
}

async function remoteAnswer(
  name: Exclude<EngineName, 'duckdb'>,
  config: Config,
  { question, wanted }: Asking,
): Promise<SqlSummary> {
  if (wanted.isPlan)
    throw wrong(
      '--explain shows what the embedded engine would read',
      `write EXPLAIN SELECT … for ${name}'s own plan`,
    );
  if (wanted.output === 'parquet')
    throw wrong('only the embedded engine writes Parquet', 'take --engine duckdb, or --output ndjson or csv');
  const { withRemoteEngine } = await import('./remote-engine.ts');
  return withRemoteEngine(name, config, (engine) =>
    engine.query(question, (answer) => written(answer, wanted)),
  );
}

/** A request over every table of the lake, in an engine of its own. */
export async function requestFor(context: Context, sql: string): Promise<QueryRequest> {
  const { openEngine, kept } = context;
  return {
    sql,
    ...(await queryTables(context)),
    openEngine,
    kept,
  };
}

async function written(answer: SqlAnswer, { output, out }: Wanted): Promise<SqlSummary> {
  if (output === 'parquet') throw wrong('--explain cannot be written as Parquet', 'choose another output');
  const isTerminal = out === undefined && process.stdout.isTTY;
  await writeAll(
    outputText(answer, output, { isTerminal, ...(isTerminal ? { width: process.stdout.columns } : {}) }),
    out,
  );
  return answer.summary;
}

function fileOf(out: string | undefined): string {
  if (out !== undefined) return out;
  throw wrong('Parquet needs a file', 'add --out FILE.parquet');
}

/** What a distributed engine did for an answer, on stderr. */
export function sayCosts({ queryId, scannedBytes, costUsd, isReused }: SqlSummary): void {
  if (queryId === undefined) return;
  const said = [
    `query ${queryId}`,
    ...(scannedBytes === undefined ? [] : [`${bytesText(scannedBytes)} scanned`]),
    ...(costUsd === undefined ? [] : [`$${costUsd.toFixed(costUsd < 0.01 ? 6 : 2)}`]),
    ...(isReused === true ? ["an earlier query's result"] : []),
  ];
  process.stderr.write(`${inert(said.join(', '))}\n`);
}

const wrong = (message: string, hint: string): LeveeError => new LeveeError(message, { hint, exitCode: 2 });
