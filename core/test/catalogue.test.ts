import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Recogniser } from '#collect';
import { catalogue } from '#formats';
import {
  assignIds,
  columnName,
  int,
  list,
  struct,
  tableDefinition,
  text,
  type Column,
  type Columns,
  type Field,
  type FieldIds,
  type FieldType,
  type Format,
} from '#format';
import { openDecoder, type Decoder } from './decode-fixture.ts';

/** What must hold for every declaration of the catalogue, whoever adds one. */
const FORMATS = join(import.meta.dirname, '../formats');
const entries: readonly { readonly format: Format; readonly ids: FieldIds }[] = catalogue;
const named = entries.map((entry) => [entry.format.name, entry] as const);
const formats = entries.map(({ format }) => format);

/** A column and all columns inside it, with their paths. */
function allColumns(columns: Columns, prefix = ''): [string, Column][] {
  return Object.entries(columns).flatMap(([key, column]) => {
    const path = prefix + key;
    const inner = column.element === undefined ? {} : { '[]': column.element };
    return [[path, column], ...allColumns({ ...column.fields, ...inner }, `${path}.`)];
  });
}

function allIds(type: FieldType): number[] {
  if (typeof type === 'string') return [];
  if (type.type === 'struct') return type.fields.flatMap(fieldIds);
  if (type.type === 'list') return [type['element-id'], ...allIds(type.element)];
  return [type['key-id'], type['value-id'], ...allIds(type.value)];
}

const fieldIds = (field: Field): number[] => [field.id, ...allIds(field.type)];

describe.each(named)('%s', (name, { format, ids }) => {
  const definition = tableDefinition(format, ids);

  test('every column says what it means, in sentences', () => {
    const unsaid = allColumns(format.columns).filter(([, { about }]) => !/^\S[^\n]*[^\s.]\.$/.test(about));
    expect(unsaid.map(([path, { about }]) => [path, about])).toEqual([]);
  });

  test('it has a sentence about itself, a title and a page of AWS', () => {
    expect(format.about).toMatch(/^[A-Z].+\.$/);
    expect(format.title).toMatch(/^(?:AWS|Amazon|Application|VPC|S3) /);
    expect(new URL(format.reference).hostname).toBe('docs.aws.amazon.com');
  });

  test('field ids are unique, and those of its own fields are on file', () => {
    const given = definition.fields.flatMap(fieldIds);
    expect(new Set(given).size).toBe(given.length);
    expect(assignIds(format, ids)).toEqual(ids);
    expect(Math.min(...Object.values(ids))).toBeGreaterThan(100);
  });

  test('a column added in the middle, or an order changed, leaves every id as it is', () => {
    const columns = Object.entries(format.columns);
    const half = Math.floor(columns.length / 2);
    const brandNew = struct('New.', { first: text('New.'), second: list('New.', int('New.')) });
    const grown = Object.fromEntries([
      ...columns.slice(half),
      ['brandNew', brandNew] as const,
      ...columns.slice(0, half),
    ]);
    const after = assignIds({ columns: grown }, ids);
    expect(after).toMatchObject(ids);
    const highest = Math.max(...Object.values(ids));
    expect(after['brandnew']).toBe(highest + 1);
    expect(after['brandnew.second.element']).toBe(highest + 4);
    expect(Object.keys(after)).toHaveLength(Object.keys(ids).length + 4);
  });

  test('the id of a column that is gone is not given again', () => {
    const [[gone] = ['']] = Object.entries(format.columns);
    const columns = Object.fromEntries(Object.entries(format.columns).slice(1));
    expect(assignIds({ columns: { ...columns, other: text('New.') } }, ids)[columnName(gone)]).toBe(
      ids[columnName(gone)],
    );
  });

  test('names are lower-case, no two the same, aliases included', () => {
    const names = definition.fields.map((field) => field.name);
    const aliases = Object.values(format.columns).flatMap((column) => column.aliases);
    expect(names.filter((field) => field !== field.toLowerCase())).toEqual([]);
    expect(new Set([...names, ...aliases]).size).toBe(names.length + aliases.length);
  });

  test('it sorts by a column of its table', () => {
    expect(definition.fields.map((field) => field.name)).toContain(format.entity);
  });

  test('what it refuses it refuses with a reason in words', () => {
    expect(format.refused.filter(({ reason }) => !/^\S+(?: \S+){4,}[^.]$/.test(reason))).toEqual([]);
  });

  test('its questions begin with the question', () => {
    const folder = join(FORMATS, name, 'queries');
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThanOrEqual(4);
    for (const file of files) expect(readFileSync(join(folder, file), 'utf8')).toMatch(/^-- [A-Z].+\?\n/);
  });
});

test('no two formats have one name, table or alias', () => {
  const names = formats.flatMap(({ table, aliases }) => [table, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(formats.map(({ name }) => name)).size).toBe(formats.length);
});

const ACCOUNT = 'AWSLogs/123456789012';
const NLB =
  'tls 2.0 2026-05-04T12:00:00 net/shop/c6e77e28c25b2234 g3d4b5e8bb8464cd 192.0.2.1:5134 10.0.0.5:443 5 2 98 246 -';
const TGW = 'version resource-type account-id tgw-id tgw-attachment-id srcaddr dstaddr';
const DIGEST =
  '{"awsAccountId":"123456789012","digestStartTime":"2026-05-04T11:00:00Z","digestS3Object":"x"}';
const AGGREGATED =
  '{"Records":[{"eventVersion":"1.0","accountId":"123456789012","eventId":"e","eventCategory":"Aggregated","timeWindow":{}}]}';
const NOTIFICATION =
  '{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-central-1","eventTime":"2026-05-04T12:00:00Z","eventName":"ObjectCreated:Put"}]}';

describe('recognition', () => {
  let folder: string;
  const recogniser = new Recogniser(formats);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'levee-catalogue-'));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Name of the format, `probe`, or the reason why not. */
  function recognised(key: string, content: string | Uint8Array): string {
    const path = join(folder, 'object');
    writeFileSync(path, content);
    const what = recogniser.recognise(key, path);
    if (what.is === 'format') return what.format.name;
    return what.is === 'probe' ? 'probe' : what.reason;
  }

  test.each([
    [
      `logs/${ACCOUNT}/WAFLogs/cloudfront/shop/2026/05/04/12/05/123456789012_waflogs_cloudfront_shop_20260504T1205Z_1a2b3c4d.log.gz`,
      'waf',
    ],
    ['2026/05/04/12/aws-waf-logs-shop-1-2026-05-04-12-00-00-01234567-89ab-cdef-0123-456789abcdef', 'waf'],
    [
      `${ACCOUNT}/CloudTrail/eu-central-1/2026/05/04/123456789012_CloudTrail_eu-central-1_20260504T1205Z_Mu0KsOhtH1ar15ZZ.json.gz`,
      'cloudtrail',
    ],
    [
      'AWSLogs/o-exampleorg/123456789012/CloudTrail-Insight/us-east-1/2026/05/04/123456789012_CloudTrail-Insight_us-east-1_20260504T1205Z_Mu0KsOhtH1ar15ZZ.json.gz',
      'cloudtrail',
    ],
    [
      `${ACCOUNT}/CloudTrail-NetworkActivity/us-gov-west-1/2026/05/04/123456789012_CloudTrail-NetworkActivity_us-gov-west-1_20260504T1205Z_Mu0KsOhtH1ar15ZZ.json.gz`,
      'cloudtrail',
    ],
    [
      `${ACCOUNT}/vpcflowlogs/eu-central-1/2026/05/04/123456789012_vpcflowlogs_eu-central-1_fl-0a1b2c3d_20260504T1205Z_1a2b3c4d.log.gz`,
      'vpc-flow',
    ],
    [
      'AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=eu-central-1/year=2026/month=05/day=04/hour=12/123456789012_vpcflowlogs_eu-central-1_fl-0a1b2c3d_20260504T1205Z_1a2b3c4d.log.gz',
      'vpc-flow',
    ],
    [
      `${ACCOUNT}/elasticloadbalancing/eu-central-1/2026/05/04/123456789012_elasticloadbalancing_eu-central-1_app.shop.50dc6c495c0c9188_20260504T1205Z_2001:db8::1_1a2b3c4d.log.gz`,
      'alb-access',
    ],
    [
      `${ACCOUNT}/GuardDuty/eu-central-1/2026/05/04/01234567-89ab-cdef-0123-456789abcdef.jsonl.gz`,
      'guardduty',
    ],
    ['access/2026-05-04-12-05-06-0123456789ABCDEF', 's3-access'],
    [`${ACCOUNT}/ELBConnectionLogTestFile`, 'probe'],
  ])('by its key: %s is %s', (key, name) => {
    expect(recognised(key, '')).toBe(name);
    const claims = formats.filter(({ objects, probes }) =>
      [...objects, ...probes].some((pattern) => pattern.test(key)),
    );
    expect(name === 'probe' || claims.map((claim) => claim.name)).toEqual(name === 'probe' || [name]);
  });

  test.each([
    [
      `${ACCOUNT}/CloudTrail-Digest/eu-central-1/2026/05/04/123456789012_CloudTrail-Digest_eu-central-1_trail_eu-central-1_20260504T120500Z.json.gz`,
      DIGEST,
      'holds no events',
    ],
    [
      `${ACCOUNT}/CloudTrail-Aggregated/eu-central-1/2026/05/04/123456789012_CloudTrail-Aggregated_eu-central-1_20260504T1205Z_Mu0KsOhtH1ar15ZZ.json.gz`,
      AGGREGATED,
      'aggregated CloudTrail events',
    ],
    ['notifications/1.json', NOTIFICATION, 'a notification of S3'],
    [
      `${ACCOUNT}/elasticloadbalancing/eu-central-1/2026/05/04/123456789012_elasticloadbalancing_eu-central-1_net.shop.c6e77e28c25b2234_20260504T1205Z_1a2b3c4d.log.gz`,
      NLB,
      'Network Load Balancer',
    ],
    ['flows.log', TGW, 'Transit Gateway'],
    [
      `${ACCOUNT}/vpcflowlogs/eu-central-1/2026/05/04/123456789012_vpcflowlogs_eu-central-1_fl-0a1b2c3d_20260504T1205Z_1a2b3c4d.parquet`,
      'PAR1',
      'Parquet',
    ],
    [`${ACCOUNT}/Config/ConfigWritabilityCheckFile`, '', 'it is empty'],
    [
      `${ACCOUNT}/vpcdnsquerylogs/vpc-0a1b/2026/05/04/vpc-0a1b_vpcdnsquerylogs_123456789012_20260504T1205Z_1a2b3c4d.log.gz`,
      '{"version":"1.1","query_name":"example.com."}',
      'neither its key nor its first bytes',
    ],
  ])('not taken: %s', (key, content, reason) => {
    expect(recognised(key, content)).toContain(reason);
  });

  const samples = formats.flatMap((format) => {
    const folderOf = join(FORMATS, format.name, 'samples');
    const names = existsSync(folderOf) ? readdirSync(folderOf) : [];
    return names
      .filter((name) => !name.endsWith('.golden.jsonl'))
      .map((name) => ({ format, name, path: join(folderOf, name) }));
  });

  test.each(samples)('by its content: $format.name/$name', ({ format, path }) => {
    const refused = format.refused.find(({ content }) => content.test(readFileSync(path, 'utf8')));
    expect(recognised('renamed', readFileSync(path))).toBe(refused?.reason ?? format.name);
  });
});

describe('named questions', () => {
  let decoder: Decoder;

  beforeAll(async () => {
    decoder = await openDecoder(1);
  });

  afterAll(() => decoder.close());

  test.each(named)('those of %s run over its samples as they are', async (name, { format }) => {
    const folder = join(FORMATS, name, 'samples');
    const objects = readdirSync(folder)
      .filter((file) => !file.endsWith('.golden.jsonl'))
      .map((file) => ({ key: file, bytes: readFileSync(join(folder, file)) }));
    const queries = readdirSync(join(FORMATS, name, 'queries'));
    const sql = queries.map((file) => readFileSync(join(FORMATS, name, 'queries', file), 'utf8'));
    const answers = await decoder.query(format, objects, sql);
    expect(answers).toHaveLength(queries.length);
  });
});
