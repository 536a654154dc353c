import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import { apiApp, type ApiWorld } from '#api';
import { rawAnswer, rowsAnswer, type RawAnswer } from '../../src/api/contract.ts';
import { withLake } from '../../src/bin/context.ts';
import { withApiWorld } from '../../src/bin/serve-command.ts';
import { outputHere } from '../command-line.ts';
import { servedConfig } from './served-config.ts';

const FORMATS = join(import.meta.dirname, '../../formats');
const TABLES = {
  'alb-access': 'alb_access_logs',
  cloudtrail: 'cloudtrail_logs',
  guardduty: 'guardduty_findings',
  's3-access': 's3_access_logs',
  'vpc-flow': 'vpc_flow_logs',
  waf: 'waf_logs',
} as const;
const EVER = { from: '1970-01-01T00:00:00Z', to: '9999-12-31T00:00:00Z' };

const folder = mkdtempSync(join(tmpdir(), 'levee-raw-'));
const lake = join(folder, 'lake');
const samplePath = (format: string, name: string) => join(folder, format, name);

let world: ApiWorld;
let app: ReturnType<typeof apiApp>;
let close: () => Promise<void>;

/** A WAF record of a day in May 2026, on which no sample is. */
const wafRecord = (day: number, uri: string): string =>
  JSON.stringify({
    timestamp: Date.UTC(2026, 4, day),
    formatVersion: 1,
    webaclId: 'a',
    action: 'ALLOW',
    httpRequest: { clientIp: '192.0.2.1', uri },
  });

const LONG = wafRecord(8, 'x'.repeat(3_000_000));
const TWICE = wafRecord(6, '/twice');

/** Objects beside the samples, by their path below the folder. */
const OTHERS = {
  'long.log': `${LONG}\n`,
  'twice.log': `{}\n${TWICE}\n${TWICE}\n`,
};
/** By the name that AWS gives it: of Parquet nothing else tells. */
const PARQUET = join(
  folder,
  'AWSLogs/123456789012/vpcflowlogs/eu-central-1/2026/05/04/123456789012_vpcflowlogs_eu-central-1_fl-0default00000000_20260504T1200Z_5e6f7a8b.log.parquet',
);

async function writeParquet(): Promise<void> {
  mkdirSync(dirname(PARQUET), { recursive: true });
  const engine = await openDuckdb({});
  await engine.withConnection((connection) =>
    connection.run(
      `COPY (SELECT 2 AS version, '123456789012' AS account_id, '192.0.2.1' AS srcaddr, 1418530010::BIGINT AS "start") TO '${PARQUET}' (FORMAT parquet)`,
    ),
  );
  engine.close();
}

/** Every sample of every format in one lake, and the other objects. */
beforeAll(async () => {
  for (const format of Object.keys(TABLES)) {
    const filter = (path: string) => !path.endsWith('.golden.jsonl');
    cpSync(join(FORMATS, format, 'samples'), join(folder, format), { recursive: true, filter });
  }
  for (const [name, text] of Object.entries(OTHERS)) writeFileSync(join(folder, name), text);
  await writeParquet();
  await outputHere('collect', '--lake', lake, folder);
  // Its content is told from its format's: it has a name for it.
  await outputHere('collect', '--lake', lake, '--format', 'cloudtrail', samplePath('cloudtrail', 'odd.json'));
  let end: () => void = () => undefined;
  const open = Promise.withResolvers<void>();
  const served = withLake(servedConfig(lake), (context) =>
    withApiWorld(context, async (opened) => {
      world = opened;
      app = apiApp({
        world,
        answerBytes: 1e6,
        host: '127.0.0.1',
        token: undefined,
        onError: () => undefined,
      });
      open.resolve();
      await new Promise<void>((resolve) => (end = resolve));
    }),
  );
  served.catch(open.reject);
  await open.promise;
  close = async () => {
    end();
    await served;
  };
}, 120_000);

afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

async function post(path: string, body: unknown): Promise<unknown> {
  const answer = await app.request(`http://127.0.0.1/api/v1/${path}`, {
    method: 'POST',
    headers: { host: '127.0.0.1', 'content-type': 'application/json', 'content-length': '1' },
    body: JSON.stringify(body),
  });
  return answer.json();
}

const raw = async (table: string, id: string): Promise<RawAnswer> =>
  rawAnswer.parse(await post('event/raw', { table, id }));

/** Ids of the rows that came from an object, or from those of a folder. */
async function idsOf(table: string, path: string): Promise<string[]> {
  const filters = [{ op: 'starts', field: 'source_object', value: pathToFileURL(path).href }];
  const body = { table, range: EVER, filters, limit: 1000, columns: ['source_object'] };
  return rowsAnswer.parse(await post('rows', body)).rows.map(({ id }) => id);
}

/** A record's text stands in its object so, or within a text of an envelope, where quotes are escaped. */
const standsIn = (text: string, within: string): boolean =>
  within.includes(text) || within.includes(JSON.stringify(text).slice(1, -1));

test.each(Object.entries(TABLES))(
  'every row of the samples of %s is given its own record',
  async (format, table) => {
    const isTwin = (id: string) => id.split('-').length > 2;
    const ids = (await idsOf(table, samplePath(format, ''))).filter((id) => !isTwin(id));
    expect(ids.length).toBeGreaterThan(3);
    const answers = await Promise.all(ids.map((id) => raw(table, id)));
    expect(answers.filter(({ state }) => state !== 'same')).toEqual([]);
    const sure = answers.filter(({ notes }) => notes.length === 0);
    expect(sure.length).toBeGreaterThan(ids.length / 2);
    expect(new Set(sure.map(({ object, record }) => `${object} ${record}`)).size).toBe(sure.length);
    const others = answers.flatMap(({ notes }) => notes);
    expect(others.filter((note) => !/^\d records of the object are equal to this row/.test(note))).toEqual(
      [],
    );
    for (const { object, raw: text } of answers) {
      const bytes = readFileSync(new URL(object ?? ''));
      expect(standsIn(text ?? '', bytes.toString('utf8')) || text?.includes(String.raw`\x`)).toBe(true);
    }
  },
  120_000,
);

test('the record of a line is that line, with its number and place', async () => {
  const name = '123456789012_vpcflowlogs_eu-central-1_fl-0default00000000_20260504T1200Z_1a2b3c4d.log';
  const path = samplePath('vpc-flow', name);
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean).slice(1);
  const ids = await idsOf('vpc_flow_logs', path);
  const answers = await Promise.all(ids.map((id) => raw('vpc_flow_logs', id)));
  const found = answers.toSorted((left, right) => Number(left.record) - Number(right.record));
  expect(found.map(({ raw: text }) => text)).toEqual(lines);
  const text = readFileSync(path, 'utf8');
  expect(
    found.map(({ offset, bytes }) => text.slice(Number(offset), Number(offset) + Number(bytes))),
  ).toEqual(lines);
});

test('an object that changed or is gone is told of in words, at once', async () => {
  const path = samplePath('waf', 's3.log');
  const text = readFileSync(path, 'utf8');
  const [id = ''] = await idsOf('waf_logs', path);
  const before = await raw('waf_logs', id);
  expect(before).toMatchObject({ state: 'same', notes: [] });

  utimesSync(path, new Date('2026-05-05T06:07:08Z'), new Date('2026-05-05T06:07:08Z'));
  const touched = await raw('waf_logs', id);
  expect(touched).toMatchObject({ state: 'changed', raw: before.raw });
  expect(touched.notes).toEqual([
    expect.stringMatching(/has changed since .*size the same, last written on 2026-05-05 06:07:08 UTC\.$/),
  ]);

  writeFileSync(path, text.replace(`${before.raw}`, '').slice(0, -10));
  const rewritten = await raw('waf_logs', id);
  expect(rewritten).toMatchObject({ state: 'changed', raw: null });
  expect(rewritten.notes.at(-1)).toBe('The record of this row is no longer in it.');

  rmSync(path);
  expect(await raw('waf_logs', id)).toMatchObject({
    state: 'gone',
    raw: null,
    notes: ['The object is no longer there: it was deleted or moved after Levee read it.'],
  });
});

test('a record longer than what is shown is cut, and the answer says where', async () => {
  const [id = ''] = await idsOf('waf_logs', join(folder, 'long.log'));
  const answer = await raw('waf_logs', id);
  expect(answer).toMatchObject({ state: 'same', bytes: LONG.length });
  expect(answer.raw).toBe(LONG.slice(0, 2 ** 20));
  expect(answer.covers.limits).toEqual([{ limit: '1.0 MB of a raw text', cut: 'the rest of 3.0 MB' }]);
});

test('the same record twice: the first is given, and how many there are', async () => {
  const [id = ''] = await idsOf('waf_logs', join(folder, 'twice.log'));
  expect(await raw('waf_logs', id)).toMatchObject({
    record: 1,
    offset: 3,
    notes: ['2 records of the object are equal to this row; this is the first.'],
  });
});

test('a Parquet object has columns and no text', async () => {
  const [id = ''] = await idsOf('vpc_flow_logs', PARQUET);
  expect(await raw('vpc_flow_logs', id)).toMatchObject({ state: 'columns', raw: null });
});

test('an object that the ledger does not know is not opened', async () => {
  const { findRecord } = world;
  const asked = { table: 'waf_logs', micros: '0', day: '1970-01-01', values: [] };
  const { signal } = new AbortController();
  for (const object of ['file:///etc/passwd', 's3://bucket/key', '../../etc/passwd', ''])
    expect(await findRecord({ ...asked, object }, signal)).toMatchObject({ state: 'unknown' });
  const object = pathToFileURL(samplePath('vpc-flow', 'without-header.log')).href;
  expect(await findRecord({ ...asked, object }, signal)).toMatchObject({ state: 'unknown' });
});

test('a question that is given up stops, and leaves nothing behind', async () => {
  const path = samplePath('waf', 'kinds.log');
  const asked = {
    table: 'waf_logs',
    object: pathToFileURL(path).href,
    micros: '0',
    day: '1970-01-01',
    values: [],
  };
  const scratch = join(lake, '.levee/scratch');
  const gone = new AbortController();
  const left = () => readdirSync(scratch).filter((name) => name.startsWith('record-'));
  const asking = world.findRecord(asked, gone.signal);
  // The search has begun: its thread is asked next.
  while (left().length === 0) await setImmediate();
  gone.abort(new Error('given up'));
  await expect(asking).rejects.toThrow('given up');
  expect(left()).toEqual([]);
});

test('an id that no row has is refused', async () => {
  const id = `1-${'0'.repeat(32)}`;
  expect(await post('event/raw', { table: 'waf_logs', id })).toMatchObject({ error: { field: 'id' } });
  expect(await post('event/raw', { table: 'waf_logs', id: '../../etc/passwd' })).toMatchObject({
    error: { field: 'id' },
  });
});
