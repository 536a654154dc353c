import { once } from 'node:events';
import { openDuckdb } from '../../core/src/adapter/index.ts';
import { configOf, withLake } from '../../core/src/bin/context.ts';
import { byLevee, filesOf, secondsOf } from './asked-lake.ts';

/**
 * `node tools/bench/asker.ts levee|hand LAKE`, started with an IPC channel: a process that asks a lake of WAF rows, by Levee, or by a bare DuckDB
 * that reads all of the table's live Parquet files. Gets SQL, tells the seconds that the answer took; before the first, the files as the bare
 * DuckDB reads them. Ends with its channel.
 */
const [way, lake = ''] = process.argv.slice(2);

async function byHand(files: string, sql: string): Promise<void> {
  const engine = await openDuckdb({ memory: '600MB' });
  await engine.withConnection((connection) =>
    connection.rows(sql.replace('FROM waf_logs', () => `FROM ${files}`)),
  );
  engine.close();
}

await withLake(
  configOf({ lake }),
  async (context) => {
    const files = await filesOf(context);
    const ask = (sql: string): Promise<void> => (way === 'hand' ? byHand(files, sql) : byLevee(context, sql));
    const answer = async (sql: string): Promise<void> => void process.send?.(await secondsOf(() => ask(sql)));
    process.on('message', (sql) => void answer(String(sql)));
    process.send?.(files);
    await once(process, 'disconnect');
  },
  'read',
);
