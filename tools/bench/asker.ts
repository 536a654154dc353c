import { once } from 'node:events';
import { openDuckdb } from '../../core/src/adapter/index.ts';
import { configOf, withLake, type Context } from '../../core/src/bin/context.ts';
import { requestFor } from '../../core/src/bin/query-answer.ts';
import { literal } from '../../core/src/port/index.ts';
import { query } from '../../core/src/query/index.ts';

/**
 * `node tools/bench/asker.ts levee|hand LAKE`, started with an IPC channel: a process that asks a lake of WAF rows, by Levee, or by a bare DuckDB
 * that reads all of the table's live Parquet files. Gets SQL, tells the seconds that the answer took; before the first, the files as the bare
 * DuckDB reads them. Ends with its channel.
 */
const [way, lake = ''] = process.argv.slice(2);

const byLevee = async (context: Context, sql: string): Promise<void> =>
  query(await requestFor(context, sql), async ({ chunks }) => void (await Array.fromAsync(chunks)));

/** Only live files: those of earlier snapshots lie beside them. */
async function filesOf(context: Context): Promise<string> {
  const scan = await context.lake.scan('waf_logs');
  const paths = (scan?.files ?? []).map(({ path }) => literal(path));
  return `read_parquet([${paths.join(', ')}], hive_partitioning = false, union_by_name = true)`;
}

async function byHand(files: string, sql: string): Promise<void> {
  const engine = await openDuckdb({ memory: '600MB' });
  await engine.withConnection((connection) =>
    connection.rows(sql.replace('FROM waf_logs', () => `FROM ${files}`)),
  );
  engine.close();
}

async function answer(ask: (sql: string) => Promise<void>, sql: string): Promise<void> {
  const startedAt = performance.now();
  await ask(sql);
  process.send?.((performance.now() - startedAt) / 1000);
}

await withLake(
  configOf({ lake }),
  async (context) => {
    const files = await filesOf(context);
    const ask = (sql: string): Promise<void> => (way === 'hand' ? byHand(files, sql) : byLevee(context, sql));
    process.on('message', (sql) => void answer(ask, String(sql)));
    process.send?.(files);
    await once(process, 'disconnect');
  },
  'read',
);
