import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatNamed, openDecoder, sums, type Decoder, type TestObject } from './decode-fixture.ts';

/** Real log lines and events that others published, read in place; not part of the repository. */
const CORPORA = join(import.meta.dirname, '../../../shared/corpora');
const isThere = existsSync(CORPORA);

if (!isThere)
  process.stderr.write(`conformance with published samples is skipped: ${CORPORA} is not there\n`);

interface Case {
  readonly input: unknown;
  readonly expected?: Readonly<Record<string, unknown>> | null;
  readonly format?: string;
  readonly name?: string;
}

const cases = (file: string, format?: string): Case[] =>
  readFileSync(join(CORPORA, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Case)
    .filter((each) => each.input !== undefined && (format === undefined || each.format === format));

const textOf = ({ input }: Case): string => (typeof input === 'string' ? input : JSON.stringify(input));

/** One object per case, so that a header of one is not the header of the next. */
const asObjects = (given: readonly Case[]): TestObject[] =>
  given.map((each, at) => ({ key: `${each.name ?? 'case'}-${at}`, bytes: `${textOf(each)}\n` }));

function filesBelow(folder: string, pattern: RegExp): TestObject[] {
  const root = join(CORPORA, folder);
  if (!statSync(root).isDirectory()) return [{ key: folder, bytes: readFileSync(root) }];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name) && statSync(join(root, name)).isFile())
    .map((name) => ({ key: `${folder}/${name}`, bytes: readFileSync(join(root, name)) }));
}

const SOLUTIONS = 'awssol-centralized-logging/pipeline/log-processor/test/datafile';

interface Conformance {
  readonly format: string;
  readonly objects: () => TestObject[];
  /** Rejects that must come, by kind: samples that are broken on purpose, of another log, or prose. */
  readonly rejects: Readonly<Record<string, number>>;
}

const CONFORMANCE: readonly Conformance[] = [
  {
    format: 'waf',
    objects: () => [
      ...asObjects(cases('aws-docs/waf.jsonl')),
      ...filesBelow('otel-contrib/waf', /./),
      ...filesBelow(`${SOLUTIONS}/waf.log`, /./),
      ...filesBelow('awssol-waf-security-automations', /test_waf_log\.gz$/),
    ],
    rejects: {},
  },
  {
    format: 'cloudtrail',
    objects: () => [
      ...filesBelow('elastic-otel-components/testdata', /cloudtrail\.json$/),
      ...filesBelow('trailscraper', /\.json(?:\.gz)?$/),
      ...filesBelow(`${SOLUTIONS}/cloudtrail.log`, /./),
    ],
    rejects: {},
  },
  {
    format: 'alb-access',
    objects: () => [
      ...asObjects(cases('aws-docs/alb.jsonl')),
      ...asObjects(cases('code-tests/vrl_alb.jsonl')),
      ...asObjects(cases('code-tests/plaso.jsonl', 'alb')),
      ...asObjects(cases('code-tests/honeyaws.jsonl', 'alb')),
      ...asObjects(cases('code-tests/fluent_elb.jsonl', 'alb')),
      ...filesBelow(`${SOLUTIONS}/elb.log`, /./),
      ...filesBelow('awssamples-cloudfront-log-analysis/raw-logs', /alb-logs\.gz$/),
      ...filesBelow('awssol-waf-security-automations', /app\..*\.log\.gz$/),
    ],
    // A line that is a lone "#" in the solution's file.
    rejects: { too_few_columns: 1 },
  },
  {
    format: 's3-access',
    objects: () => [
      ...asObjects(cases('aws-docs/s3access.jsonl')),
      ...asObjects(cases('code-tests/logstash_patterns.jsonl', 's3access')),
      ...asObjects(
        cases('code-tests/nekrassov.jsonl', 's3access').filter(({ expected }) => expected !== null),
      ),
      ...filesBelow(`${SOLUTIONS}/s3.log`, /./),
      ...filesBelow('otel-contrib/s3', /\.log$/),
    ],
    rejects: {},
  },
  {
    format: 'vpc-flow',
    objects: () => [
      ...filesBelow(`${SOLUTIONS}/vpcflow.log`, /./),
      ...filesBelow('elastic-otel-components/testdata', /vpcflow\.txt$/),
      ...filesBelow('otel-contrib/vpcflow', /valid_vpc.*\.log$/),
    ],
    rejects: {},
  },
];

/** Numbers as numbers, whichever way they are written; -1 is how AWS writes "none" in times. */
function plain(value: unknown): unknown {
  if (typeof value === 'string' && value !== '' && !Number.isNaN(Number(value))) return plain(Number(value));
  return value === -1 || value === undefined ? null : value;
}

describe.skipIf(!isThere)('published samples', () => {
  let decoder: Decoder;

  beforeAll(async () => {
    decoder = await openDecoder();
  });

  afterAll(() => decoder.close());

  test.each(CONFORMANCE.map((each) => [each.format, each] as const))(
    'every real sample of %s decodes',
    async (_name, { format, objects, rejects }) => {
      const decoded = await decoder.decode(formatNamed(format), objects(), { select: 'event_time' });
      const { records, rows } = sums(decoded.outcomes);
      expect(rows).toBeGreaterThan(3);
      const kinds: Record<string, number> = {};
      for (const { kind } of decoded.rejects) kinds[String(kind)] = (kinds[String(kind)] ?? 0) + 1;
      expect([
        kinds,
        decoded.rejects.filter(({ kind }) => rejects[String(kind)] === undefined).slice(0, 3),
      ]).toEqual([rejects, []]);
      expect(records).toBe(rows + Object.values(rejects).reduce((sum, count) => sum + count, 0));
      expect(decoded.rows.every((row) => row['event_time'] !== null)).toBe(true);
    },
  );

  /** vector's names for ALB columns; the rest are ours. */
  const VECTOR: Readonly<Record<string, string>> = {
    error_reason: 'lambda_error_reason',
    request_method: 'request_verb',
    request_protocol: 'request_proto',
    traceability_id: 'conn_trace_id',
  };
  const SPLIT = new Set([
    'client_host',
    'target_host',
    'timestamp',
    'type',
    'request_creation_time',
    'target_port_list',
    'target_status_code_list',
    'tid',
  ]);

  test('ALB columns equal what vector expects, field by field', async () => {
    let compared = 0;
    for (const { input, expected } of cases('code-tests/vrl_alb.jsonl')) {
      const decoded = await decoder.decode(formatNamed('alb-access'), [
        { key: 'line', bytes: `${String(input)}\n` },
      ]);
      const row = decoded.rows[0] ?? {};
      for (const [name, value] of Object.entries(expected ?? {})) {
        const column = VECTOR[name] ?? name;
        if (SPLIT.has(name) || !(column in row)) continue;
        expect([name, plain(row[column])]).toEqual([name, plain(value)]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(200);
  });

  const S3_NAMES: Readonly<Record<string, string>> = {
    bucket_owner: 'bucketowner',
    bucket: 'bucket_name',
    remote_ip: 'remoteip',
    requester: 'requester',
    request_id: 'requestid',
    operation: 'operation',
    key: 'key',
    http_status: 'httpstatus',
    error_code: 'errorcode',
    bytes_sent: 'bytessent',
    object_size: 'objectsize',
    total_time: 'totaltime',
    turn_around_time: 'turnaroundtime',
    user_agent: 'useragent',
    version_id: 'versionid',
    host_id: 'hostid',
    cipher_suite: 'ciphersuite',
    tls_version: 'tlsversion',
  };

  test('S3 columns equal what a published parser expects, field by field', async () => {
    let compared = 0;
    for (const { input, expected } of cases('code-tests/nekrassov.jsonl', 's3access')) {
      if (expected === null || expected === undefined) continue;
      const decoded = await decoder.decode(formatNamed('s3-access'), [
        { key: 'line', bytes: `${String(input)}\n` },
      ]);
      const [row] = decoded.rows;
      for (const [name, column] of Object.entries(S3_NAMES)) {
        const value = expected[name];
        if (value === undefined || row === undefined) continue;
        const text = JSON.stringify(value).replaceAll(/^"|"$|\\"/g, '');
        expect([name, row[column] ?? '-']).toEqual([name, text]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(40);
  });
});
