import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '#formats';
import { findFiles, Recogniser, type FileFilter } from '#collect';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'levee-collect-'));
  mkdirSync(join(folder, 'b/.hidden'), { recursive: true });
  for (const name of ['b/2.gz', 'b/1.gz', 'a.log', 'b/.hidden/x', 'b/.part'])
    writeFileSync(join(folder, name), name);
  symlinkSync(join(folder, 'a.log'), join(folder, 'link.log'));
  symlinkSync(folder, join(folder, 'b/loop'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function found(filter?: FileFilter): Promise<string[]> {
  const names: string[] = [];
  for await (const { path } of findFiles([folder], filter)) names.push(path.slice(folder.length + 1));
  return names;
}

test('files in name order, links to files followed, hidden ones and linked folders left out', async () => {
  expect(await found()).toEqual(['a.log', 'b/1.gz', 'b/2.gz', 'link.log']);
});

test('patterns choose among them', async () => {
  expect(await found({ include: ['**/*.gz'] })).toEqual(['b/1.gz', 'b/2.gz']);
  expect(await found({ exclude: ['b/**'] })).toEqual(['a.log', 'link.log']);
});

test('a path that is not there is an error that names it', async () => {
  await expect(findFiles([join(folder, 'nowhere')]).next()).rejects.toThrow('nowhere');
});

const recogniser = new Recogniser(catalogue.map(({ format }) => format));

/** What an object with this key and text is taken for. */
function recognised(key: string, text: string): string {
  const path = join(folder, '.object');
  writeFileSync(path, text);
  const what = recogniser.recognise(key, path);
  return what.is === 'format'
    ? what.format.name
    : what.is === 'probe'
      ? 'probe'
      : `unrecognised: ${what.reason}`;
}

// Key layouts of AWS's own documentation, each with any prefix in front.
test.each([
  [
    'prefix/AWSLogs/123456789012/WAFLogs/eu-central-1/shop/2026/05/04/12/05/123456789012_waflogs_eu-central-1_shop_20260504T1205Z_ab12cd34.log.gz',
    'waf',
  ],
  [
    'AWSLogs/o-exampleorgid/123456789012/CloudTrail/us-east-1/2026/05/04/123456789012_CloudTrail_us-east-1_20260504T1205Z_Mu0KsOhtH1ar15ZZ.json.gz',
    'cloudtrail',
  ],
  [
    'AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/05/04/123456789012_vpcflowlogs_us-east-1_fl-1234abcd_20260504T1205Z_ab12cd34.log.gz',
    'vpc-flow',
  ],
  [
    'AWSLogs/123456789012/elasticloadbalancing/us-east-2/2026/05/04/123456789012_elasticloadbalancing_us-east-2_app.my-loadbalancer.1234567890abcdef_20260504T2340Z_192.0.2.1_20sg8hgm.log.gz',
    'alb-access',
  ],
  ['logs/123456789012/us-west-2/my-bucket/2026/05/04/2026-05-04-00-00-00-E568B2907131C0C0', 's3-access'],
  ['access-2026-05-04-00-00-00-E568B2907131C0C0', 's3-access'],
  [
    'AWSLogs/123456789012/GuardDuty/us-east-1/2026/05/04/0f0e0d0c-0b0a-4908-8706-050403020100.jsonl.gz',
    'guardduty',
  ],
  ['AWSLogs/123456789012/ELBAccessLogTestFile', 'probe'],
])('%s is %s', (key, name) => {
  expect(recognised(key, '')).toBe(name);
});

test.each([
  [
    'a network load balancer',
    'AWSLogs/123456789012/elasticloadbalancing/us-east-2/2026/05/04/123456789012_elasticloadbalancing_us-east-2_net.lb.1234567890abcdef_20260504T2340Z_2e2f6b7d.log.gz',
  ],
  [
    'a connection log',
    'AWSLogs/123456789012/elasticloadbalancing/us-east-2/2026/05/04/conn_log_123456789012_elasticloadbalancing_us-east-2_app.lb.1234567890abcdef_20260504T2340Z_192.0.2.1_20sg8hgm.log.gz',
  ],
])('%s is not taken for an access log', (_what, key) => {
  expect(recognised(key, 'x')).toContain('unrecognised');
});

test.each([
  ['{"timestamp":1,"formatVersion":1,"webaclId":"arn","terminatingRuleId":"Default_Action"}', 'waf'],
  [
    '{"Records":[{"eventVersion":"1.11","eventTime":"2026-05-04T12:00:00Z","eventSource":"s3.amazonaws.com"}]}',
    'cloudtrail',
  ],
  ['version account-id interface-id srcaddr dstaddr\n', 'vpc-flow'],
  ['{"schemaVersion":"2.0","type":"x","service":{"detectorId":"y"}}', 'guardduty'],
])('content without a telling key: %s', (text, name) => {
  expect(recognised('dump', text)).toBe(name);
});

test('what nobody knows, and what is refused, is reported with the reason', () => {
  expect(recognised('dump', 'hello')).toContain('neither its key nor its first bytes');
  expect(recognised('dump', 'version resource-type account-id tgw-id\n')).toContain('Transit Gateway');
  expect(recognised('dump', '')).toContain('empty');
});
