import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDuckdb } from '#adapter';
import { Recogniser } from '#collect';
import { formats } from '../src/bin/lake-tables.ts';
import { formatNamed, openDecoder, sums, type Decoder, type DecodeOptions } from './decode-fixture.ts';

const KEY =
  'AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/year=2014/month=12/day=14/hour=04/' +
  '123456789012_vpcflowlogs_us-east-1_fl-0a1b2c3d_20141214T0405Z_1a2b3c4d.log.parquet';

/**
 * The default fields with the types of "Flow log files" (Amazon VPC User Guide: INT_32 and INT_64, the rest strings), and
 * the values of its example "Accepted and rejected traffic".
 */
const ROW = `2::INTEGER AS version, '123456789010' AS account_id, 'eni-1235b8ca123456789' AS interface_id,
  '172.31.16.139' AS srcaddr, '172.31.16.21' AS dstaddr, 20641::INTEGER AS srcport, 22::INTEGER AS dstport,
  6::INTEGER AS protocol, 20::BIGINT AS packets, 4249::BIGINT AS bytes, 1418530010::BIGINT AS "start",
  1418530070::BIGINT AS "end", 'ACCEPT' AS action, 'OK' AS log_status`;

const READ = `version, account_id, interface_id, srcaddr, dstaddr, srcport, dstport, protocol, packets, bytes,
  "start", "end", action, log_status, epoch(event_time)::BIGINT AS at, region, az_id, extra`;

let decoder: Decoder;
let engine: Awaited<ReturnType<typeof openDuckdb>>;
let folder: string;

beforeAll(async () => {
  decoder = await openDecoder(1);
  engine = await openDuckdb({});
  folder = mkdtempSync(join(tmpdir(), 'levee-parquet-'));
});

afterAll(async () => {
  await decoder.close();
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The bytes of a Parquet object that holds a query's rows. */
async function parquet(select: string, options = 'CODEC gzip'): Promise<Buffer> {
  const path = join(folder, 'object');
  await engine.withConnection((connection) =>
    connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet, ${options})`),
  );
  return readFileSync(path);
}

const decode = (bytes: Uint8Array | string, options: DecodeOptions = {}) =>
  decoder.decode(formatNamed('vpc-flow'), [{ key: KEY, bytes }], { select: READ, ...options });

test('the key of a hive-compatible prefix says format, account, region and flow log', () => {
  expect(new Recogniser(formats).recognise(KEY, '/nowhere')).toMatchObject({
    is: 'format',
    format: { name: 'vpc-flow' },
    named: { account: '123456789012', region: 'us-east-1', stream: 'fl-0a1b2c3d' },
  });
});

test('columns are read by their names; what the object lacks is null', async () => {
  const { rows, rejects, outcomes } = await decode(await parquet(`SELECT ${ROW}`));
  expect(rows).toEqual([
    {
      version: 2,
      account_id: '123456789010',
      interface_id: 'eni-1235b8ca123456789',
      srcaddr: '172.31.16.139',
      dstaddr: '172.31.16.21',
      srcport: 20_641,
      dstport: 22,
      protocol: '6',
      packets: '20',
      bytes: '4249',
      start: '1418530010',
      end: '1418530070',
      action: 'ACCEPT',
      log_status: 'OK',
      at: '1418530010',
      region: null,
      az_id: null,
      extra: null,
    },
  ]);
  expect(rejects).toEqual([]);
  expect(outcomes[0]).toMatchObject({
    records: 1,
    rows: 1,
    firstDay: '2014-12-14',
    lastDay: '2014-12-14',
    drift: {},
  });
});

test('the same records as text and as Parquet are the same rows', async () => {
  const text =
    'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n' +
    '2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK\n' +
    '2 unknown eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA\n';
  const nodata = ROW.replaceAll(/(?:'172[^']*'|'ACCEPT'|(?:20641|22|6|20|4249)(?=::))/g, 'NULL')
    .replace('1418530010', '1431280876')
    .replace('1418530070', '1431280934')
    .replace("'123456789010'", "'unknown'")
    .replace("'OK'", "'NODATA'");
  const columns = '* EXCLUDE (source_object, ingested_at)';
  const fromText = await decoder.decode(formatNamed('vpc-flow'), [{ key: 'a.log', bytes: text }], {
    select: columns,
  });
  const fromParquet = await decode(await parquet(`SELECT ${ROW} UNION ALL SELECT ${nodata}`), {
    select: columns,
  });
  expect(fromParquet.rows).toHaveLength(2);
  expect(fromParquet.rows).toEqual(fromText.rows);
});

test('a column that no declaration has goes to extra and is reported', async () => {
  const { rows, outcomes } = await decode(
    await parquet(`SELECT ${ROW}, 'x' AS tomorrow, NULL::VARCHAR AS empty`),
    {
      select: 'extra, dstport',
    },
  );
  expect(rows).toEqual([{ extra: [{ key: 'tomorrow', value: 'x' }], dstport: 22 }]);
  expect(outcomes[0]?.drift).toEqual({ 'unknown_column tomorrow': 1 });
});

test('a value that does not read as its column leaves it null and is kept', async () => {
  const odd = ROW.replace('22::INTEGER AS dstport', "'2.5' AS dstport").replace(
    '20641::INTEGER',
    '3000000000::BIGINT',
  );
  const { rows, outcomes } = await decode(await parquet(`SELECT ${odd}`), {
    select: 'extra, dstport, srcport',
  });
  expect(rows).toEqual([
    {
      extra: [
        { key: 'srcport', value: '3000000000' },
        { key: 'dstport', value: '2.5' },
      ],
      dstport: null,
      srcport: null,
    },
  ]);
  expect(outcomes[0]?.drift).toEqual({ 'unreadable_value srcport': 1, 'unreadable_value dstport': 1 });
});

test('NUL bytes, line breaks and quotes in a text change no other value', async () => {
  const odd = ROW.replace("'ACCEPT'", `'A' || chr(0) || chr(10) || '"}' || chr(9) || 'é'`);
  const { rows } = await decode(await parquet(`SELECT ${odd}`), { select: 'action, log_status' });
  expect(rows).toEqual([{ action: 'A\\x00\n"}\té', log_status: 'OK' }]);
});

test('rows without an event time are rejects with their number and their values; the others are rows', async () => {
  const without = ROW.replace('1418530010::BIGINT', 'NULL::BIGINT').replace(
    '1418530070::BIGINT',
    'NULL::BIGINT',
  );
  const negative = ROW.replace('1418530010::BIGINT', '-5::BIGINT');
  const bytes = await parquet(`SELECT ${ROW} UNION ALL SELECT ${without} UNION ALL SELECT ${negative}`);
  const { rejects, outcomes } = await decode(bytes);
  expect(sums(outcomes)).toEqual({ records: 3, rows: 1, rejects: 2 });
  expect(rejects.map(({ record_number, kind }) => [record_number, kind])).toEqual([
    ['1', 'no_event_time'],
    ['2', 'unreadable_event_time'],
  ]);
  expect(JSON.parse(String(rejects[1]?.['raw']))).toMatchObject({ start: '-5', srcaddr: '172.31.16.139' });
});

test('rejects beyond the limit are counted, not kept', async () => {
  const negative = ROW.replace('1418530010::BIGINT', '-5::BIGINT');
  const { rejects, outcomes } = await decode(await parquet(`SELECT ${negative} FROM range(100)`), {
    limits: { maxRejectsPerObject: 10 },
  });
  expect(sums(outcomes)).toEqual({ records: 100, rows: 0, rejects: 100 });
  expect(rejects).toHaveLength(11);
  expect(rejects.reduce((sum, reject) => sum + Number(reject['reject_count']), 0)).toBe(100);
});

test('a value beyond the record limit makes its row a reject', async () => {
  const long = ROW.replace("'ACCEPT'", "repeat('x', 5000)");
  const { rejects, outcomes } = await decode(await parquet(`SELECT ${ROW} UNION ALL SELECT ${long}`), {
    limits: { maxRecordBytes: 2000, rejectRawBytes: 100 },
  });
  expect(sums(outcomes)).toEqual({ records: 2, rows: 1, rejects: 1 });
  expect(rejects[0]).toMatchObject({ kind: 'too_long', record_number: '1' });
  expect(String(rejects[0]?.['raw'])).toHaveLength(100);
  expect(String(rejects[0]?.['raw_sha256'])).toMatch(/^[0-9a-f]{64}$/);
});

test('an object that is cut off, empty, text or noise is one reject that says so', async () => {
  const whole = await parquet(`SELECT ${ROW} FROM range(1000)`);
  const noise = Buffer.from(whole);
  noise.fill(0xff, 4, Math.floor(noise.length / 2));
  for (const bytes of [whole.subarray(0, -20), '', 'version account-id\n2 123456789012\n', 'PAR1', noise]) {
    const { rejects, outcomes } = await decode(bytes);
    expect(sums(outcomes)).toEqual({ records: 1, rows: 0, rejects: 1 });
    expect(rejects[0]).toMatchObject({ kind: 'object_unreadable' });
    expect(String(rejects[0]?.['reason'])).toMatch(/^not readable as Parquet: /);
  }
});

test('a broken object between sound ones stops none of them', async () => {
  const sound = await parquet(`SELECT ${ROW}`);
  const objects = [sound, Buffer.from('PAR1PAR1'), sound].map((bytes, at) => ({
    key: `${at}-${KEY}`,
    bytes,
  }));
  const { outcomes } = await decoder.decode(formatNamed('vpc-flow'), objects, {});
  expect(outcomes.map(({ rows, rejects }) => [rows, rejects])).toEqual([
    [1, 0],
    [0, 1],
    [1, 0],
  ]);
});

test('an object that claims far more rows than its size is refused before they are read', async () => {
  // Two columns are enough to be known by, and many rows of them soon written; 16 bytes a row are more than 100 MB from 6,250,001 on.
  const bytes = await parquet(
    `SELECT 2::INTEGER AS version, NULL::VARCHAR AS account_id FROM range(6250001)`,
    'CODEC zstd',
  );
  const { rejects, outcomes } = await decode(bytes, { limits: { maxInflationRatio: 10 } });
  expect(sums(outcomes)).toEqual({ records: 1, rows: 0, rejects: 1 });
  expect(rejects[0]).toMatchObject({ kind: 'object_too_large' });
});
