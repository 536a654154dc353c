import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { collect, measured } from './measure.ts';
import type { Facts } from './questions.ts';
import { LEVEE, OUT, parquetBytes, simulated } from './world.ts';

/** Raw bytes of a simulated WAF record, about. */
const RECORD = 1560;

/** A lake of some days of about so many WAF rows as it was collected, and after `maintain`. */
interface Lakes {
  readonly collected: string;
  readonly maintained: string;
  /** What `maintain` took. */
  readonly took: string;
}

function lakes(rows: number, days: number): Lakes {
  const { folder } = simulated('waf', rows * RECORD, days);
  const [maintained, collected] = [join(OUT, 'lake'), join(OUT, 'lake-as-collected')];
  for (const each of [maintained, collected]) rmSync(each, { recursive: true, force: true });
  collect(maintained, folder);
  cpSync(maintained, collected, { recursive: true });
  const { seconds, peakBytes } = measured([LEVEE, '--lake', maintained, 'maintain']);
  const [before, after] = [parquetBytes(collected), parquetBytes(maintained)];
  const took = `\nmaintain took ${seconds.toFixed(0)} s at ${(peakBytes / 1e6).toFixed(0)} MB; Parquet ${(before / 1e6).toFixed(0)} MB before, ${((after - before) / 1e6).toFixed(0)} MB after\n`;
  return { collected, maintained, took };
}

const toolOf = (script: string, parameters: readonly string[]): string =>
  execFileSync(process.execPath, [join(import.meta.dirname, script), ...parameters], { encoding: 'utf8' });

/**
 * Questions over some days of about so many WAF rows, as they were collected and after `maintain`, by Levee and by a bare DuckDB: an
 * address's rows, a day, an hour, all days.
 */
export function* queries(rows: number, days: number): Generator<string> {
  const { collected, maintained, took } = lakes(rows, days);
  yield toolOf('query-times.ts', [maintained, collected]);
  yield took;
}

/** What a process of `needle-times.ts` prints. */
interface NeedleTimes {
  readonly facts: Facts;
  readonly times: Readonly<Record<string, number>>;
}

/** All columns of an address, by Levee itself before and after `maintain`: each lake in processes of its own, twice in turn. */
export function* needle(rows: number, days: number): Generator<string> {
  const { collected, maintained, took } = lakes(rows, days);
  const { facts } = JSON.parse(toolOf('needle-times.ts', [maintained])) as NeedleTimes;
  yield `${facts.about}\n\n| question | before s | after s | ratio |\n| --- | --- | --- | --- |\n`;
  const asked = (lake: string) =>
    (JSON.parse(toolOf('needle-times.ts', [lake, JSON.stringify(facts)])) as NeedleTimes).times;
  const [before = {}, after = {}, again = {}, afterAgain = {}] = [
    collected,
    maintained,
    collected,
    maintained,
  ].map(asked);
  for (const name of Object.keys(after)) {
    const [slow, fast] = [mean(before[name], again[name]), mean(after[name], afterAgain[name])];
    yield `| ${name} | ${slow.toFixed(3)} | ${fast.toFixed(3)} | ${(slow / fast).toFixed(1)} |\n`;
  }
  yield took;
}

const mean = (one = Number.NaN, other = Number.NaN): number => (one + other) / 2;
