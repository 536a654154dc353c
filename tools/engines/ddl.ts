import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { literal } from '../../core/src/port/index.ts';
import { asked, embedded, inOrder, told, withQueryLake } from './asking.ts';
import { pythonWith } from './install.ts';
import type { Report } from './report.ts';
import { trinoQuery } from './trino-client.ts';
import { MADE_CATALOG } from './trino-server.ts';
import type { OnTrino } from './views.ts';

const CLI = join(import.meta.dirname, '../../core/src/bin/levee.ts');

/** The statements that `levee ddl` prints. */
export function ddl(...flags: string[]): string[] {
  const { status, stdout } = spawnSync(process.execPath, [CLI, 'ddl', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`levee ddl ${flags.join(' ')} ended with ${status}`);
  return statementsOf(stdout);
}

/** Each ends with a semicolon at the end of a line; a text with one there would be cut, and fail. */
const statementsOf = (text: string): string[] =>
  text
    .split(/;\n/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');

/** Small tables that are filled in the catalog where the statements have run. */
const FILLED = ['s3_access_logs', 'alb_access_logs', 'guardduty_findings'];

/** The statements for Trino run on a real one; what they make has the lake's columns, and its views the lake's rows. */
export async function checkTrinoDdl(on: OnTrino, report: Report): Promise<void> {
  const { folder, server } = on;
  const run = (sql: string) => trinoQuery(server, sql);
  const made = ddl('--engine', 'trino', '--catalog', MADE_CATALOG);
  await report.attempt('Trino runs levee ddl', async () => {
    for (const sql of [...made, ...made]) await run(sql);
    report.equal('Trino runs levee ddl, twice over: statements', made.length > 10, true);
  });
  await checkColumns(run, [...on.tables, ...on.views], report);
  await report.attempt('Trino: rows of the views that levee ddl made', async () => {
    for (const table of FILLED)
      await run(`INSERT INTO ${MADE_CATALOG}.levee.${table} SELECT * FROM levee.levee.${table}`);
    await equalRows(folder, server, { schema: 'levee', report });
  });
  await report.attempt('Trino attaches the tables by levee ddl --register', async () => {
    const lake = join(folder, 'lake');
    for (const sql of ddl(
      '--engine',
      'trino',
      '--catalog',
      MADE_CATALOG,
      '--schema',
      'attached',
      '--register',
      '--lake',
      lake,
    ))
      await run(sql);
    await equalRows(folder, server, { schema: 'attached', report });
  });
}

/** What runs a statement. */
type Run = (sql: string) => Promise<{ readonly rows: readonly (readonly (string | null)[])[] }>;

async function checkColumns(run: Run, names: readonly string[], report: Report): Promise<void> {
  const columns = (catalog: string) =>
    run(
      `SELECT table_name, column_name, data_type FROM ${catalog}.information_schema.columns WHERE table_schema = 'levee' AND table_name IN (${names.map(literal).join(', ')}) ORDER BY table_name, ordinal_position`,
    );
  await report.attempt('Trino: columns of what levee ddl made', async () => {
    const [found, expected] = [await columns(MADE_CATALOG), await columns('levee')];
    report.equal(
      `Trino: ${expected.rows.length} columns of tables and views as in the lake`,
      found.rows,
      expected.rows,
    );
  });
}

const READ = {
  access_logs:
    'SELECT time, requestip, requestmethod, requesturi, statuscode, useragent, bytes, host, event_time, table_name FROM access_logs',
  guardduty_logs: 'SELECT type, createdate, updatedate, account_id FROM guardduty_logs',
};

async function equalRows(
  folder: string,
  server: string,
  { schema, report }: { schema: string; report: Report },
): Promise<void> {
  const trino = asked(server, { isAsItIs: true });
  await withQueryLake(folder, async (context) => {
    const levee = await embedded(context);
    for (const [view, sql] of Object.entries(READ)) {
      const there = sql.replace(/FROM .*/, `FROM ${MADE_CATALOG}.${schema}.${view}`);
      const [found, expected] = [inOrder(await told(trino, there)), inOrder(await told(levee, sql))];
      report.equal(
        `Trino ${MADE_CATALOG}.${schema}.${view}: ${expected.rows.length} rows`,
        found.rows,
        expected.rows,
      );
    }
  });
  await trino.close();
}

const SQLGLOT = 'sqlglot==30.30.0';
/** Reads statements as JSON and says of each what the grammar makes of it: a command is what it did not understand. */
const PARSE = `
import json, sys, sqlglot
for sql in json.load(sys.stdin):
    try:
        tree = sqlglot.parse_one(sql, dialect=sys.argv[1])
        print(tree.key + " " + str(tree.args.get("kind") or ""))
    except Exception as error:
        print("error " + " ".join(str(error).split()))
`;

/** The statements for Athena and Spark, by a grammar of those dialects: Athena itself cannot be had here. */
export function checkGrammar(engine: 'athena' | 'spark', report: Report): void {
  const python = join(pythonWith('sqlglot', [SQLGLOT]), 'bin/python');
  const statements = ddl('--engine', engine, '--location', 's3://amzn-s3-demo-bucket/lake/levee');
  const { stdout } = spawnSync(python, ['-c', PARSE, engine], {
    input: JSON.stringify(statements),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const expected = statements.map((sql) => {
    const [, kind = ''] = /^CREATE (?:OR REPLACE )?(\w+)/.exec(sql) ?? [];
    return `create ${kind}`;
  });
  report.equal(
    `${engine}: ${statements.length} statements of levee ddl by the grammar`,
    stdout.trim().split('\n'),
    expected,
  );
}
