import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import avro from 'avsc';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeAvro } from '../../src/lake/avro.ts';
import { events, testLake, type TestLake } from './lake-fixture.ts';

/** What Iceberg readers demand of the bytes: each line of that list is a test on what was written. */
let lake: TestLake;

beforeAll(async () => {
  lake = await testLake();
  await lake.stage('b1', [
    {
      time: '2023-11-14 22:13:20.999999+00',
      uri: '/api/v1/items/99999-and-more',
      size: '9007199254740993',
      ratio: '1.5',
    },
    { time: '1969-12-31 23:59:59.999999+00', uri: '😀'.repeat(30), ratio: 'nan' },
    { time: null, uri: '\u{10ffff}'.repeat(20) },
  ]);
  await lake.lake.commitStaged();
});

afterAll(() => lake.close());

const metadataFolder = () => join(lake.folder, 'levee/events/metadata');
const newest = (pattern: RegExp) => {
  const names = readdirSync(metadataFolder())
    .filter((name) => pattern.test(name))
    .sort();
  return readFileSync(join(metadataFolder(), names.at(-1) ?? ''));
};
const metadata = () => JSON.parse(newest(/\.metadata\.json$/).toString()) as Record<string, unknown>;

/** The schema that stands in a file's header, as a reader sees it. */
function headerOf(bytes: Buffer): Promise<Record<string, string>> {
  const decoder = new avro.streams.BlockDecoder();
  return new Promise((resolve, reject) => {
    decoder.on('metadata', (_type: unknown, _codec: string, header: { meta: Record<string, Buffer> }) =>
      resolve(Object.fromEntries(Object.entries(header.meta).map(([key, text]) => [key, text.toString()]))),
    );
    decoder.on('error', reject);
    decoder.on('data', () => undefined);
    decoder.end(bytes);
  });
}

function everyField(schema: unknown, visit: (field: Record<string, unknown>) => void): void {
  if (Array.isArray(schema)) for (const each of schema) everyField(each, visit);
  else if (typeof schema === 'object' && schema !== null) {
    const record = schema as Record<string, unknown>;
    for (const field of (record['fields'] as Record<string, unknown>[] | undefined) ?? []) visit(field);
    for (const value of Object.values(record)) everyField(value, visit);
  }
}

test.each([
  ['manifest list', /^snap-/],
  ['manifest', /-m0\.avro$/],
])('every field in the Avro schema of a %s has its id', async (_what, pattern) => {
  const header = await headerOf(newest(pattern));
  const ids: unknown[] = [];
  everyField(JSON.parse(header['avro.schema'] ?? ''), (field) => ids.push(field['field-id']));
  expect(ids.length).toBeGreaterThan(10);
  expect(ids.every((id) => typeof id === 'number')).toBe(true);
});

test('maps with integer keys are arrays with logical type map, lists have element ids', async () => {
  const schema = (await headerOf(newest(/-m0\.avro$/)))['avro.schema'] ?? '';
  expect(schema.match(/"logicalType":"map"/g)).toHaveLength(6);
  expect(schema).toContain('"element-id":133');
  expect((await headerOf(newest(/^snap-/)))['avro.schema']).toContain('"element-id":508');
});

test('a manifest says schema, partition spec (its fields), content and format version', async () => {
  const header = await headerOf(newest(/-m0\.avro$/));
  expect(JSON.parse(header['partition-spec'] ?? '')).toEqual([
    { name: 'event_day', transform: 'day', 'source-id': 1, 'field-id': 1000 },
  ]);
  expect(JSON.parse(header['schema'] ?? '')).toMatchObject({ type: 'struct', 'schema-id': 0 });
  expect(header).toMatchObject({
    content: 'data',
    'format-version': '2',
    'partition-spec-id': '0',
    'schema-id': '0',
  });
});

type Pair<Value> = { key: number; value: Value };
type Entry = { status: number; data_file: Record<string, unknown> };
const entries = () => decodeAvro(newest(/-m0\.avro$/)) as unknown as Entry[];
const byDay = (day: number | null) =>
  entries().find((entry) => (entry.data_file['partition'] as { event_day: number | null }).event_day === day);
const bound = (entry: Entry | undefined, which: string, id: number) =>
  (entry?.data_file[which] as Pair<Buffer>[] | undefined)?.find(({ key }) => key === id)?.value;

test('days are floor divisions and a null event_time has a null partition', async () => {
  const days = entries().map(
    (entry) => (entry.data_file['partition'] as { event_day: number | null }).event_day,
  );
  expect(new Set(days)).toEqual(new Set([19_675, -1, null]));
});

test('sort order id is 0, the format upper-case, paths are file URIs', async () => {
  for (const { data_file: file } of entries()) {
    expect(file['sort_order_id']).toBe(0);
    expect(file['file_format']).toBe('PARQUET');
    expect(file['file_path']).toMatch(/^file:\/\/\//);
  }
});

test('bounds: microseconds, incremented strings, no bounds inside lists, none of NaN', async () => {
  const day = byDay(19_675);
  expect(bound(day, 'upper_bounds', 1)?.readBigInt64LE()).toBe(1_700_000_000_999_999n);
  expect(bound(day, 'upper_bounds', 20)?.toString()).toBe('/api/v1/items/9:');
  expect(bound(day, 'lower_bounds', 20)?.toString()).toBe('/api/v1/items/99');
  expect(bound(day, 'upper_bounds', 3)?.readBigInt64LE()).toBe(9_007_199_254_740_993n);
  expect(bound(day, 'upper_bounds', 23)).toBeUndefined();
  const nan = byDay(-1);
  expect(bound(nan, 'upper_bounds', 5)).toBeUndefined();
  expect(bound(nan, 'upper_bounds', 20)?.toString()).toBe(`${'😀'.repeat(15)}😁`);
  expect(bound(byDay(null), 'upper_bounds', 20)).toBeUndefined();
});

test('NaN is counted 0 where there is none and not at all where there is one', async () => {
  const count = (entry: Entry | undefined) =>
    (entry?.data_file['nan_value_counts'] as Pair<bigint>[] | null)?.find(({ key }) => key === 5)?.value;
  expect(count(byDay(19_675))).toBe(0n);
  expect(count(byDay(-1))).toBeUndefined();
});

test('a column of nulls has counts and no bounds', async () => {
  const file = byDay(-1)?.data_file as Record<string, Pair<bigint>[]>;
  expect(file['null_value_counts']?.find(({ key }) => key === 3)?.value).toBe(1n);
  expect(file['lower_bounds']?.some(({ key }) => key === 3)).toBe(false);
});

test('file sizes and record counts are those of the files', async () => {
  for (const { data_file: file } of entries()) {
    const path = String(file['file_path']).slice('file://'.length);
    expect(file['file_size_in_bytes']).toBe(BigInt(readFileSync(path).length));
    expect(file['record_count']).toBe(1n);
  }
});

test('the manifest list counts files and rows, gives the length and the range of days', async () => {
  const [manifest] = decodeAvro(newest(/^snap-/));
  const path = String(manifest?.['manifest_path']).slice('file://'.length);
  expect(manifest).toMatchObject({
    added_files_count: 3,
    added_rows_count: 3n,
    existing_files_count: 0,
    deleted_files_count: 0,
    sequence_number: 1n,
    min_sequence_number: 1n,
    content: 0,
    manifest_length: BigInt(readFileSync(path).length),
  });
  const [summary] = (manifest?.['partitions'] ?? []) as {
    contains_null: boolean;
    lower_bound: Buffer;
    upper_bound: Buffer;
  }[];
  expect(summary?.contains_null).toBe(true);
  expect([summary?.lower_bound.readInt32LE(), summary?.upper_bound.readInt32LE()]).toEqual([-1, 19_675]);
});

test('Parquet columns carry field ids at every level', async () => {
  const [path] = entries().map((entry) => String(entry.data_file['file_path']).slice('file://'.length));
  const rows = await lake.engine.withConnection((connection) =>
    connection.rows(`SELECT name, field_id FROM parquet_schema('${path}') WHERE field_id IS NOT NULL`),
  );
  const ids = rows.map((row) => Number(row['field_id'])).sort((left, right) => left - right);
  expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 20, 21, 22, 23, 30, 31]);
});

test('wider, unsigned and nanosecond columns are written as the types that Iceberg says', async () => {
  const select = `SELECT TIMESTAMP_NS '2024-05-01 00:00:00.123456789' AS event_time, 'x' AS client_ip, sum(4000000000::UINTEGER) AS size,
    200::UTINYINT AS port, 0.5::FLOAT AS ratio, true AS is_new, {headers: NULL, uri: 'x'} AS request, 'a' AS source_object,
    NULL AS extra, '2024-05-01' AS event_day`;
  const scratch = join(lake.folder, '.levee/scratch');
  const [file] = await lake.engine.withConnection((connection) =>
    lake.lake.writeDataFiles(connection, { definition: events, select, scratch }),
  );
  const path = await lake.store.localPath(file?.key ?? '');
  const columns = await lake.engine.withConnection((connection) =>
    connection.rows(
      `SELECT name, type, converted_type AS converted FROM parquet_schema('${path}') WHERE name IN ('event_time', 'size', 'port', 'ratio')`,
    ),
  );
  // Parquet's types as Iceberg maps them (spec, Appendix A): timestamptz and long INT64, int INT32, double DOUBLE.
  expect(columns.map(({ name, type }) => [name, type])).toEqual([
    ['event_time', 'INT64'],
    ['size', 'INT64'],
    ['port', 'INT32'],
    ['ratio', 'DOUBLE'],
  ]);
  expect(columns.map(({ converted }) => String(converted)).filter((each) => each.startsWith('UINT'))).toEqual(
    [],
  );
  expect(columns[0]?.['converted']).toBe('TIMESTAMP_MICROS');
  const upper = Buffer.from(file?.upperBounds['3'] ?? '', 'base64');
  expect(upper.readBigInt64LE()).toBe(4_000_000_000n);
  await lake.store.remove(file?.key ?? '');
});

test('table metadata has all that format version 2 requires', () => {
  const value = metadata();
  for (const key of [
    'table-uuid',
    'location',
    'last-sequence-number',
    'last-updated-ms',
    'last-column-id',
    'schemas',
    'current-schema-id',
    'partition-specs',
    'default-spec-id',
    'last-partition-id',
    'sort-orders',
    'default-sort-order-id',
    'refs',
  ]) {
    expect(value).toHaveProperty(key);
  }
  expect(value['last-column-id']).toBe(31);
  expect(value['format-version']).toBe(2);
});

test('the summary holds texts, an operation, the standard counts and the batch', () => {
  const [snapshot] = metadata()['snapshots'] as {
    summary: Record<string, unknown>;
    'snapshot-id': number;
    'timestamp-ms': number;
  }[];
  expect(snapshot?.summary).toMatchObject({
    operation: 'append',
    'added-data-files': '3',
    'added-records': '3',
    'total-records': '3',
    'total-data-files': '3',
    'changed-partition-count': '3',
    'levee.batches': 'b1',
  });
  expect(Object.values(snapshot?.summary ?? {}).every((value) => typeof value === 'string')).toBe(true);
  expect(Number.isSafeInteger(snapshot?.['snapshot-id'])).toBe(true);
  expect(metadata()['last-updated-ms']).toBeGreaterThanOrEqual(snapshot?.['timestamp-ms'] ?? Number.NaN);
});
