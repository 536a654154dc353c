import { createHash } from 'node:crypto';
import { constants, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  formatNamed,
  openDecoder,
  sums,
  type Decoded,
  type Decoder,
  type DecodeOptions,
} from './decode-fixture.ts';

/** Every kind of odd input, each with what must become of it, worked out by hand. */
let decoder: Decoder;

beforeAll(async () => {
  decoder = await openDecoder();
});

afterAll(() => decoder.close());

const wafLine = (uri = '/', more = '') =>
  `{"timestamp":1700000000123,"webaclId":"arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/1","action":"ALLOW","httpRequest":{"clientIp":"192.0.2.1","uri":${JSON.stringify(uri)}}${more}}`;
const event = (name = 'GetObject') =>
  `{"eventTime":"2024-05-01T12:00:00Z","eventSource":"s3.amazonaws.com","eventName":"${name}"}`;
const flowHeader =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
const flowLine =
  '2 123456789012 eni-0a1b2c3d 192.0.2.1 10.0.0.5 443 49152 6 10 840 1700000000 1700000060 ACCEPT OK';
const albLine = (agent = 'curl/8.5.0', client = '192.0.2.1:1234') =>
  `https 2024-05-01T12:00:00.123456Z app/shop/50dc6c495c0c9188 ${client} 10.0.0.1:80 0.001 0.002 -1 200 200 34 366 "GET https://shop.example.com:443/ HTTP/2.0" "${agent}" TLS_AES_128_GCM_SHA256 TLSv1.3 arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "shop.example.com" "-" 0 2024-05-01T12:00:00.120000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-"`;

const decode = (format: string, bytes: Uint8Array | string, options?: DecodeOptions) =>
  decoder.decode(formatNamed(format), [{ key: 'object', bytes }], options);
const kinds = (decoded: Decoded) => decoded.rejects.map((reject) => reject['kind']);

/** Rows and reject kinds, after checking that nothing got lost on the way. */
async function outcome(
  format: string,
  bytes: Uint8Array | string,
  options?: DecodeOptions,
): Promise<{ rows: number; kinds: unknown[] }> {
  const decoded = await decode(format, bytes, options);
  const { records, rows, rejects } = sums(decoded.outcomes);
  expect(records).toBe(rows + rejects);
  expect(decoded.rows).toHaveLength(rows);
  return { rows, kinds: kinds(decoded) };
}

test('an empty object has no records', async () => {
  expect(await outcome('waf', '')).toEqual({ rows: 0, kinds: [] });
  expect(await outcome('vpc-flow', '')).toEqual({ rows: 0, kinds: [] });
  expect(await outcome('cloudtrail', '')).toEqual({ rows: 0, kinds: [] });
});

test('an empty gzip has no records', async () => {
  expect(await outcome('waf', gzipSync(''))).toEqual({ rows: 0, kinds: [] });
});

test('gzip or not is told by the bytes, not by the name', async () => {
  const plain = { key: 'named.log.gz', bytes: `${wafLine()}\n` };
  const packed = { key: 'named.log', bytes: gzipSync(`${wafLine()}\n`) };
  const decoded = await decoder.decode(formatNamed('waf'), [plain, packed]);
  expect(sums(decoded.outcomes)).toEqual({ records: 2, rows: 2, rejects: 0 });
});

test('several gzip members are one text', async () => {
  const half = Math.floor(wafLine().length / 2);
  const text = `${wafLine()}\n${wafLine()}\n`;
  const members = Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(text.slice(half))]);
  expect(await outcome('waf', members)).toEqual({ rows: 2, kinds: [] });
});

const manyLines = Array.from({ length: 3000 }, (_, at) => wafLine(`/${at}/${Math.sin(at)}`)).join('\n');

test('a cut-off gzip leaves every whole record before the cut, one reject of the half record and one of the damage', async () => {
  const bytes = gzipSync(`${manyLines}\n`);
  const decoded = await decode('waf', bytes.subarray(0, Math.floor(bytes.length * 0.6)), {
    select: 'httprequest.uri',
  });
  const { records, rows, rejects } = sums(decoded.outcomes);
  expect(records).toBe(rows + rejects);
  expect(rows).toBeGreaterThan(1000);
  expect(new Set(kinds(decoded))).toEqual(new Set(['cut_record', 'gzip_cut']));
  expect(rejects).toBe(2);
});

test('a cut-off gzip of lines keeps no half line as a row', async () => {
  const lines = Array.from({ length: 3000 }, (_, at) => flowLine.replace('49152', String(1024 + at))).join(
    '\n',
  );
  const bytes = gzipSync(`${flowHeader}\n${lines}\n`);
  const decoded = await decode('vpc-flow', bytes.subarray(0, Math.floor(bytes.length * 0.6)), {
    select: 'log_status',
  });
  expect(decoded.rows.length).toBeGreaterThan(1000);
  expect(decoded.rows.every((row) => row['log_status'] === 'OK')).toBe(true);
  expect(kinds(decoded)).toContain('gzip_cut');
});

test('garbage behind the gzip is reported, padding with zeros is not', async () => {
  const good = gzipSync(`${wafLine()}\n`);
  expect(await outcome('waf', Buffer.concat([good, Buffer.from('garbage')]))).toEqual({
    rows: 1,
    kinds: ['gzip_trailing'],
  });
  expect(await outcome('waf', Buffer.concat([good, Buffer.alloc(512)]))).toEqual({ rows: 1, kinds: [] });
});

test('two good members with a broken one between: both good ones are kept', async () => {
  const broken = gzipSync(`${manyLines}\n`);
  broken.fill(0xff, 40, 60);
  const bytes = Buffer.concat([
    gzipSync(`${wafLine('/first')}\n`),
    broken,
    gzipSync(`${wafLine('/last')}\n`),
  ]);
  const decoded = await decode('waf', bytes, { select: 'httprequest.uri AS uri' });
  const uris = decoded.rows.map((row) => row['uri']);
  expect(uris).toContain('/first');
  expect(uris).toContain('/last');
  expect(kinds(decoded)).toContain('gzip_corrupt');
});

test('a byte order mark, CRLF and a missing last newline change nothing', async () => {
  expect(await outcome('waf', `\uFEFF${wafLine()}\r\n${wafLine()}`)).toEqual({ rows: 2, kinds: [] });
  expect(await outcome('vpc-flow', `\uFEFF${flowHeader}\r\n${flowLine}\r\n${flowLine}`)).toEqual({
    rows: 2,
    kinds: [],
  });
  expect(await outcome('cloudtrail', `\uFEFF{"Records":[${event()}]}`)).toEqual({ rows: 1, kinds: [] });
});

test('a record of 20 MB is a row', async () => {
  const uri = `/${'a'.repeat(20_000_000)}`;
  const decoded = await decode('waf', `${wafLine(uri)}\n${wafLine()}\n`, {
    select: 'length(httprequest.uri) AS length',
  });
  expect(decoded.rows).toEqual([{ length: '1' }, { length: '20000001' }]);
});

test('a record beyond the limit is a reject with its beginning; the next is a row', async () => {
  const line = wafLine(`/${'a'.repeat(3_000_000)}`);
  const decoded = await decode('waf', `${line}\n${wafLine()}\n`, {
    limits: { maxRecordBytes: 1_000_000, rejectRawBytes: 100 },
  });
  expect(sums(decoded.outcomes).rows).toBe(1);
  expect(kinds(decoded)).toEqual(['too_long']);
  expect(String(decoded.rejects[0]?.['raw'])).toHaveLength(100);
});

test('the limit of a record holds in small objects too: one byte more is a reject', async () => {
  const line = wafLine(`/${'a'.repeat(5000)}`);
  const limits = (maxRecordBytes: number) => ({ limits: { maxRecordBytes } });
  const fitting = await decode('waf', `${line}\n${wafLine()}\n`, limits(line.length));
  expect(sums(fitting.outcomes)).toMatchObject({ rows: 2, rejects: 0 });
  const over = await decode('waf', `${line}\n${wafLine()}\n`, limits(line.length - 1));
  expect(sums(over.outcomes)).toMatchObject({ rows: 1, rejects: 1 });
  expect(kinds(over)).toEqual(['too_long']);
  const record = event().replace('{', `{"eventVersion":"${'b'.repeat(5000)}",`);
  const trail = await decode('cloudtrail', `{"Records":[${record}]}`, limits(record.length - 1));
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
  const decoded = await decode(format, text, {
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
  const decoded = await decode('waf', Buffer.concat([line, Buffer.from('\n')]), {
    select: `httprequest.uri AS uri, extra['httpRequest.uri'] AS raw`,
  });
  expect(decoded.rows).toEqual([{ uri: null, raw: String.raw`"/caf\xe9"` }]);
  const alb = Buffer.from(`${albLine('agent?')}\n`);
  alb[alb.indexOf('agent?') + 5] = 0xe9;
  const text = await decode('alb-access', alb, {
    select: `user_agent, extra['user_agent'] AS raw, elb_status_code`,
  });
  expect(text.rows).toEqual([{ user_agent: null, raw: String.raw`agent\xe9`, elb_status_code: 200 }]);
});

test('NUL bytes do not end a text', async () => {
  const decoded = await decode(
    'vpc-flow',
    `${flowHeader}\n${flowLine.replace('eni-0a1b2c3d', 'eni-\0x')}\n`,
    { select: `interface_id, extra['interface-id'] AS raw, dstport` },
  );
  expect(decoded.rows).toEqual([{ interface_id: null, raw: String.raw`eni-\x00x`, dstport: 49_152 }]);
  expect(await outcome('waf', `{"timestamp":1700000000123,"action":"A\u0000B"}\n`)).toEqual({
    rows: 0,
    kinds: ['malformed_json'],
  });
});

test('a document cut inside a record: the records before it and one reject', async () => {
  const text = `{"Records":[${event('A')},${event('B')},{"eventTime":"2024-05-0`;
  expect(await outcome('cloudtrail', text)).toEqual({ rows: 2, kinds: ['cut_record'] });
});

test.each([
  ['missing', '{"Other":[]}', ['no_event_time']],
  ['null', '{"Records":null}', ['no_records']],
  ['not an array', '{"Records":{"a":1}}', ['no_records']],
])('Records %s', async (_what, text, expected) => {
  expect(await outcome('cloudtrail', text)).toEqual({ rows: 0, kinds: expected });
});

test('a record that is a string is a reject, its neighbours are rows', async () => {
  expect(await outcome('cloudtrail', `{"Records":[${event()},"text",${event()}]}`)).toEqual({
    rows: 2,
    kinds: ['not_an_object'],
  });
});

test('of a repeated key the last value is the column, the earlier one stays in extra', async () => {
  const decoded = await decode('waf', `${wafLine('/', ',"action":"BLOCK"')}\n`, {
    select: `action, extra['action'] AS earlier`,
  });
  expect(decoded.rows).toEqual([{ action: 'BLOCK', earlier: 'ALLOW' }]);
  expect(decoded.outcomes[0]?.drift).toEqual({ 'repeated_key action': 1 });
});

test('numbers beyond 2^53 keep their digits, beyond 64 bits they go to extra', async () => {
  const decoded = await decode(
    'waf',
    `${wafLine('/', ',"requestBodySize":9007199254740993')}\n${wafLine('/', ',"requestBodySize":92233720368547758080')}\n`,
    {
      select: `requestbodysize AS size, extra['requestBodySize'] AS raw`,
    },
  );
  expect(decoded.rows).toEqual([
    { size: '9007199254740993', raw: null },
    { size: null, raw: '92233720368547758080' },
  ]);
});

test('nesting of 10,000 levels is refused, of 900 it is kept as text', async () => {
  const nested = (levels: number) =>
    wafLine('/', `,"monetizeVerifyResponse":${'['.repeat(levels)}${']'.repeat(levels)}`);
  const decoded = await decode('waf', `${nested(10_000)}\n${nested(900)}\n`, {
    select: 'length(monetizeverifyresponse) AS length',
  });
  expect(decoded.rows).toEqual([{ length: '1800' }]);
  expect(kinds(decoded)).toEqual(['too_deep']);
});

test('a text where a JSON document belongs keeps its quotes, so that no query over the column fails', async () => {
  const finding = (service: string) =>
    `{"updatedAt":"2024-05-01T12:00:00Z","type":"t","service":${service},"severity":8.0}\n`;
  const address = '{"action":{"awsApiCallAction":{"remoteIpDetails":{"ipAddressV4":"192.0.2.1"}}}}';
  const decoded = await decode('guardduty', `${finding('"a \\"text\\""')}${finding(address)}`, {
    select: 'service, client_ip',
  });
  expect(decoded.rows).toEqual([
    { service: '"a \\"text\\""', client_ip: null },
    { service: address, client_ip: '192.0.2.1' },
  ]);
});

test('a quote that never closes is a reject, the next line a row', async () => {
  const open = albLine()
    .replace('"curl/8.5.0" ', '"curl/8.5.0 ')
    .replaceAll('" "', ' ')
    .replaceAll('"', '')
    .replace('curl', '"curl');
  expect(await outcome('alb-access', `${open}\n${albLine()}\n`)).toEqual({
    rows: 1,
    kinds: ['unclosed_quote'],
  });
});

test('3 columns where 29 belong are a reject', async () => {
  expect(await outcome('alb-access', `https 2024-05-01T12:00:00Z app/shop/1\n${albLine()}\n`)).toEqual({
    rows: 1,
    kinds: ['too_few_columns'],
  });
});

test('a header that names an unknown field: the field goes to extra', async () => {
  const decoded = await decode('vpc-flow', `${flowHeader} brand-new\n${flowLine} seven\n`, {
    select: `srcaddr, extra['brand-new'] AS fresh`,
  });
  expect(decoded.rows).toEqual([{ srcaddr: '192.0.2.1', fresh: 'seven' }]);
  expect(decoded.outcomes[0]?.drift).toEqual({ 'unknown_column brand-new': 1 });
});

test('Transit Gateway flow logs are refused with the reason', async () => {
  const decoded = await decode(
    'vpc-flow',
    'version resource-type account-id tgw-id tgw-attachment-id srcaddr\n6 TransitGateway 123456789012 tgw-1 tgw-attach-1 192.0.2.1\n',
  );
  expect(kinds(decoded)).toEqual(['refused_format', 'refused_format']);
  expect(decoded.rejects[0]?.['reason']).toContain('Transit Gateway');
});

test('event times in year 1 and 9999 are rows, beyond they are rejects', async () => {
  const at = (time: string) => `{"eventTime":"${time}","eventName":"x"}`;
  const text = `{"Records":[${at('0001-01-01T00:00:00Z')},${at('9999-12-31T23:59:59Z')},${at('99999-01-01T00:00:00Z')},${at('0000-12-31T23:59:59Z')}]}`;
  expect(await outcome('cloudtrail', text)).toEqual({
    rows: 2,
    kinds: ['unreadable_event_time', 'unreadable_event_time'],
  });
  expect(await outcome('waf', '{"timestamp":3093527980800000}\n')).toEqual({
    rows: 0,
    kinds: ['unreadable_event_time'],
  });
});

test('a 0-byte object beside good ones', async () => {
  const good = { key: 'good', bytes: gzipSync(`${wafLine()}\n`) };
  const decoded = await decoder.decode(formatNamed('waf'), [good, { key: 'empty', bytes: '' }, good]);
  expect(decoded.outcomes.map(({ records, rows }) => [records, rows])).toEqual([
    [1, 1],
    [0, 0],
    [1, 1],
  ]);
});

test('a gzip bomb is stopped at the limit and said so', async () => {
  // As small as by the usual way, which takes four times as long.
  const bomb = gzipSync(Buffer.alloc(110_000_000, ' '), { strategy: constants.Z_RLE });
  const decoded = await decode('waf', bomb);
  expect(kinds(decoded)).toContain('object_too_large');
  expect(decoded.rejects[0]?.['reason']).toContain('maxInflationRatio');
  const large = await decode('waf', gzipSync(`${manyLines}\n`), { limits: { maxObjectBytes: 100_000 } });
  expect(kinds(large)).toContain('object_too_large');
  expect(sums(large.outcomes).rows).toBeGreaterThan(0);
});

test('rejects beyond the limit are counted, not kept', async () => {
  const decoded = await decode('waf', '17\n'.repeat(50), { limits: { maxRejectsPerObject: 10 } });
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
    const decoded = await decode('waf', 'x\n'.repeat(broken), { limits: { maxRejectsPerObject: 10 } });
    expect(sums(decoded.outcomes)).toEqual({ records: broken, rows: 0, rejects: broken });
  },
);

test('a long reject keeps its beginning, its length and its hash', async () => {
  const line = `"${'x'.repeat(200_000)}"`;
  const decoded = await decode('waf', `${line}\n`);
  expect(decoded.rejects[0]).toMatchObject({
    raw_bytes: '200002',
    raw_sha256: createHash('sha256').update(line).digest('hex'),
  });
  expect(String(decoded.rejects[0]?.['raw'])).toHaveLength(65_536);
});

test('an IPv6 client, brackets or not', async () => {
  const text = `${albLine('a', '[2001:db8::1]:443')}\n${albLine('b', '2001:db8::2:443')}\n`;
  const decoded = await decode('alb-access', text, {
    select: 'user_agent, client_ip, client_port, response_processing_time',
  });
  expect(decoded.rows).toEqual([
    { user_agent: 'a', client_ip: '2001:db8::1', client_port: 443, response_processing_time: null },
    { user_agent: 'b', client_ip: '2001:db8::2', client_port: 443, response_processing_time: null },
  ]);
});
