import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '#formats';
import type { Simulated } from '#simulate';
import { simulatedLogs, simulateTwoDays } from './simulated-logs.ts';

let folder: string;
let first: Simulated;

/** The folders of logs by what they are called here; the first one is nobody's alone. */
const folders = new Map<string, string>();

function run(name: string, more: { seed?: number; scale?: number; days?: number } = {}): Promise<Simulated> {
  folders.set(name, join(folder, name));
  return simulateTwoDays(join(folder, name), more);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'levee-simulate-'));
  const logs = await simulatedLogs();
  folders.set('first', logs.folder);
  first = logs.told;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pathOf = (name: string): string => folders.get(name) ?? '';

/** The paths of a folder's files, which are listed once: nobody changes them. */
const listed = new Map<string, readonly string[]>();

function files(name: string): readonly string[] {
  const known = listed.get(name) ?? filesBelow(pathOf(name));
  listed.set(name, known);
  return known;
}

const filesBelow = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

function fingerprint(name: string): string {
  const hash = createHash('sha256');
  for (const path of files(name)) hash.update(path.slice(pathOf(name).length)).update(readFileSync(path));
  return hash.digest('hex');
}

test('the same seed writes the same bytes, another seed other ones', async () => {
  await run('again');
  expect(fingerprint('again')).toBe(fingerprint('first'));
  await run('some', { days: 0.05 });
  await run('other', { days: 0.05, seed: 4 });
  expect(fingerprint('other')).not.toBe(fingerprint('some'));
});

test('every key is recognised as exactly one format', () => {
  for (const path of files('first')) {
    if (path.endsWith('truth.json')) continue;
    const fits = catalogue.filter(({ format }) =>
      format.objects.some((pattern: RegExp) => pattern.test(path)),
    );
    expect([path, fits.length]).toEqual([path, 1]);
  }
});

/** Texts of the first run's files, each read once. */
const read = new Map<string, string>();

function textOf(path: string): string {
  const known = read.get(path);
  if (known !== undefined) return known;
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  read.set(path, text);
  return text;
}

const texts = (part: RegExp): string[] =>
  files('first')
    .filter((path) => part.test(path))
    .map(textOf);
const lines = (part: RegExp): string[] =>
  texts(part).flatMap((text) =>
    text.split('\n').filter((line) => line !== '' && !line.startsWith('version ')),
  );

test('thirteen incidents are planted, and truth.json counts their records', () => {
  const types = new Set(first.truth.map(({ type }) => type));
  expect(types.size).toBe(13);
  const truth = (type: string, table: string) =>
    first.truth.find((each) => each.type === type && each.table === table)?.records;
  expect(truth('http_flood', 'waf_logs')).toBe(
    lines(/_waflogs_/).filter((line) => line.includes('"clientIp":"203.0.113.99"')).length,
  );
  expect(truth('distributed_flood', 'alb_access_logs')).toBe(
    lines(/_elasticloadbalancing_/).filter((line) => line.includes('/checkout?id=')).length,
  );
  expect(truth('port_scan', 'vpc_flow_logs')).toBe(
    lines(/_vpcflowlogs_/).filter((line) => line.includes(' 198.51.100.66 ')).length / 1,
  );
  expect(truth('bulk_download', 's3_access_logs')).toBe(
    lines(/s3-access/).filter((line) => line.includes(' exports/2026/')).length,
  );
  expect(truth('root_login_without_mfa', 'cloudtrail_logs')).toBe(
    texts(/_CloudTrail_/)
      .join('')
      .split('"MFAUsed":"No"').length -
      1 +
      5,
  );
});

test('records of all tables add up', () => {
  const events = texts(/_CloudTrail_/).reduce(
    (sum, text) => sum + (JSON.parse(text) as { Records: unknown[] }).Records.length,
    0,
  );
  expect(first.records).toBe(
    lines(/_waflogs_|_elasticloadbalancing_|_vpcflowlogs_|s3-access|GuardDuty/).length + events,
  );
});

test('the distributed flood keeps one fingerprint over many addresses', () => {
  const flood = lines(/_waflogs_/)
    .map((line) => JSON.parse(line) as { ja4Fingerprint: string; httpRequest: { clientIp: string } })
    .filter(({ ja4Fingerprint }) => ja4Fingerprint.startsWith('t13d190900_'));
  const addresses = new Set(flood.map(({ httpRequest }) => httpRequest.clientIp));
  expect(addresses.size).toBeGreaterThanOrEqual(250);
  expect(flood.length / addresses.size).toBeLessThan(10);
});

test('twice the scale is about twice the everyday records', async () => {
  // In the first half hour no incident begins.
  const [less, more] = [
    await run('less', { scale: 0.5, days: 0.02 }),
    await run('more', { scale: 1, days: 0.02 }),
  ];
  expect(less.truth).toEqual([]);
  expect(less.records).toBeGreaterThan(300);
  expect(more.records / less.records).toBeGreaterThan(1.7);
  expect(more.records / less.records).toBeLessThan(2.3);
});

test('a slot of a large scale is one object of each stream, with all its records', async () => {
  const large = await run('large', { scale: 6, days: 0.01 });
  const small = await run('small', { scale: 1, days: 0.01 });
  const keys = (name: string) => files(name).map((path) => path.slice(pathOf(name).length));
  // A stream of which nothing happens in a slot has no object.
  expect(keys('large')).toEqual(expect.arrayContaining(keys('small')));
  expect(large.objects).toBe(keys('large').length - 1);
  expect(large.objects).toBeLessThan(small.objects * 1.5);
  const records = files('large').flatMap((path) => {
    if (path.endsWith('truth.json')) return [];
    if (path.endsWith('.json.gz')) return (JSON.parse(textOf(path)) as { Records: unknown[] }).Records;
    return textOf(path)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('version '));
  });
  expect(records).toHaveLength(large.records);
  expect(large.bytes).toBe(
    files('large').reduce(
      (sum, path) => sum + (path.endsWith('truth.json') ? 0 : Buffer.byteLength(textOf(path))),
      0,
    ),
  );
});

// Forms that AWS documents: ARNs, ids, times, line widths.
test.each([
  [
    'a web ACL ARN',
    /_waflogs_/,
    /"webaclId":"arn:aws:wafv2:[a-z0-9-]+:\d{12}:regional\/webacl\/[\w-]+\/[0-9a-f-]{36}"/,
  ],
  ['a trace id', /_elasticloadbalancing_/, /"Root=1-[0-9a-f]{8}-[0-9a-f]{24}"/],
  [
    'a load balancer time',
    /_elasticloadbalancing_/,
    /^h2 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z app\/[\w-]+\/[0-9a-f]{16} /,
  ],
  [
    'an S3 time and request id',
    /s3-access/,
    /^[0-9a-f]{64} [a-z0-9-]+ \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000\] \S+ \S+ [0-9A-F]{16} REST\./,
  ],
  ['a flow record of 24 fields', /_vpcflowlogs_/, /^5 \d{12} eni-[0-9a-f]{17}(?: \S+){21}$/],
])('%s has its form in every record', (_what, part, form) => {
  expect(
    lines(part)
      .filter((line) => !form.test(line))
      .slice(0, 2),
  ).toEqual([]);
});
