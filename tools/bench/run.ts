import { mkdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { boards } from './boards.ts';
import { ingest } from './ingest.ts';
import { knownObjects } from './known-objects.ts';
import { needle, queries } from './lake-queries.ts';
import { memory } from './memory.ts';
import { planning } from './planning.ts';
import { manySmallObjects } from './small-objects.ts';
import { OUT } from './world.ts';

/**
 * `npm run bench [case …]`: every case, or the named ones, one line or table each. Figures are ratios in one run: the
 * machine may be shared. `BENCH_MB` is the raw text per format of the case `ingest`, `BENCH_ROWS` the
 * rows of the case `queries`: 20 million take about an hour and 10 GB of disk.
 */
const RAW_BYTES = Number(process.env['BENCH_MB'] ?? 420) * 1e6;

const CASES: Readonly<Record<string, () => Iterable<string>>> = {
  ingest: () => ingest(RAW_BYTES),
  'small-objects': manySmallObjects,
  memory,
  'known-objects': knownObjects,
  needle: () => needle(5_600_000, 7),
  queries: () => queries(Number(process.env['BENCH_ROWS'] ?? 20_000_000), 30),
  planning,
  boards,
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(CASES);
mkdirSync(OUT, { recursive: true });
process.stdout.write(`${cpus().length} × ${cpus()[0]?.model ?? ''}, ${(totalmem() / 1e9).toFixed(0)} GB\n`);
for (const name of names) {
  const run = CASES[name];
  if (run === undefined) throw new Error(`no case ${name}; there are ${Object.keys(CASES).join(', ')}`);
  process.stdout.write(`\n${name}\n\n`);
  for (const line of run()) process.stdout.write(line);
}
