import type { Context } from '../../core/src/bin/context.ts';
import { requestFor } from '../../core/src/bin/query-answer.ts';
import { literal } from '../../core/src/port/index.ts';
import { query } from '../../core/src/query/index.ts';

/** Asks a lake by Levee, and reads the answer whole. */
export const byLevee = async (context: Context, sql: string): Promise<void> =>
  query(await requestFor(context, sql), async ({ chunks }) => void (await Array.fromAsync(chunks)));

/** The WAF rows of a lake as a bare DuckDB reads them: only live files, as those of earlier snapshots lie beside them. */
export async function filesOf(context: Context): Promise<string> {
  const scan = await context.lake.scan('waf_logs');
  const paths = (scan?.files ?? []).map(({ path }) => literal(path));
  return `read_parquet([${paths.join(', ')}], hive_partitioning = false, union_by_name = true)`;
}

/** Seconds that something takes. */
export async function secondsOf(use: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await use();
  return (performance.now() - startedAt) / 1000;
}
