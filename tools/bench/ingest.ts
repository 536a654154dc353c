import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { HAND_WRITTEN } from './hand-written.ts';
import { collect, median, measured, type Measure } from './measure.ts';
import { OUT, parquetBytes, simulated, type Input } from './world.ts';

const TURNS = 3;

interface Case extends Input {
  readonly format: string;
  readonly parquet: number;
  readonly byLevee: readonly Measure[];
  readonly byHand: readonly Measure[];
}

function run(format: string, rawBytes: number): Case {
  const input = simulated(format, rawBytes);
  const { folder } = input;
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
    byLevee.push(collect(lake, folder));
    byHand.push(measured([join(import.meta.dirname, 'copy.ts'), copy]));
  }
  return { ...input, format, parquet: parquetBytes(lake), byLevee, byHand };
}

function line({ format, raw, stored, objects, parquet, byLevee, byHand }: Case): string {
  const ratios = byLevee.map((measure, turn) => (byHand[turn]?.seconds ?? Number.NaN) / measure.seconds);
  const speed = (measures: readonly Measure[]) =>
    (raw / 1e6 / median(measures.map(({ seconds }) => seconds))).toFixed(0);
  const memory = (measures: readonly Measure[]) =>
    (Math.max(...measures.map(({ peakBytes }) => peakBytes)) / 1e6).toFixed(0);
  return `| ${format} | ${(raw / 1e6).toFixed(0)} | ${objects} | ${speed(byLevee)} | ${speed(byHand)} | **${median(ratios).toFixed(2)}** | ${memory(byLevee)} | ${memory(byHand)} | ${(parquet / stored).toFixed(2)} |\n`;
}

/** Ingest by `levee collect` against the best hand-written COPY over the same objects, in turn in one run. */
export function* ingest(rawBytes: number): Generator<string> {
  yield '| format | raw MB | objects | levee MB/s | by hand MB/s | ratio | levee peak MB | by hand peak MB | Parquet / gzip |\n';
  yield `|${' --- |'.repeat(9)}\n`;
  for (const { format } of HAND_WRITTEN) yield line(run(format, rawBytes));
}
