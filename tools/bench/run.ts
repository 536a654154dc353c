import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { HAND_WRITTEN } from './hand-written.ts';
import { measured, type Measure } from './measure.ts';

/**
 * `npm run bench [raw megabytes per format]`: ingest by `levee collect` against the best hand-written COPY over the same
 * objects, in turn in one run. Prints a Markdown table. Figures are ratios: the machine may be shared.
 */
const ROOT = resolve(import.meta.dirname, '../..');
const OUT = join(ROOT, 'bench-out');
const LEVEE = join(ROOT, 'core/src/bin/levee.ts');
const RAW_BYTES = Number(process.argv[2] ?? 420) * 1e6;
const TURNS = 3;

/** Raw bytes that scale 1 writes per day of each format, about. */
const BYTES_PER_DAY: Readonly<Record<string, number>> = {
  waf: 43e6,
  cloudtrail: 13e6,
  'alb-access': 16e6,
  'vpc-flow': 5e6,
};

const levee = (...parameters: string[]): void => {
  execFileSync(process.execPath, [LEVEE, ...parameters], { stdio: ['ignore', 'ignore', 'inherit'] });
};

function objectsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.gz'))
    .map((name) => join(folder, name));
}

/** Simulated objects of a format: about as many raw bytes as asked for, in large objects. */
function input(format: string): { folder: string; raw: number; stored: number; objects: number } {
  const folder = join(OUT, 'logs', format);
  rmSync(folder, { recursive: true, force: true });
  const scale = RAW_BYTES / (BYTES_PER_DAY[format] ?? 10e6);
  levee(
    'simulate',
    folder,
    '--days',
    '1',
    '--scale',
    String(scale),
    '--only',
    format,
    '--start',
    '2026-05-04',
  );
  const paths = objectsBelow(folder);
  const stored = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  const raw = paths.reduce((sum, path) => sum + gunzipSync(readFileSync(path)).length, 0);
  return { folder, raw, stored, objects: paths.length };
}

interface Case {
  readonly format: string;
  readonly raw: number;
  readonly stored: number;
  readonly objects: number;
  readonly parquet: number;
  readonly byLevee: readonly Measure[];
  readonly byHand: readonly Measure[];
}

function run(format: string): Case {
  const { folder, raw, stored, objects } = input(format);
  const copy =
    HAND_WRITTEN.find((each) => each.format === format)?.copy(
      `${folder}/AWSLogs/**/*.gz`,
      join(OUT, 'hand.parquet'),
    ) ?? '';
  const byLevee: Measure[] = [];
  const byHand: Measure[] = [];
  const lake = join(OUT, 'lake');
  for (let turn = 0; turn < TURNS; turn += 1) {
    rmSync(lake, { recursive: true, force: true });
    byLevee.push(measured([LEVEE, '--lake', lake, 'collect', join(folder, 'AWSLogs')]));
    byHand.push(measured([join(import.meta.dirname, 'copy.ts'), copy]));
  }
  const parquet = readdirSync(join(lake, 'levee'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .reduce((sum, name) => sum + statSync(join(lake, 'levee', name)).size, 0);
  return { format, raw, stored, objects, parquet, byLevee, byHand };
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? Number.NaN;

function line({ format, raw, stored, objects, parquet, byLevee, byHand }: Case): string {
  const ratios = byLevee.map((measure, turn) => (byHand[turn]?.seconds ?? Number.NaN) / measure.seconds);
  const speed = (measures: readonly Measure[]) =>
    (raw / 1e6 / median(measures.map(({ seconds }) => seconds))).toFixed(0);
  const memory = (measures: readonly Measure[]) =>
    (Math.max(...measures.map(({ peakBytes }) => peakBytes)) / 1e6).toFixed(0);
  return `| ${format} | ${(raw / 1e6).toFixed(0)} | ${objects} | ${speed(byLevee)} | ${speed(byHand)} | **${median(ratios).toFixed(2)}** | ${memory(byLevee)} | ${memory(byHand)} | ${(parquet / stored).toFixed(2)} |`;
}

mkdirSync(OUT, { recursive: true });
const head =
  '| format | raw MB | objects | levee MB/s | by hand MB/s | ratio | levee peak MB | by hand peak MB | Parquet / gzip |';
process.stdout.write(
  `${cpus().length} × ${cpus()[0]?.model ?? ''}, ${(totalmem() / 1e9).toFixed(0)} GB\n\n${head}\n|${' --- |'.repeat(9)}\n`,
);
for (const { format } of HAND_WRITTEN) process.stdout.write(`${line(run(format))}\n`);
