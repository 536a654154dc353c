import { openDuckdb } from '../../core/src/adapter/index.ts';
import { configOf, withLake, type Context } from '../../core/src/bin/context.ts';
import { requestFor } from '../../core/src/bin/query-answer.ts';
import { literal } from '../../core/src/port/index.ts';
import { query } from '../../core/src/query/index.ts';
import { median } from './measure.ts';

/** Times questions to a lake of WAF rows, Levee and a bare DuckDB in turn, each in an engine of its own; prints a table. */
const TURNS = 5;
const lake = process.argv[2] ?? '';

const QUESTIONS: Readonly<Record<string, (day: string, address: string) => string>> = {
  'requests by action of one day': (day) =>
    `SELECT action, count(*) AS n FROM waf_logs WHERE event_time >= TIMESTAMP '${day} 00:00:00 UTC' AND event_time < TIMESTAMP '${day} 00:00:00 UTC' + INTERVAL '1' DAY GROUP BY 1`,
  'one address, all columns, 30 days': (_day, address) =>
    `SELECT * FROM waf_logs WHERE client_ip = '${address}'`,
  'top 20 addresses of one day': (day) =>
    `SELECT client_ip, count(*) AS n FROM waf_logs WHERE event_time >= TIMESTAMP '${day} 00:00:00 UTC' AND event_time < TIMESTAMP '${day} 00:00:00 UTC' + INTERVAL '1' DAY GROUP BY 1 ORDER BY 2 DESC LIMIT 20`,
  'requests per hour, 30 days': () =>
    `SELECT date_trunc('hour', event_time) AS hour, count(*) AS n FROM waf_logs GROUP BY 1`,
  'requests by country, 30 days': () => `SELECT httprequest.country, count(*) AS n FROM waf_logs GROUP BY 1`,
};

async function seconds(use: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await use();
  return (performance.now() - startedAt) / 1000;
}

const byLevee = async (context: Context, sql: string): Promise<void> =>
  query(await requestFor(context, sql), async ({ chunks }) => void (await Array.fromAsync(chunks)));

/** The same statement over all Parquet files below the table's folder. */
async function byHand(sql: string): Promise<void> {
  const engine = await openDuckdb({ memory: '600MB' });
  const files = `read_parquet(${literal(`${lake}/levee/waf_logs/data/**/*.parquet`)}, hive_partitioning = false, union_by_name = true)`;
  await engine.withConnection((connection) =>
    connection.rows(sql.replace('FROM waf_logs', () => `FROM ${files}`)),
  );
  engine.close();
}

async function factsOf(context: Context): Promise<{ rows: number; day: string; address: string }> {
  const [described, request] = [
    await context.lake.describe('waf_logs'),
    await requestFor(
      context,
      'SELECT client_ip FROM waf_logs GROUP BY 1 HAVING count(*) BETWEEN 20 AND 60 ORDER BY 1 LIMIT 1',
    ),
  ];
  const rows = await query(request, ({ chunks }) => Array.fromAsync(chunks));
  return {
    rows: described?.rows ?? 0,
    day: (described?.lastEvent ?? '').slice(0, 10),
    address: JSON.stringify(rows[0]?.[0]?.[0]).slice(1, -1),
  };
}

await withLake(
  configOf({ lake }),
  async (context) => {
    const { rows, day, address } = await factsOf(context);
    process.stdout.write(
      `${rows.toLocaleString('en-US')} rows\n\n| question | levee s | by hand s | by hand ÷ levee |\n| --- | --- | --- | --- |\n`,
    );
    for (const [name, sqlOf] of Object.entries(QUESTIONS)) {
      const sql = sqlOf(day, address);
      const [levee, hand]: [number[], number[]] = [[], []];
      for (let turn = 0; turn < TURNS; turn += 1) {
        levee.push(await seconds(() => byLevee(context, sql)));
        hand.push(await seconds(() => byHand(sql)));
      }
      const ratio = median(hand) / median(levee);
      process.stdout.write(
        `| ${name} | ${median(levee).toFixed(3)} | ${median(hand).toFixed(3)} | ${ratio.toFixed(2)} |\n`,
      );
    }
  },
  'read',
);
