import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sums } from '../decode-fixture.ts';
import {
  wafLine,
  event,
  flowHeader,
  flowLine,
  albLine,
  kinds,
  openObjectDecoder,
  type ObjectDecoder,
} from './one-object.ts';

/** Bytes, lengths and numbers that are odd: each with what must become of it, worked out by hand. */
let odd: ObjectDecoder;

beforeAll(async () => {
  odd = await openObjectDecoder();
});

afterAll(() => odd.decoder.close());

test('a byte order mark, CRLF and a missing last newline change nothing', async () => {
  expect(await odd.outcome('waf', `\uFEFF${wafLine()}\r\n${wafLine()}`)).toEqual({ rows: 2, kinds: [] });
  expect(await odd.outcome('vpc-flow', `\uFEFF${flowHeader}\r\n${flowLine}\r\n${flowLine}`)).toEqual({
    rows: 2,
    kinds: [],
  });
  expect(await odd.outcome('cloudtrail', `\uFEFF{"Records":[${event()}]}`)).toEqual({ rows: 1, kinds: [] });
});

test('a record of 20 MB is a row', async () => {
  const uri = `/${'a'.repeat(20_000_000)}`;
  const decoded = await odd.decode('waf', `${wafLine(uri)}\n${wafLine()}\n`, {
    select: 'length(httprequest.uri) AS length',
  });
  expect(decoded.rows).toEqual([{ length: '1' }, { length: '20000001' }]);
});

test('a record beyond the limit is a reject with its beginning; the next is a row', async () => {
  const line = wafLine(`/${'a'.repeat(3_000_000)}`);
  const decoded = await odd.decode('waf', `${line}\n${wafLine()}\n`, {
    limits: { maxRecordBytes: 1_000_000, rejectRawBytes: 100 },
  });
  expect(sums(decoded.outcomes).rows).toBe(1);
  expect(kinds(decoded)).toEqual(['too_long']);
  expect(String(decoded.rejects[0]?.['raw'])).toHaveLength(100);
});

test('the limit of a record holds in small objects too: one byte more is a reject', async () => {
  const line = wafLine(`/${'a'.repeat(5000)}`);
  const limits = (maxRecordBytes: number) => ({ limits: { maxRecordBytes } });
  const fitting = await odd.decode('waf', `${line}\n${wafLine()}\n`, limits(line.length));
  expect(sums(fitting.outcomes)).toMatchObject({ rows: 2, rejects: 0 });
  const over = await odd.decode('waf', `${line}\n${wafLine()}\n`, limits(line.length - 1));
  expect(sums(over.outcomes)).toMatchObject({ rows: 1, rejects: 1 });
  expect(kinds(over)).toEqual(['too_long']);
  const record = event().replace('{', `{"eventVersion":"${'b'.repeat(5000)}",`);
  const trail = await odd.decode('cloudtrail', `{"Records":[${record}]}`, limits(record.length - 1));
  expect(kinds(trail)).toEqual(['too_long']);
});

test.each([
  ['waf', (long: string) => [wafLine(long), `${wafLine()}\n${wafLine(long)}\r\n${wafLine()}\n`]],
  ['waf', (long: string) => [wafLine(long), `${wafLine()}\n${wafLine()}\n${wafLine(long)}\n`]],
  ['alb-access', (long: string) => [albLine(long), `${albLine('a')}\n${albLine(long)}\r\n${albLine('b')}\n`]],
  ['alb-access', (long: string) => [albLine(long), `${albLine('a')}\n${albLine('b')}\n${albLine(long)}`]],
  [
    'cloudtrail',
    (long: string) => {
      const record = event().replace('{', `{"eventVersion":"${long}",`);
      const other = event().replace('{', '{"eventVersion":"1.11",');
      return [record, `{"Records":[${other}, ${record} , ${other}]}`];
    },
  ],
])('%s: length and hash of a record beyond the limit are of the whole record', async (format, make) => {
  const [record = '', text = ''] = make('a b '.repeat(500_000));
  const decoded = await odd.decode(format, text, {
    limits: { maxRecordBytes: 100_000, rejectRawBytes: 100, maxInflationRatio: 10_000 },
  });
  expect(sums(decoded.outcomes)).toEqual({ records: 3, rows: 2, rejects: 1 });
  expect(decoded.rejects[0]).toMatchObject({
    kind: 'too_long',
    byte_offset: String(text.indexOf(record)),
    raw: record.slice(0, 100),
    raw_bytes: String(record.length),
    raw_sha256: createHash('sha256').update(record).digest('hex'),
  });
});

test('bytes that are not UTF-8 leave their column null and their text in extra', async () => {
  const line = Buffer.from(wafLine('/caf?'));
  line[line.indexOf('caf?') + 3] = 0xe9;
  const decoded = await odd.decode('waf', Buffer.concat([line, Buffer.from('\n')]), {
    select: `httprequest.uri AS uri, extra['httpRequest.uri'] AS raw`,
  });
  expect(decoded.rows).toEqual([{ uri: null, raw: String.raw`"/caf\xe9"` }]);
  const alb = Buffer.from(`${albLine('agent?')}\n`);
  alb[alb.indexOf('agent?') + 5] = 0xe9;
  const text = await odd.decode('alb-access', alb, {
    select: `user_agent, extra['user_agent'] AS raw, elb_status_code`,
  });
  expect(text.rows).toEqual([{ user_agent: null, raw: String.raw`agent\xe9`, elb_status_code: 200 }]);
});

test('NUL bytes do not end a text', async () => {
  const decoded = await odd.decode(
    'vpc-flow',
    `${flowHeader}\n${flowLine.replace('eni-0a1b2c3d', 'eni-\0x')}\n`,
    { select: `interface_id, extra['interface-id'] AS raw, dstport` },
  );
  expect(decoded.rows).toEqual([{ interface_id: null, raw: String.raw`eni-\x00x`, dstport: 49_152 }]);
  expect(await odd.outcome('waf', `{"timestamp":1700000000123,"action":"A\u0000B"}\n`)).toEqual({
    rows: 0,
    kinds: ['malformed_json'],
  });
});

test('rejects beyond the limit are counted, not kept', async () => {
  const decoded = await odd.decode('waf', '17\n'.repeat(50), { limits: { maxRejectsPerObject: 10 } });
  expect(sums(decoded.outcomes)).toEqual({ records: 50, rows: 0, rejects: 50 });
  expect(decoded.rejects.reduce((sum, reject) => sum + Number(reject['reject_count']), 0)).toBe(50);
  expect(decoded.rejects).toHaveLength(11);
});

// Were the next record looked for behind each of them, 50,000 such lines would take six seconds, and these 64 times as long.
test(
  'hundreds of thousands of broken lines, none of which leads to a record, take no longer than as many sound ones',
  { timeout: 20_000 },
  async () => {
    const broken = 400_000;
    const decoded = await odd.decode('waf', 'x\n'.repeat(broken), { limits: { maxRejectsPerObject: 10 } });
    expect(sums(decoded.outcomes)).toEqual({ records: broken, rows: 0, rejects: broken });
  },
);

test('a long reject keeps its beginning, its length and its hash', async () => {
  const line = `"${'x'.repeat(200_000)}"`;
  const decoded = await odd.decode('waf', `${line}\n`);
  expect(decoded.rejects[0]).toMatchObject({
    raw_bytes: '200002',
    raw_sha256: createHash('sha256').update(line).digest('hex'),
  });
  expect(String(decoded.rejects[0]?.['raw'])).toHaveLength(65_536);
});
