import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { median } from './measure.ts';
import { factsOf, QUESTIONS } from './questions.ts';

/**
 * `node tools/bench/query-times.ts LAKE [LAKE AS COLLECTED]`: times questions to a lake of WAF rows, by Levee and by a bare DuckDB that
 * reads all of the table's Parquet files by hand, in turn, each in a process of its own, as people ask: in one process the memory that one
 * gives back the other has to get anew. Prints a table of medians. `BENCH_TURNS`: 15.
 */
const TURNS = Number(process.env['BENCH_TURNS'] ?? 15);
const [maintained = '', collected] = process.argv.slice(2);

/** A process that asks a lake: `asker.ts`. */
class Asker {
  readonly files: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, files: string) {
    this.#child = child;
    this.files = files;
  }

  static async start(way: 'levee' | 'hand', lake: string): Promise<Asker> {
    const child = fork(join(import.meta.dirname, 'asker.ts'), [way, lake]);
    return new Asker(child, String(await answerOf(child)));
  }

  async seconds(sql: string): Promise<number> {
    this.#child.send(sql);
    return Number(await answerOf(this.#child));
  }

  close(): void {
    this.#child.disconnect();
  }
}

/** @throws Error where the process ends instead */
async function answerOf(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  const { signal } = ended;
  const exit = once(child, 'exit', { signal }).then(() => {
    throw new Error('a process that asks ended');
  });
  const [answer] = (await Promise.race([once(child, 'message', { signal }), exit])) as [unknown];
  exit.catch(() => {});
  ended.abort();
  return answer;
}

async function timesOf(askers: readonly Asker[], sql: string): Promise<number[][]> {
  const times = askers.map((): number[] => []);
  for (let turn = 0; turn < TURNS; turn += 1)
    for (const [at, asker] of askers.entries()) times[at]?.push(await asker.seconds(sql));
  return times;
}

/** A question's line: the medians, and how many times faster Levee is than each of the others. */
function line(name: string, [levee = [], ...others]: readonly (readonly number[])[]): string {
  const own = median(levee);
  const columns = others.flatMap((times) => [median(times).toFixed(3), (median(times) / own).toFixed(2)]);
  return `| ${[name, own.toFixed(3), ...columns].join(' | ')} |\n`;
}

function head(isCompared: boolean): string {
  const columns = ['question', 'levee s', 'by hand s', 'ratio'];
  if (isCompared) columns.push('levee, as collected s', 'ratio', 'by hand, as collected s', 'ratio');
  return `| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}\n`;
}

const askers: Asker[] = [];
for (const lake of collected === undefined ? [maintained] : [maintained, collected])
  for (const way of ['levee', 'hand'] as const) askers.push(await Asker.start(way, lake));
const facts = await factsOf(askers[0]?.files ?? '');
process.stdout.write(`${facts.about}\n\n${head(collected !== undefined)}`);
for (const [name, sqlOf] of Object.entries(QUESTIONS))
  process.stdout.write(line(name, await timesOf(askers, sqlOf(facts))));
for (const asker of askers) asker.close();
