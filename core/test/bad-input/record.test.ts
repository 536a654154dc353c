import { afterAll, beforeAll, expect, test } from 'vitest';
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

/** Records of an odd form: each with what must become of it, worked out by hand. */
let odd: ObjectDecoder;

beforeAll(async () => {
  odd = await openObjectDecoder();
});

afterAll(() => odd.decoder.close());

test('a document cut inside a record: the records before it and one reject', async () => {
  const text = `{"Records":[${event('A')},${event('B')},{"eventTime":"2024-05-0`;
  expect(await odd.outcome('cloudtrail', text)).toEqual({ rows: 2, kinds: ['cut_record'] });
});

test.each([
  ['missing', '{"Other":[]}', ['no_event_time']],
  ['null', '{"Records":null}', ['no_records']],
  ['not an array', '{"Records":{"a":1}}', ['no_records']],
])('Records %s', async (_what, text, expected) => {
  expect(await odd.outcome('cloudtrail', text)).toEqual({ rows: 0, kinds: expected });
});

test('a record that is a string is a reject, its neighbours are rows', async () => {
  expect(await odd.outcome('cloudtrail', `{"Records":[${event()},"text",${event()}]}`)).toEqual({
    rows: 2,
    kinds: ['not_an_object'],
  });
});

test('of a repeated key the last value is the column, the earlier one stays in extra', async () => {
  const decoded = await odd.decode('waf', `${wafLine('/', ',"action":"BLOCK"')}\n`, {
    select: `action, extra['action'] AS earlier`,
  });
  expect(decoded.rows).toEqual([{ action: 'BLOCK', earlier: 'ALLOW' }]);
  expect(decoded.outcomes[0]?.drift).toEqual({ 'repeated_key action': 1 });
});

test('numbers beyond 2^53 keep their digits, beyond 64 bits they go to extra', async () => {
  const decoded = await odd.decode(
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
  const decoded = await odd.decode('waf', `${nested(10_000)}\n${nested(900)}\n`, {
    select: 'length(monetizeverifyresponse) AS length',
  });
  expect(decoded.rows).toEqual([{ length: '1800' }]);
  expect(kinds(decoded)).toEqual(['too_deep']);
});

test('a text where a JSON document belongs keeps its quotes, so that no query over the column fails', async () => {
  const finding = (service: string) =>
    `{"updatedAt":"2024-05-01T12:00:00Z","type":"t","service":${service},"severity":8.0}\n`;
  const address = '{"action":{"awsApiCallAction":{"remoteIpDetails":{"ipAddressV4":"192.0.2.1"}}}}';
  const decoded = await odd.decode('guardduty', `${finding('"a \\"text\\""')}${finding(address)}`, {
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
  expect(await odd.outcome('alb-access', `${open}\n${albLine()}\n`)).toEqual({
    rows: 1,
    kinds: ['unclosed_quote'],
  });
});

test('3 columns where 29 belong are a reject', async () => {
  expect(await odd.outcome('alb-access', `https 2024-05-01T12:00:00Z app/shop/1\n${albLine()}\n`)).toEqual({
    rows: 1,
    kinds: ['too_few_columns'],
  });
});

test('a header that names an unknown field: the field goes to extra', async () => {
  const decoded = await odd.decode('vpc-flow', `${flowHeader} brand-new\n${flowLine} seven\n`, {
    select: `srcaddr, extra['brand-new'] AS fresh`,
  });
  expect(decoded.rows).toEqual([{ srcaddr: '192.0.2.1', fresh: 'seven' }]);
  expect(decoded.outcomes[0]?.drift).toEqual({ 'unknown_column brand-new': 1 });
});

test('Transit Gateway flow logs are refused with the reason', async () => {
  const decoded = await odd.decode(
    'vpc-flow',
    'version resource-type account-id tgw-id tgw-attachment-id srcaddr\n6 TransitGateway 123456789012 tgw-1 tgw-attach-1 192.0.2.1\n',
  );
  expect(kinds(decoded)).toEqual(['refused_format', 'refused_format']);
  expect(decoded.rejects[0]?.['reason']).toContain('Transit Gateway');
});

test('event times in year 1 and 9999 are rows, beyond they are rejects', async () => {
  const at = (time: string) => `{"eventTime":"${time}","eventName":"x"}`;
  const text = `{"Records":[${at('0001-01-01T00:00:00Z')},${at('9999-12-31T23:59:59Z')},${at('99999-01-01T00:00:00Z')},${at('0000-12-31T23:59:59Z')}]}`;
  expect(await odd.outcome('cloudtrail', text)).toEqual({
    rows: 2,
    kinds: ['unreadable_event_time', 'unreadable_event_time'],
  });
  expect(await odd.outcome('waf', '{"timestamp":3093527980800000}\n')).toEqual({
    rows: 0,
    kinds: ['unreadable_event_time'],
  });
});

test('an IPv6 client, brackets or not', async () => {
  const text = `${albLine('a', '[2001:db8::1]:443')}\n${albLine('b', '2001:db8::2:443')}\n`;
  const decoded = await odd.decode('alb-access', text, {
    select: 'user_agent, client_ip, client_port, response_processing_time',
  });
  expect(decoded.rows).toEqual([
    { user_agent: 'a', client_ip: '2001:db8::1', client_port: 443, response_processing_time: null },
    { user_agent: 'b', client_ip: '2001:db8::2', client_port: 443, response_processing_time: null },
  ]);
});
