import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { collect, measured } from './measure.ts';
import { LEVEE, OUT, parquetBytes, simulated } from './world.ts';

/** Raw bytes of a simulated WAF record, about. */
const RECORD = 1560;

/**
 * Questions over some days of about so many WAF rows, as they were collected and after `maintain`, by Levee and by a bare DuckDB: an
 * address's rows, a day, an hour, all days.
 */
export function* queries(rows: number, days: number): Generator<string> {
  const { folder } = simulated('waf', rows * RECORD, days);
  const [lake, collected] = [join(OUT, 'lake'), join(OUT, 'lake-as-collected')];
  for (const each of [lake, collected]) rmSync(each, { recursive: true, force: true });
  collect(lake, folder);
  cpSync(lake, collected, { recursive: true });
  const maintained = measured([LEVEE, '--lake', lake, 'maintain']);
  const [before, after] = [parquetBytes(collected), parquetBytes(lake)];
  yield execFileSync(process.execPath, [join(import.meta.dirname, 'query-times.ts'), lake, collected], {
    encoding: 'utf8',
  });
  yield `\nmaintain took ${maintained.seconds.toFixed(0)} s at ${(maintained.peakBytes / 1e6).toFixed(0)} MB; Parquet ${(before / 1e6).toFixed(0)} MB before, ${((after - before) / 1e6).toFixed(0)} MB after\n`;
}
