import { keepRecent, type ApiWorld } from '../../core/src/api/index.ts';
import { configOf, withLake, type Context } from '../../core/src/bin/context.ts';
import { serveLake, withApiWorld } from '../../core/src/bin/serve-command.ts';
import { median } from './measure.ts';

/** Times the API's answers over HTTP, each with its processor time, as other work may share the machine; prints a table. */
const TURNS = Number(process.env['BENCH_TURNS'] ?? 20);
/** Turns before those: the compiler learns a question's loops in them. */
const FIRST = 3;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const lake = process.argv[2] ?? '';

interface Question {
  readonly name: string;
  readonly path: string;
  readonly hours: number;
  readonly body: object;
}

const waf = { table: 'waf_logs' };
const flood = [{ op: 'equals', field: 'action', value: 'BLOCK' }];
/** A board over thirty days is for what is added up ahead: that is not there yet. */
const QUESTIONS: readonly Question[] = [24, 720].flatMap((hours) => [
  ...(hours > 24
    ? []
    : [
        { name: 'board', path: 'board', hours, body: { board: 'waf' } },
        { name: 'board, blocked only', path: 'board', hours, body: { board: 'waf', filters: flood } },
      ]),
  { name: 'histogram by action', path: 'histogram', hours, body: { ...waf, split: 'action' } },
  { name: 'first 100 rows', path: 'rows', hours, body: waf },
  { name: 'top addresses', path: 'top', hours, body: { ...waf, field: 'client_ip' } },
]);

interface Time {
  readonly wall: number;
  readonly processor: number;
}

async function timed(use: () => Promise<unknown>): Promise<Time> {
  const [startedAt, used] = [performance.now(), process.cpuUsage()];
  await use();
  const { user, system } = process.cpuUsage(used);
  return { wall: performance.now() - startedAt, processor: (user + system) / 1000 };
}

/** How many questions were refused: stopped after a minute, on a machine that is too busy. */
let refused = 0;

async function ask(url: string, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/v1/${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (answer.status === 503) refused += 1;
  else if (!answer.ok) throw new Error(`${path}: ${text.slice(0, 500)}`);
}

/** The range that ends some minutes before the newest event: each turn another, so that no answer is kept. */
function rangeAt(newest: number, hours: number, turn: number) {
  const to = newest - turn * MINUTE;
  return { from: new Date(to - hours * (DAY / 24)).toISOString(), to: new Date(to).toISOString() };
}

function p95(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
}

const row = (name: string, times: readonly Time[]): string => {
  const walls = times.map(({ wall }) => wall);
  const used = median(times.map(({ processor }) => processor));
  return `| ${name} | ${median(walls).toFixed(0)} | ${p95(walls).toFixed(0)} | ${used.toFixed(0)} |\n`;
};

async function table(url: string, newest: number, title: string): Promise<void> {
  process.stdout.write(
    `${title}\n\n| question | p50 ms | p95 ms | processor ms |\n| --- | --- | --- | --- |\n`,
  );
  for (const { name, path, hours, body } of QUESTIONS) {
    const all: Time[] = [];
    refused = 0;
    for (let turn = 0; turn < FIRST + (hours > 24 ? Math.min(TURNS, 5) : TURNS); turn += 1)
      all.push(await timed(() => ask(url, path, { ...body, range: rangeAt(newest, hours, turn) })));
    const times = all.slice(FIRST);
    const again = await timed(() => ask(url, path, { ...body, range: rangeAt(newest, hours, 0) }));
    const note = refused === 0 ? '' : ` (${refused} stopped after 60 s)`;
    process.stdout.write(
      row(`${name}, ${hours} h, the first of the process`, all.slice(0, 1)) +
        row(`${name}, ${hours} h${note}`, times) +
        row(`${name}, ${hours} h, kept answer`, [again]),
    );
  }
}

/** Boards of days that nobody looked at since the server started: two days before the last, as often as the lake has such. */
async function otherDays(url: string, newest: number): Promise<void> {
  const times: Time[] = [];
  for (let turn = 1; turn <= OTHER_DAYS; turn += 1) {
    const range = rangeAt(newest - turn * 2 * DAY, 24, turn);
    times.push(await timed(() => ask(url, 'board', { board: 'waf', range })));
  }
  process.stdout.write(row('board, 24 h of other days', times));
}

/** Of thirty days, whose first is the period before of one. */
const OTHER_DAYS = 13;

const QUIET = 1000;

/** Until no columns were read for a second. */
async function settled({ columns }: ApiWorld): Promise<void> {
  for (let since = performance.now(); performance.now() - since < QUIET;) {
    const before = performance.now();
    await columns?.idle();
    if (performance.now() - before > 1) since = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function served(context: Context, keptBytes: number, title: string): Promise<void> {
  await withApiWorld(
    context,
    async (world) => {
      const server = await serveLake(context, world, { host: '127.0.0.1', port: 0 });
      const { lastEvent, rows } = (await world.lake.describe('waf_logs')) ?? { lastEvent: '', rows: 0 };
      const keeping = keepRecent(world, (error) => process.stderr.write(`${String(error)}\n`));
      const reading = await timed(() => settled(world));
      const read =
        keptBytes === 0
          ? ''
          : `; columns read in ${((reading.wall - QUIET) / 1000).toFixed(1)} s (${(reading.processor / 1000).toFixed(1)} s of processor)`;
      await table(
        server.url,
        Date.parse(lastEvent ?? ''),
        `${title}, ${rows.toLocaleString('en-US')} rows${read}`,
      );
      await otherDays(server.url, Date.parse(lastEvent ?? ''));
      keeping.stop();
      await server.close();
    },
    keptBytes,
  );
}

await withLake(
  configOf({ lake }),
  async (context) => {
    await served(context, 0, 'By SQL over the files');
    await served(context, context.config.serve.columnMemory, '\nWith kept columns');
  },
  'read',
);
