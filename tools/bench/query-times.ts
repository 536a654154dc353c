import { openDuckdb } from '../../core/src/adapter/index.ts';
import { configOf, withLake, type Context } from '../../core/src/bin/context.ts';
import { requestFor } from '../../core/src/bin/query-answer.ts';
import { literal } from '../../core/src/port/index.ts';
import { query } from '../../core/src/query/index.ts';
import { median } from './measure.ts';
import { factsOf, QUESTIONS } from './questions.ts';

/**
 * `node tools/bench/query-times.ts LAKE [LAKE AS COLLECTED]`: times questions to a lake of WAF rows, by Levee and by a bare DuckDB that
 * reads all Parquet files below the table's folder by hand, in turn, each in an engine of its own; prints a table.
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

/** The same statement over all Parquet files below the table's folder. */
async function byHand(lake: string, sql: string): Promise<void> {
  const engine = await openDuckdb({ memory: '600MB' });
  const files = `read_parquet(${literal(`${lake}/levee/waf_logs/data/**/*.parquet`)}, hive_partitioning = false, union_by_name = true)`;
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

async function timesOf(context: Context, before: Context | undefined, sql: string): Promise<Times> {
  const times: Times = { levee: [], hand: [], leveeBefore: [], handBefore: [] };
  for (let turn = 0; turn < TURNS; turn += 1) {
    times.levee.push(await seconds(() => byLevee(context, sql)));
    times.hand.push(await seconds(() => byHand(maintained, sql)));
    if (before === undefined || collected === undefined) continue;
    times.leveeBefore.push(await seconds(() => byLevee(before, sql)));
    times.handBefore.push(await seconds(() => byHand(collected, sql)));
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

async function table(context: Context, before: Context | undefined): Promise<void> {
  const facts = await factsOf(maintained);
  process.stdout.write(`${facts.about}\n\n${head(before !== undefined)}`);
  for (const [name, sqlOf] of Object.entries(QUESTIONS))
    process.stdout.write(line(name, await timesOf(context, before, sqlOf(facts))));
}

await withLake(
  configOf({ lake: maintained }),
  (context) =>
    collected === undefined
      ? table(context, undefined)
      : withLake(configOf({ lake: collected }), (before) => table(context, before), 'read'),
  'read',
);
