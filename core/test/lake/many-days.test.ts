import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outputHere, ranHere } from '../command-line.ts';
import { events, eventsSelect, testLake, type TestLake } from './lake-fixture.ts';

let lake: TestLake;

beforeAll(async () => {
  lake = await testLake();
});

afterAll(() => lake.close());

const dayText = (at: number): string => `2026-05-${String(at + 1).padStart(2, '0')}`;
const scratch = () => join(lake.folder, '.levee/scratch');

const write = (select: string, days: number) =>
  lake.engine.withConnection((connection) =>
    lake.lake.writeDataFiles(connection, { definition: events, select, scratch: scratch(), days }),
  );

test('rows of many days become a file each, those without event time too, and nothing is left aside', async () => {
  const times = Array.from({ length: 12 }, (_, at) =>
    Array.from(
      { length: at + 1 },
      (__, second) => `${dayText(at)} 00:00:${String(second).padStart(2, '0')}Z`,
    ),
  ).flat();
  const rows = [...times, null, null].map((time) => ({ time, ratio: '-0.0' }));
  const files = await write(eventsSelect(rows), 13);
  expect(files.map(({ day, recordCount }) => [day, recordCount])).toEqual([
    ...Array.from({ length: 12 }, (_, at) => [dayText(at), at + 1]),
    [null, 2],
  ]);
  for (const { key, day } of files)
    expect(key).toContain(`/data/event_day=${day ?? '__HIVE_DEFAULT_PARTITION__'}/`);
  expect(readdirSync(scratch()).filter((name) => name !== 'spill')).toEqual([]);
  for (const { key } of files) await lake.store.remove(key);
});

test('rows of no day at all are written too', async () => {
  const files = await write(eventsSelect([{ time: null }, { time: null }]), 0);
  expect(files.map(({ day, recordCount }) => [day, recordCount])).toEqual([[null, 2]]);
  for (const { key } of files) await lake.store.remove(key);
});

test('a day that is none is refused, and nothing is left aside', async () => {
  const select = `SELECT * REPLACE ('../x' AS event_day) FROM (${eventsSelect([{ time: dayText(1) }])})`;
  await expect(write(select, 40)).rejects.toThrow('rows cannot be put into the day "../x"');
  expect(readdirSync(scratch()).filter((name) => name !== 'spill')).toEqual([]);
});

/** A WAF record's line. */
const line = (time: number): string =>
  `${JSON.stringify({ timestamp: time, webaclId: 'arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/1', action: 'ALLOW', httpRequest: { clientIp: '192.0.2.1', uri: '/' } })}\n`;

/** Objects with so many records at 12:00 of each day of May, collected into a lake: its data files' folders, the days of their rows, and how many. */
async function filesOf(objects: readonly Readonly<Record<number, number>>[]): Promise<unknown[]> {
  const folder = mkdtempSync(join(tmpdir(), 'levee-days-'));
  try {
    for (const [number, rows] of objects.entries()) {
      const days = Object.entries(rows).map(([day, count]) =>
        line(Date.UTC(2026, 4, Number(day), 12)).repeat(count),
      );
      writeFileSync(join(folder, `${number}.log`), days.join(''));
    }
    await outputHere('--lake', join(folder, 'lake'), 'collect', '--format', 'waf', folder);
    const files = join(folder, 'lake/levee/waf_logs/data/*/*.parquet');
    return await lake.engine.withConnection((connection) =>
      connection.rows(`SELECT regexp_extract(filename, 'event_day=([^/]*)', 1) AS folder,
          any_value(strftime(event_time, '%Y-%m-%d')) AS first, count(DISTINCT event_time)::INTEGER AS times, count(*)::INTEGER AS rows
        FROM read_parquet('${files}', filename = true, hive_partitioning = false) GROUP BY filename, folder ORDER BY folder`),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const file = (day: string, rows: number) => ({ folder: day, first: day, times: 1, rows });

// The parts hold 462 of 391 records' bytes, 1.18 times as many: less than the 1.25 from which on the engine parts the rows.
test('objects in the order of time, some with records of the day before: one file for each day, of its rows alone', async () => {
  const objects = [
    { 1: 40 },
    { 1: 40 },
    { 1: 2, 2: 38 },
    { 2: 40 },
    { 2: 40 },
    { 2: 40 },
    { 2: 1, 3: 30 },
    { 3: 40 },
    { 3: 40 },
    { 3: 40 },
  ];
  expect(await filesOf(objects)).toEqual([
    file('2026-05-01', 82),
    file('2026-05-02', 159),
    file('2026-05-03', 150),
  ]);
});

test('objects that all have records of several days, neighbours or not: one file for each day too', async () => {
  const objects = [
    { 1: 20, 2: 20 },
    { 1: 20, 2: 20 },
    { 1: 20, 9: 5 },
  ];
  expect(await filesOf(objects)).toEqual([
    file('2026-05-01', 60),
    file('2026-05-02', 40),
    file('2026-05-09', 5),
  ]);
});

const [DAYS, OBJECTS, ROWS] = [30, 20, 300];

/** WAF records of all days in every object, with the nested columns that take the engine's buffers. */
const objectText = (object: number): string =>
  Array.from({ length: ROWS }, (_, at) => {
    const number = object * ROWS + at;
    return `${JSON.stringify({
      timestamp: Date.UTC(2026, 4, 1 + (number % DAYS), 0, 0, 0, number),
      webaclId: 'arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/1',
      action: 'BLOCK',
      terminatingRuleMatchDetails: [
        { conditionType: 'SQL_INJECTION', location: 'ARGS', matchedData: [`${number}`] },
      ],
      ruleGroupList: [
        { ruleGroupId: `group ${number}`, nonTerminatingMatchingRules: [], excludedRules: null },
      ],
      httpRequest: {
        clientIp: '192.0.2.1',
        uri: `/${number}`,
        headers: [{ name: 'Host', value: 'shop.example' }],
      },
      labels: [{ name: `label ${number}` }],
    })}\n`;
  }).join('');

test('collecting logs of thirty days at once stays within little memory', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'levee-days-'));
  try {
    mkdirSync(join(folder, 'logs'));
    for (let object = 0; object < OBJECTS; object += 1)
      writeFileSync(join(folder, 'logs', `${object}.log`), objectText(object));
    writeFileSync(join(folder, 'levee.yaml'), 'engine:\n  memory: 110MB\n  threads: 2\n');
    const ofDays = join(folder, 'lake');
    const collect = ['--lake', ofDays, 'collect', '--format', 'waf', 'logs'];
    const { stdout: collected } = await ranHere(collect, { cwd: folder });
    expect(collected).toContain('6,000 records = 6,000 rows + 0 rejects');
    const sql = 'SELECT count(*), count(DISTINCT day) FROM waf_logs';
    const counted = await outputHere('query', '--lake', ofDays, '--output', 'csv', sql);
    expect(counted.trim().split('\n').at(-1)).toBe('6000,30');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
