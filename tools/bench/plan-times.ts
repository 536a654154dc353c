import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configOf, withLake, type Context } from '../../core/src/bin/context.ts';
import { requestFor } from '../../core/src/bin/query-answer.ts';
import { prepared } from '../../core/src/query/prepared.ts';

/**
 * Times planning over a lake: from the SQL to the moment at which the engine would begin with it, in a process that is up. Prints
 * the first statement by itself, then the median and the 95th percentile over all questions and turns, and the slowest.
 */
const TURNS = Number(process.env['BENCH_TURNS'] ?? 10);
const [lake = '', day = ''] = process.argv.slice(2);

const FORMATS = join(import.meta.dirname, '../../core/formats');

/** Every named question of every format. */
const named = readdirSync(FORMATS, { recursive: true, encoding: 'utf8' })
  .filter((name) => /queries\/[^/]+\.sql$/.test(name))
  .map((name): [string, string] => [name, readFileSync(join(FORMATS, name), 'utf8')]);

const during = `event_time >= TIMESTAMP '${day} 00:00:00 UTC' AND event_time < TIMESTAMP '${day} 00:00:00 UTC' + INTERVAL '1' DAY`;

/** What people published, and what the page and a runbook ask most. */
const TYPICAL: readonly (readonly [string, string])[] = [
  [
    'founding 1',
    `SELECT date_format(from_unixtime("timestamp"/1000), '%Y-%m-%d %h:%i:%s') as event_date, client_ip, country, account_id, waf_name, region FROM "paritionedlogdata"."waf_logs_transformed" where year='2018' and month='12';`,
  ],
  [
    'founding 2',
    `SELECT useridentity.type, eventtime, eventsource, eventname, sourceipaddress FROM cloudtrail_logs WHERE useridentity.type = 'Root' AND eventtime > '2023-01-01T00:00:00Z';`,
  ],
  [
    'founding 3',
    `SELECT interfaceid, sourceaddress, destinationaddress, SUM(bytes) as total_bytes FROM vpc_flow_logs WHERE starttime BETWEEN 1596240000 AND 1596326399 GROUP BY interfaceid, sourceaddress, destinationaddress HAVING SUM(bytes) > 1000000;`,
  ],
  [
    'founding 4',
    `SELECT type, COUNT(*) as count FROM guardduty_logs WHERE updatedat > '2023-01-01T00:00:00Z' GROUP BY type ORDER BY count DESC;`,
  ],
  [
    'founding 5',
    `SELECT requestip, requesturi, statuscode, COUNT(*) as count FROM access_logs WHERE statuscode = '403' AND time > '2023-01-01T00:00:00Z' GROUP BY requestip, requesturi, statuscode ORDER BY count DESC;`,
  ],
  ['one day', `SELECT action, count(*) AS n FROM waf_logs WHERE ${during} GROUP BY 1`],
  ['needle', `SELECT * FROM waf_logs WHERE client_ip = '203.0.113.99'`],
  [
    'top 20',
    `SELECT client_ip, count(*) AS n FROM waf_logs WHERE ${during} GROUP BY 1 ORDER BY 2 DESC LIMIT 20`,
  ],
  [
    'by date',
    `SELECT count(*) FROM cloudtrail_logs WHERE year = '${day.slice(0, 4)}' AND month = '${day.slice(5, 7)}' AND day = '${day.slice(8)}'`,
  ],
];

interface Taken {
  readonly name: string;
  readonly ms: number;
  readonly cpu: number;
}

async function planned(context: Context, name: string, sql: string): Promise<Taken> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  return prepared(await requestFor(context, sql), [], () => {
    const ms = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(before);
    return Promise.resolve({ name, ms, cpu: (user + system) / 1000 });
  });
}

const at = (numbers: readonly number[], part: number): string =>
  (numbers.toSorted((left, right) => left - right)[Math.floor((numbers.length - 1) * part)] ?? 0).toFixed(1);

const line = (name: string, taken: readonly Taken[]): string => {
  const [ms, cpu] = [taken.map((each) => each.ms), taken.map((each) => each.cpu)];
  return `| ${name} | ${at(ms, 0.5)} | ${at(ms, 0.95)} | ${at(cpu, 0.5)} |\n`;
};

await withLake(
  configOf({ lake }),
  async (context) => {
    await context.kept.warm();
    const questions = [...TYPICAL, ...named];
    const taken: Taken[] = [];
    for (let turn = 0; turn < TURNS; turn += 1)
      for (const [name, sql] of questions) taken.push(await planned(context, name, sql));
    const [first, ...rest] = taken;
    process.stdout.write('| planning | p50 ms | p95 ms | processor ms |\n| --- | --- | --- | --- |\n');
    if (first !== undefined) process.stdout.write(line('the first of the process', [first]));
    process.stdout.write(line(`${questions.length} questions, ${TURNS} turns`, rest));
    for (const [name] of questions)
      process.stdout.write(
        line(
          name,
          rest.filter((each) => each.name === name),
        ),
      );
  },
  'read',
);
