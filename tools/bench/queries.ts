import { rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { collect, measured } from './measure.ts';
import { LEVEE, OUT, simulated } from './world.ts';

const DAYS = 30;

/** Questions over 30 days of WAF rows: by Levee, and by a bare DuckDB that reads all the same Parquet files by hand. */
export function* queries(rawBytes: number): Generator<string> {
  const { folder } = simulated('waf', rawBytes, DAYS);
  const lake = join(OUT, 'lake');
  rmSync(lake, { recursive: true, force: true });
  collect(lake, folder);
  yield `before maintain\n\n${timed(lake)}\n`;
  measured([LEVEE, '--lake', lake, 'maintain']);
  yield `after maintain\n\n${timed(lake)}`;
}

const timed = (lake: string): string =>
  execFileSync(process.execPath, [join(import.meta.dirname, 'query-times.ts'), lake], { encoding: 'utf8' });
