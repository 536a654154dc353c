import { openDuckdb } from '../../core/src/adapter/index.ts';
import { configOf, withLake, type Context } from '../../core/src/bin/context.ts';
import { requestFor } from '../../core/src/bin/query-answer.ts';
import { literal } from '../../core/src/port/index.ts';
import { query } from '../../core/src/query/index.ts';
import { median } from './measure.ts';
import { factsOf, QUESTIONS } from './questions.ts';

/**
 * `node tools/bench/query-times.ts LAKE [LAKE AS COLLECTED]`: times questions to a lake of WAF rows, by Levee and by a bare DuckDB that
 * reads all of the table's Parquet files by hand, in turn, each in an engine of its own; prints a table. `BENCH_TURNS`: 5.
 */
const TURNS = Number(process.env['BENCH_TURNS'] ?? 5);
const [maintained = '', collected] = process.argv.slice(2);

async function seconds(use: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await use();
  return (performance.now() - startedAt) / 1000;
}

const byLevee = async (context: Context, sql: string): Promise<void> =>
  query(await requestFor(context, sql), async ({ chunks }) => void (await Array.fromAsync(chunks)));

/** A lake of WAF rows, and its live files as a bare DuckDB reads them. */
interface Asked {
  readonly context: Context;
  readonly files: string;
}

/** Only live files: those of earlier snapshots lie beside them. */
async function asked(context: Context): Promise<Asked> {
  const scan = await context.lake.scan('waf_logs');
  const paths = (scan?.files ?? []).map(({ path }) => literal(path));
  return {
    context,
    files: `read_parquet([${paths.join(', ')}], hive_partitioning = false, union_by_name = true)`,
  };
}

async function byHand({ files }: Asked, sql: string): Promise<void> {
  const engine = await openDuckdb({ memory: '600MB' });
  await engine.withConnection((connection) =>
    connection.rows(sql.replace('FROM waf_logs', () => `FROM ${files}`)),
  );
  engine.close();
}

interface Times {
  readonly levee: number[];
  readonly hand: number[];
  readonly leveeBefore: number[];
  readonly handBefore: number[];
}

async function timesOf(after: Asked, before: Asked | undefined, sql: string): Promise<Times> {
  const times: Times = { levee: [], hand: [], leveeBefore: [], handBefore: [] };
  for (let turn = 0; turn < TURNS; turn += 1) {
    times.levee.push(await seconds(() => byLevee(after.context, sql)));
    times.hand.push(await seconds(() => byHand(after, sql)));
    if (before === undefined) continue;
    times.leveeBefore.push(await seconds(() => byLevee(before.context, sql)));
    times.handBefore.push(await seconds(() => byHand(before, sql)));
  }
  return times;
}

/** A question's line: the medians, and how many times faster Levee is than each of the others. */
function line(name: string, { levee, hand, leveeBefore, handBefore }: Times): string {
  const own = median(levee);
  const columns = [hand, leveeBefore, handBefore].flatMap((times) =>
    times.length === 0 ? [] : [median(times).toFixed(3), (median(times) / own).toFixed(2)],
  );
  return `| ${[name, own.toFixed(3), ...columns].join(' | ')} |\n`;
}

function head(isCompared: boolean): string {
  const columns = ['question', 'levee s', 'by hand s', 'ratio'];
  if (isCompared) columns.push('levee, as collected s', 'ratio', 'by hand, as collected s', 'ratio');
  return `| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}\n`;
}

async function table(after: Asked, before: Asked | undefined): Promise<void> {
  const facts = await factsOf(after.files);
  process.stdout.write(`${facts.about}\n\n${head(before !== undefined)}`);
  for (const [name, sqlOf] of Object.entries(QUESTIONS))
    process.stdout.write(line(name, await timesOf(after, before, sqlOf(facts))));
}

await withLake(
  configOf({ lake: maintained }),
  async (context) => {
    const after = await asked(context);
    if (collected === undefined) return table(after, undefined);
    return withLake(configOf({ lake: collected }), async (old) => table(after, await asked(old)), 'read');
  },
  'read',
);
