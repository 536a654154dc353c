import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { openDuckdb } from '#adapter';
import { LeveeError, messageOf } from '#kernel';
import {
  outputText,
  query,
  queryToParquet,
  TEXT_OUTPUTS,
  type QueryRequest,
  type QuerySummary,
  type TextOutput,
} from '#query';
import { configOf, withLake, type Context, type GlobalFlags } from './context.ts';
import { queryTables, queryViews } from './query-tables.ts';
import { writeAll } from './write-all.ts';

interface QueryFlags extends GlobalFlags {
  readonly file?: string;
  readonly output?: string;
  readonly out?: string;
  readonly limit?: string;
  readonly seconds?: string;
}

const OUTPUTS = [...TEXT_OUTPUTS, 'parquet'] as const;

/** `levee query`: SQL over the lake. */
export function addQuery(program: Command): void {
  program
    .command('query')
    .argument('[sql]', 'one SELECT; or -f FILE')
    .option('-f, --file <file>', 'read the SQL from a file; - is standard input')
    .option('--output <form>', `${OUTPUTS.join(', ')} (default: table on a terminal, ndjson otherwise)`)
    .option('--out <file>', 'write to a file; parquet needs one')
    .option('--limit <rows>', 'most rows, 0 for all (default 100000; says when it cuts)')
    .option('--seconds <number>', 'longest time, 0 for no limit')
    .description('ask the lake in SQL; read-only, and nothing but the lake can be reached')
    .addHelpText(
      'after',
      '\nExamples:\n  levee query "SELECT client_ip, count(*) AS requests FROM waf_logs GROUP BY 1 ORDER BY 2 DESC LIMIT 10"\n  levee query -f question.sql --output csv > answer.csv\n  levee query "SELECT * FROM ingest_log WHERE rejects > 0"\nIn CSV a text that a spreadsheet would run (= + - @) begins with \'.',
    )
    .action((sql: string | undefined, _flags, command: Command) =>
      runQuery(sql, command.optsWithGlobals<QueryFlags>()),
    );
}

async function runQuery(given: string | undefined, flags: QueryFlags): Promise<void> {
  const sql = await sqlOf(given, flags.file);
  const output = outputOf(flags.output);
  const limits = {
    ...numberFlag('rows', '--limit', flags.limit),
    ...numberFlag('seconds', '--seconds', flags.seconds),
  };
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once('SIGINT', onSignal);
  try {
    const summary = await withLake(configOf(flags), async (context) =>
      answer({ ...(await requestFor(context, sql)), limits, signal: stop.signal }, output, flags.out),
    );
    if (summary.isCut)
      process.stderr.write(`cut after ${summary.rows.toLocaleString('en-US')} rows; --limit 0 shows all\n`);
  } finally {
    process.removeListener('SIGINT', onSignal);
  }
}

/** A request over every table of the lake, in an engine of its own. */
export async function requestFor(context: Context, sql: string): Promise<QueryRequest> {
  const { config, scratch } = context;
  return {
    sql,
    tables: await queryTables(context),
    views: await queryViews(context),
    openEngine: () => openDuckdb({ ...config.engine, tempDirectory: join(scratch, 'spill') }),
  };
}

async function answer(
  request: QueryRequest,
  output: (typeof OUTPUTS)[number],
  out: string | undefined,
): Promise<QuerySummary> {
  if (output === 'parquet') {
    if (out === undefined)
      throw new LeveeError('Parquet needs a file', { hint: 'add --out FILE.parquet', exitCode: 2 });
    return queryToParquet(request, out);
  }
  return query(request, async (result) => {
    const isTerminal = out === undefined && process.stdout.isTTY;
    await writeAll(
      outputText(result, output, { isTerminal, ...(isTerminal ? { width: process.stdout.columns } : {}) }),
      out,
    );
    return result.summary;
  });
}

function outputOf(text: string | undefined): TextOutput | 'parquet' {
  if (text === undefined) return process.stdout.isTTY ? 'table' : 'ndjson';
  const known = OUTPUTS.find((output) => output === text);
  if (known !== undefined) return known;
  throw new LeveeError(`--output takes ${OUTPUTS.join(', ')}, not ${JSON.stringify(text)}`, { exitCode: 2 });
}

function numberFlag<Name extends string>(
  name: Name,
  flag: string,
  text: string | undefined,
): { [Key in Name]?: number } {
  if (text === undefined) return {};
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new LeveeError(`${flag} takes a whole number from 0, not ${JSON.stringify(text)}`, { exitCode: 2 });
  return { [name]: value } as { [Key in Name]?: number };
}

async function sqlOf(given: string | undefined, file: string | undefined): Promise<string> {
  if ((given === undefined) === (file === undefined))
    throw new LeveeError('give SQL, or a file of it with -f', {
      hint: 'levee help query shows examples',
      exitCode: 2,
    });
  if (given !== undefined) return given;
  try {
    return await readFile(file === '-' || file === undefined ? '/dev/stdin' : file, 'utf8');
  } catch (error) {
    throw new LeveeError(`cannot read ${file}: ${messageOf(error)}`, { exitCode: 2, cause: error });
  }
}
