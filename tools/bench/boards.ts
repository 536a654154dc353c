import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { collect, measured } from './measure.ts';
import { LEVEE, OUT, simulated } from './world.ts';

const DAYS = 2;
/** WAF rows of a day, about, and raw bytes of one. */
const ROWS = 700_000;
const RECORD = 1600;

/**
 * The page's questions by `levee serve`: a board, histogram, rows and top values over 24 hours and over 30 days. Of the
 * lake in `BENCH_LAKE` where that is given, else of one of two days.
 */
export function* boards(): Generator<string> {
  const given = process.env['BENCH_LAKE'];
  const lake = given ?? join(OUT, 'lake');
  if (given === undefined) {
    rmSync(lake, { recursive: true, force: true });
    collect(lake, simulated('waf', ROWS * RECORD * DAYS, DAYS).folder);
    measured([LEVEE, '--lake', lake, 'maintain']);
  }
  const script = join(import.meta.dirname, 'board-times.ts');
  yield execFileSync(process.execPath, [script, lake], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
