import { configOf, withLake, type Context } from '../../core/src/bin/context.ts';
import { byLevee, filesOf, secondsOf } from './asked-lake.ts';
import { median } from './measure.ts';
import { factsOf, QUESTIONS, type Facts } from './questions.ts';

/**
 * `node tools/bench/needle-times.ts LAKE [FACTS]`: seconds that Levee takes for all columns of some addresses of a lake of WAF rows, medians
 * of `BENCH_TURNS`, 41 (the first turns of a process find nothing compiled); as JSON, with the facts that the addresses come from. A lake has a process of its own, as it has where people ask.
 */
const TURNS = Number(process.env['BENCH_TURNS'] ?? 41);
const [lake = '', given] = process.argv.slice(2);

async function medianOf(context: Context, sql: string): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) times.push(await secondsOf(() => byLevee(context, sql)));
  return median(times);
}

await withLake(
  configOf({ lake }),
  async (context) => {
    const facts = given === undefined ? await factsOf(await filesOf(context)) : (JSON.parse(given) as Facts);
    const times: Record<string, number> = {};
    for (const [name, sqlOf] of Object.entries(QUESTIONS))
      if (name.startsWith('all columns')) times[name] = await medianOf(context, sqlOf(facts));
    process.stdout.write(JSON.stringify({ facts, times }));
  },
  'read',
);
