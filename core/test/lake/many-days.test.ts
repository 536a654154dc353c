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
