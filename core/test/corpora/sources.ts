import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestObject } from '../decode-fixture.ts';

/**
 * Real log lines and events that others published (repositories, documentation, test suites). They lie beside
 * this repository and are not part of it.
 */
export const CORPORA = join(import.meta.dirname, '../../../../shared/corpora');

/** A line of a `.jsonl` file of the corpora: one input, and what its publisher expects of it. */
export interface Case {
  readonly input: unknown;
  readonly expected?: Readonly<Record<string, unknown>> | null;
  readonly format?: string;
  readonly name?: string;
  /** Heading under which the documentation shows it. */
  readonly context?: string;
}

/** Published samples of one place. */
export interface Source {
  readonly format: string;
  readonly from: string;
  readonly objects: () => readonly TestObject[];
  /** Records in them, counted without Levee: `wc -l`, `jq length`, `zcat | wc -l`. */
  readonly records: number;
  /** How many of them are rejects, by kind. */
  readonly rejects?: Readonly<Record<string, number>>;
  /** Why: the sample is broken on purpose, prose, or of another log. */
  readonly why?: string;
}

const read = (path: string): Buffer => readFileSync(join(CORPORA, path));
const linesOf = (path: string): string[] =>
  textOf(path)
    .split('\n')
    .filter((line) => line !== '');

/** A text file of the corpora. */
export const textOf = (path: string): string => read(path).toString('utf8');

/** A JSON file of the corpora. */
export const jsonOf = (path: string): unknown => JSON.parse(textOf(path));

/** A file of one JSON object a line. */
export const jsonLinesOf = (path: string): Record<string, unknown>[] =>
  linesOf(path).map((line) => JSON.parse(line) as Record<string, unknown>);

/** Cases of a `.jsonl` file, of one format where it mixes several. */
export const cases = (path: string, format?: string): Case[] =>
  linesOf(path)
    .map((line) => JSON.parse(line) as Case)
    .filter((given) => given.input !== undefined && (format === undefined || given.format === format));

/** An input as the bytes of an object. */
export const bytesOf = (input: unknown): string =>
  `${typeof input === 'string' ? input : JSON.stringify(input)}\n`;

/** One object per input, so that a header line of one is not that of the next. */
const objectsOf = (from: string, values: readonly unknown[]): TestObject[] =>
  values.map((value, at) => ({ key: `${from}/${at}`, bytes: bytesOf(value) }));

const file = (path: string): TestObject => ({ key: path, bytes: read(path) });

const filesBelow = (folder: string, pattern: RegExp): TestObject[] =>
  readdirSync(join(CORPORA, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .map((name) => file(`${folder}/${name}`));

const inputs = (path: string, format?: string): TestObject[] =>
  objectsOf(
    path,
    cases(path, format).map(({ input }) => input),
  );

/** A member of every element of a JSON array. */
const elements = (path: string, member: string): TestObject[] =>
  objectsOf(
    path,
    (jsonOf(path) as Record<string, unknown>[]).flatMap((element) => element[member] ?? []),
  );

/** Files that hold an array of events, as CloudTrail's console and command line give them out. */
const eventArrays = (folder: string, pattern: RegExp): TestObject[] =>
  filesBelow(folder, pattern).map(({ key, bytes }) => ({
    key,
    bytes: JSON.stringify({ Records: [JSON.parse(Buffer.from(bytes).toString('utf8'))].flat() }),
  }));

/** The events inside what `aws cloudtrail lookup-events` answers. */
const lookedUp = (path: string): TestObject[] =>
  objectsOf(
    path,
    jsonLinesOf(path).map(({ CloudTrailEvent: event }) => event),
  );

/** Events that went through Logstash, which moves `eventTime` to `@timestamp`: moved back. */
const throughLogstash = (path: string): TestObject[] =>
  objectsOf(
    path,
    linesOf(path).map((line) => line.replace('"@timestamp":', '"eventTime":')),
  );

/** The header lines of the custom formats in AWS's examples, by the heading of the example. */
const FLOW_HEADERS: Readonly<Record<string, string>> = {
  'TCP flag sequence':
    'version vpc-id subnet-id instance-id interface-id account-id type srcaddr dstaddr srcport dstport pkt-srcaddr pkt-dstaddr protocol bytes packets start end action tcp-flags log-status',
  'Traffic through a transit gateway':
    'version interface-id account-id vpc-id subnet-id instance-id srcaddr dstaddr srcport dstport protocol tcp-flags type pkt-srcaddr pkt-dstaddr action log-status',
  'Service name, traffic path, and flow direction':
    'version srcaddr dstaddr srcport dstport protocol start end type packets bytes account-id vpc-id subnet-id instance-id interface-id region az-id sublocation-type sublocation-id action tcp-flags pkt-srcaddr pkt-dstaddr pkt-src-aws-service pkt-dst-aws-service traffic-path flow-direction log-status',
};

const flowExamples = (path: string): TestObject[] =>
  cases(path).map(({ input, context = '' }, at) => ({
    key: `${path}/${at}`,
    bytes: `${FLOW_HEADERS[context] === undefined ? '' : `${FLOW_HEADERS[context]}\n`}${bytesOf(input)}`,
  }));

/** Lines that a collector cut apart, put together again. */
const joined = (path: string, member: string): TestObject[] => [
  {
    key: path,
    bytes: elements(path, member)
      .map(({ bytes }) => String(bytes))
      .join(''),
  },
];

const SOLUTION = 'awssol-centralized-logging/pipeline/log-processor/test/datafile';
const MICROBATCH = 'awssol-centralized-logging/microbatch/test/data';
const WAF_SOLUTION = 'awssol-waf-security-automations';
const OTRF = 'otrf-security-datasets/aws/collection/ec2_proxy_s3_exfiltration';

const WAF: readonly Omit<Source, 'format'>[] = [
  { from: 'aws-docs', objects: () => inputs('aws-docs/waf.jsonl'), records: 7 },
  { from: 'otel-contrib', objects: () => filesBelow('otel-contrib/waf', /./), records: 2 },
  { from: 'centralized-logging', objects: () => [file(`${SOLUTION}/waf.log`)], records: 2 },
  { from: 'waf-automations', objects: () => [file(`${WAF_SOLUTION}/test_waf_log.gz`)], records: 228 },
  { from: 'catalog', objects: () => [file('opensearch-catalog/aws_waf/data/raw.log')], records: 38 },
];

const CLOUDTRAIL: readonly Omit<Source, 'format'>[] = [
  {
    from: 'aws-docs',
    objects: () => inputs('aws-docs/cloudtrail.jsonl'),
    records: 66,
    rejects: { unreadable_event_time: 2 },
    why: 'one is an S3 event notification with prose for a time, one has blanks inside its time',
  },
  { from: 'elastic', objects: () => filesBelow('elastic-otel-components', /cloudtrail\.json$/), records: 2 },
  { from: 'trailscraper', objects: () => filesBelow('trailscraper', /\.json(?:\.gz)?$/), records: 4 },
  { from: 'centralized-logging', objects: () => [file(`${SOLUTION}/cloudtrail.log`)], records: 4 },
  {
    from: 'otrf',
    objects: () => throughLogstash(`${OTRF}/ec2_proxy_s3_exfiltration_2020-09-14011940.json`),
    records: 103,
  },
  { from: 'traildiscover', objects: () => eventArrays('traildiscover', /\.cloudtrail$/), records: 563 },
  { from: 'cribl', objects: () => elements('cribl-packs/BeVTW2.json', '_raw'), records: 44 },
  { from: 'plaso', objects: () => lookedUp('plaso/jsonl/aws_cloudtrail.jsonl'), records: 6 },
  {
    from: 'streamalert',
    objects: () =>
      filesBelow('streamalert', /cloudtrail_.*\.json$/).flatMap(({ key }) => elements(key, 'data')),
    records: 56,
    rejects: { unreadable_event_time: 14 },
    why: 'their event time is "..." or "eventTime"',
  },
];

const ALB: readonly Omit<Source, 'format'>[] = [
  { from: 'aws-docs', objects: () => inputs('aws-docs/alb.jsonl'), records: 7 },
  { from: 'vrl', objects: () => inputs('code-tests/vrl_alb.jsonl'), records: 13 },
  { from: 'plaso', objects: () => inputs('code-tests/plaso.jsonl', 'alb'), records: 10 },
  { from: 'honeyaws', objects: () => inputs('code-tests/honeyaws.jsonl', 'alb'), records: 1 },
  { from: 'fluent', objects: () => inputs('code-tests/fluent_elb.jsonl', 'alb'), records: 3 },
  { from: 'nekrassov', objects: () => inputs('code-tests/nekrassov.jsonl', 'alb'), records: 2 },
  { from: 'centralized-logging', objects: () => filesBelow(SOLUTION, /^elb\.log(?:\.gz)?$/), records: 4 },
  { from: 'microbatch', objects: () => [file(`${MICROBATCH}/alb.log.gz`)], records: 2 },
  {
    from: 'cloudfront-log-analysis',
    objects: () => filesBelow('awssamples-cloudfront-log-analysis', /alb-logs\.gz$/),
    records: 1,
  },
  {
    from: 'waf-automations',
    objects: () => filesBelow(WAF_SOLUTION, /_app\..*\.log\.gz$/),
    records: 101,
    rejects: { too_few_columns: 1 },
    why: 'its first line is a lone #',
  },
  { from: 'otel-contrib', objects: () => filesBelow('otel-contrib/elb', /^alb_al_valid/), records: 2 },
  {
    from: 'plaso, mixed file',
    objects: () => [file('plaso/aws_elb_access.log')],
    records: 16,
    rejects: { too_few_columns: 4, unreadable_event_time: 2 },
    why: 'four lines are of a Classic Load Balancer, two of a Network Load Balancer',
  },
  {
    from: 'elastic',
    objects: () => filesBelow('elastic-otel-components', /aws_elb\.txt$/),
    records: 2,
    rejects: { refused_format: 2 },
    why: 'they are of a Classic Load Balancer',
  },
];

const S3: readonly Omit<Source, 'format'>[] = [
  { from: 'aws-docs', objects: () => inputs('aws-docs/s3access.jsonl'), records: 5 },
  { from: 'logstash', objects: () => inputs('code-tests/logstash_patterns.jsonl', 's3access'), records: 3 },
  {
    from: 'nekrassov',
    objects: () => inputs('code-tests/nekrassov.jsonl', 's3access'),
    records: 6,
    rejects: { too_few_columns: 1 },
    why: 'its publisher cut the last field away to test that it is refused',
  },
  { from: 'otel-contrib', objects: () => filesBelow('otel-contrib/s3', /\.log$/), records: 3 },
  { from: 'catalog', objects: () => [file('opensearch-catalog/amazon_s3/data/raw.log')], records: 18 },
  {
    from: 'catalog, parsed',
    objects: () => elements('opensearch-catalog/amazon_s3/data/sample.json', 'body'),
    records: 5,
    rejects: { unreadable_event_time: 1 },
    why: 'a line whose publisher made up 13:55:60',
  },
  { from: 'centralized-logging', objects: () => [file(`${SOLUTION}/s3.log`)], records: 6 },
];

const FLOW: readonly Omit<Source, 'format'>[] = [
  {
    from: 'aws-docs',
    objects: () => flowExamples('aws-docs/vpcflow.jsonl'),
    records: 21,
    rejects: { no_event_time: 4 },
    why: 'the format of the transit gateway example has neither start nor end',
  },
  {
    from: 'otel-contrib',
    objects: () => filesBelow('otel-contrib/vpcflow', /\.log$/),
    records: 5,
    rejects: { refused_format: 2, too_few_columns: 1 },
    why: 'one file is of a Transit Gateway, header line included; one line lacks its last field on purpose',
  },
  { from: 'elastic', objects: () => filesBelow('elastic-otel-components', /vpcflow\.txt$/), records: 3 },
  { from: 'centralized-logging', objects: () => [file(`${SOLUTION}/vpcflow.log`)], records: 17 },
  { from: 'cribl', objects: () => joined('cribl-packs/ZP04h5.json', '_raw'), records: 99 },
];

const GUARDDUTY: readonly Omit<Source, 'format'>[] = [
  {
    from: 'streamalert',
    objects: () => elements('streamalert/community/guardduty/guard_duty_all.json', 'data'),
    records: 1,
    rejects: { no_event_time: 1 },
    why: 'the finding inside the event is empty',
  },
];

const of = (format: string, sources: readonly Omit<Source, 'format'>[]): Source[] =>
  sources.map((source) => ({ format, ...source }));

/** Everything the corpora hold of the formats that Levee reads. */
export const SOURCES: readonly Source[] = [
  ...of('waf', WAF),
  ...of('cloudtrail', CLOUDTRAIL),
  ...of('alb-access', ALB),
  ...of('s3-access', S3),
  ...of('vpc-flow', FLOW),
  ...of('guardduty', GUARDDUTY),
];
