import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { measured } from './measure.ts';
import { LEVEE, levee, OUT } from './world.ts';

const DAYS = 30;
const START = '2026-05-04';
/** A day in the middle of those. */
const MIDDLE = '2026-05-20';
/** Planning does not ask how many rows there are: a little of every format. */
const SCALE = '0.02';
/** S3 access logs are few in the whole. */
const S3_SCALE = '0.05';

/** Planning over a maintained lake of all formats, 30 days each: see `plan-times.ts`. */
export function* planning(): Generator<string> {
  const [folder, lake] = [join(OUT, 'logs', 'planning'), join(OUT, 'planning-lake')];
  for (const path of [folder, lake]) rmSync(path, { recursive: true, force: true });
  levee('simulate', folder, '--days', String(DAYS), '--scale', SCALE, '--start', START);
  const s3 = ['--only', 's3-access', '--scale', S3_SCALE, '--days', String(DAYS), '--start', START];
  levee('simulate', join(folder, 's3'), ...s3);
  measured([LEVEE, '--lake', lake, 'collect', folder]);
  measured([LEVEE, '--lake', lake, 'maintain']);
  yield execFileSync(process.execPath, [join(import.meta.dirname, 'plan-times.ts'), lake, MIDDLE], {
    encoding: 'utf8',
  });
}
