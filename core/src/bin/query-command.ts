import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { QUERY_ENGINES, sizeOf, type Config } from '#config';
import { LeveeError, messageOf } from '#kernel';
import { configOf, type GlobalFlags } from './context.ts';
import { answered, OUTPUTS, sayCosts, type EngineName, type Output } from './query-answer.ts';

interface QueryFlags extends GlobalFlags {
  readonly file?: string;
  readonly output?: string;
  readonly out?: string;
  readonly limit?: string;
  readonly seconds?: string;
  readonly engine?: string;
  readonly bytes?: string;
  readonly param?: readonly string[];
  readonly explain?: boolean;
}

/** `levee query`: SQL over the lake. */
export function addQuery(program: Command): void {
  program
    .command('query')
    .argument('[sql]', 'one SELECT; or -f FILE')
    .option('-f, --file <file>', 'read the SQL from a file; - is standard input')
    .option('--output <form>', `${OUTPUTS.join(', ')} (default: table on a terminal, ndjson otherwise)`)
    .option('--out <file>', 'write to a file; parquet needs one')
    .option(
      '--engine <engine>',
      `${QUERY_ENGINES.join(', ')} (default: query.engine of levee.yaml, else duckdb)`,
    )
    .option('--limit <rows>', 'most rows, 0 for all (default 100000; says when it cuts)')
    .option('--seconds <number>', 'longest time, 0 for no limit')
    .option('--bytes <size>', 'most bytes of data files to read, such as 20GB; refused before any is opened')
    .option('--param <value...>', 'values of the ? in the SQL, in their order; bound, never pasted')
    .option('--explain', 'show which files would be read, and what lets the others go; runs nothing')
    .description('ask the lake in SQL; read-only, and nothing but the lake can be reached')
    .addHelpText(
      'after',
      '\nExamples:\n  levee query "SELECT client_ip, count(*) AS requests FROM waf_logs GROUP BY 1 ORDER BY 2 DESC LIMIT 10"\n  levee query -f question.sql --output csv > answer.csv\n  levee query "SELECT * FROM ingest_log WHERE rejects > 0"\n  levee query --explain "SELECT count(*) FROM waf_logs WHERE year = \'2026\' AND month = \'11\'"\n  levee query "SELECT * FROM waf_logs WHERE client_ip = ? LIMIT ?" --param 192.0.2.1 10\n  levee query --engine trino -f question.sql\nIn CSV a text that a spreadsheet would run (= + - @) begins with \'.',
    )
    .action((sql: string | undefined, _flags, command: Command) =>
      runQuery(sql, command.optsWithGlobals<QueryFlags>()),
    );
}

async function runQuery(given: string | undefined, flags: QueryFlags): Promise<void> {
  const sql = await sqlOf(given, flags.file);
  const output = outputOf(flags.output);
  const flagged = {
    ...numberFlag('rows', '--limit', flags.limit),
    ...numberFlag('seconds', '--seconds', flags.seconds),
    ...(flags.bytes === undefined ? {} : { bytes: bytesFlag(flags.bytes) }),
  };
  const parameters = (flags.param ?? []).map(parameterOf);
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once('SIGINT', onSignal);
  try {
    const config = configOf(flags);
    const limits = { ...config.query, ...flagged };
    const question = { sql, parameters, limits, signal: stop.signal };
    const wanted = { output, out: flags.out, isPlan: flags.explain === true };
    const summary = await answered(engineOf(flags.engine, config), config, { question, wanted });
    sayCosts(summary);
    if (summary.isCut)
      process.stderr.write(`cut after ${summary.rows.toLocaleString('en-US')} rows; --limit 0 shows all\n`);
  } finally {
    process.removeListener('SIGINT', onSignal);
  }
}

function engineOf(text: string | undefined, { query: { engine } }: Config): EngineName {
  const known = QUERY_ENGINES.find((name) => name === (text ?? engine));
  if (known !== undefined) return known;
  throw new LeveeError(`--engine takes ${QUERY_ENGINES.join(', ')}, not ${JSON.stringify(text)}`, {
    exitCode: 2,
  });
}

function outputOf(text: string | undefined): Output {
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

/** A size such as `20GB`. */
function bytesFlag(text: string): number {
  const size = sizeOf(text);
  if (size !== undefined) return size;
  throw new LeveeError(`--bytes takes a size such as 20GB or 512MiB, not ${JSON.stringify(text)}`, {
    exitCode: 2,
  });
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** As Athena's execution parameters: a number, or text, which may stand in quotes to be text for sure. */
function parameterOf(text: string): string | number | bigint {
  const quoted = /^'([^]*)'$/.exec(text)?.[1];
  if (quoted !== undefined) return quoted.replaceAll("''", "'");
  if (!NUMBER.test(text)) return text;
  return text.includes('.') ? Number(text) : BigInt(text);
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
