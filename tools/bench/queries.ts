import { rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { collect, measured } from './measure.ts';
import { LEVEE, levee, OUT, simulated } from './world.ts';

const DAYS = 30;
const START = '2026-05-04';
/** Logs for planning, which does not ask how many rows there are: a little of every format. */
const PLANNING_SCALE = '0.02';

/** Questions over 30 days of WAF rows: by Levee, and by a bare DuckDB that reads all the same Parquet files by hand. */
export function* queries(rawBytes: number): Generator<string> {
  const { folder } = simulated('waf', rawBytes, DAYS);
  const lake = join(OUT, 'lake');
  rmSync(lake, { recursive: true, force: true });
  collect(lake, folder);
  yield `before maintain\n\n${timed(lake)}\n`;
  measured([LEVEE, '--lake', lake, 'maintain']);
  yield `after maintain\n\n${timed(lake)}\n`;
  yield `planning\n\n${plannedTimes()}`;
}

/** Planning over a lake of all formats, 30 days each: see `plan-times.ts`. */
function plannedTimes(): string {
  const [folder, lake] = [join(OUT, 'logs', 'planning'), join(OUT, 'planning-lake')];
  for (const path of [folder, lake]) rmSync(path, { recursive: true, force: true });
  levee('simulate', folder, '--days', String(DAYS), '--scale', PLANNING_SCALE, '--start', START);
  const s3 = ['--only', 's3-access', '--scale', '0.05', '--days', String(DAYS), '--start', START];
  levee('simulate', join(folder, 's3'), ...s3);
  measured([LEVEE, '--lake', lake, 'collect', folder]);
  measured([LEVEE, '--lake', lake, 'maintain']);
  return run('plan-times.ts', lake, MIDDLE);
}

/** A day in the middle of those that were simulated. */
const MIDDLE = '2026-05-20';

const timed = (lake: string): string => run('query-times.ts', lake);

const run = (script: string, ...parameters: readonly string[]): string =>
  execFileSync(process.execPath, [join(import.meta.dirname, script), ...parameters], { encoding: 'utf8' });
