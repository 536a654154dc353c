import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { LEVEE } from './world.ts';

/** What a whole process took. */
export interface Measure {
  readonly seconds: number;
  /** Largest resident set, where /usr/bin/time or /proc tells it. */
  readonly peakBytes: number;
}

/** Runs a script with this Node and measures it from outside. */
export function measured(parameters: readonly string[]): Measure {
  const script = `process.on('exit', () => process.stderr.write('PEAK ' + process.resourceUsage().maxRSS + '\\n'));`;
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(script)}`, ...parameters],
    { encoding: 'utf8' },
  );
  const seconds = (performance.now() - startedAt) / 1000;
  if (status !== 0) throw new Error(`${parameters.join(' ').slice(0, 200)} failed: ${stderr.slice(-2000)}`);
  const peaks = [...stderr.matchAll(/^PEAK (\d+)$/gm)].map((match) => Number(match[1]));
  return { seconds, peakBytes: Math.max(0, ...peaks) * 1024 };
}

/** `levee collect` of the simulated objects below a folder. */
export const collect = (lake: string, folder: string): Measure =>
  measured([LEVEE, '--lake', lake, 'collect', join(folder, 'AWSLogs')]);

export const median = (numbers: readonly number[]): number =>
  numbers.toSorted((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? Number.NaN;
