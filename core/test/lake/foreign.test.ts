import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { foreignCommit, foreignDelete } from './foreign-commit.ts';
import { MAINTAIN, events, testLake, type TestLake } from './lake-fixture.ts';

/** What other engines may have done to a table, and how Levee goes on from there. */
let lake: TestLake;

beforeEach(async () => {
  lake = await testLake();
  await lake.stage('b1', [
    { time: '2024-05-01 00:00:00+00', size: 0, object: 'file:///a' },
    { time: '2024-05-01 00:00:01+00', size: 1, object: 'file:///a' },
    { time: '2024-05-01 00:00:02+00', size: 2, object: 'file:///b' },
    { time: '2024-05-02 00:00:03+00', size: 3, object: 'file:///b' },
  ]);
  await lake.lake.commitStaged();
});

afterEach(() => lake.close());

const OPTIONS = { ...MAINTAIN, orphanAgeMs: -1e6 };
const sizes = async () =>
  (await lake.read('SELECT size::INTEGER AS size FROM {table} ORDER BY size')).map((row) => row['size']);
const replaceA = async () => {
  await lake.stage('b2', [{ time: '2024-05-01 00:00:09+00', size: 9, object: 'file:///a' }], {
    version: '2',
    replaces: ['file:///a'],
  });
  return lake.lake.commitStaged();
};

/** The file of a day and the position of a row in it, asked of the file itself. */
async function placeOf(day: string, size: number): Promise<{ key: string; position: number }> {
  const file = (await lake.lake.scan('events', { days: { from: day, to: day } }))?.files[0];
  const [row] = await lake.engine.withConnection((connection) =>
    connection.rows(
      `SELECT file_row_number AS position FROM read_parquet('${file?.path}', file_row_number = true) WHERE size = ${size}`,
    ),
  );
  return { key: file?.key ?? '', position: Number(row?.['position']) };
}

test('rows that position deletes name are gone, wherever in a file they are', async () => {
  await foreignDelete(lake, [await placeOf('2024-05-01', 1), await placeOf('2024-05-02', 3)]);
  expect(await sizes()).toEqual([0, 2]);
});

test('replacing an object in a file with deleted rows does not bring them back', async () => {
  await foreignDelete(lake, [await placeOf('2024-05-01', 2)]);
  await replaceA();
  expect(await sizes()).toEqual([3, 9]);
});

test('compaction drops deleted rows for good', async () => {
  await foreignDelete(lake, [await placeOf('2024-05-01', 1)]);
  const report = await lake.lake.maintain(OPTIONS);
  expect(report.tables.find(({ table }) => table === 'events')).toMatchObject({ partitions: 2, skipped: [] });
  expect(await sizes()).toEqual([0, 2, 3]);
  const scan = await lake.lake.scan('events');
  expect(scan?.files.reduce((sum, { records }) => sum + records, 0)).toBe(3);
});

test('equality deletes are refused on reading, named by maintenance, and no hindrance to new rows', async () => {
  await foreignDelete(lake, [await placeOf('2024-05-01', 1)], 2);
  await expect(lake.lake.scan('events')).rejects.toThrow('equality deletes');
  const report = await lake.lake.maintain(OPTIONS);
  expect(report.tables.find(({ table }) => table === 'events')?.skipped).toEqual([
    expect.stringContaining('equality deletes'),
  ]);
  await lake.stage('b2', [{ time: '2024-05-03 00:00:00+00', object: 'file:///c' }]);
  expect(await lake.lake.commitStaged()).toMatchObject({ batches: 1, snapshots: 1 });
});

test('a commit of an engine that counts from 0 is built upon; its ids and members survive', async () => {
  await foreignCommit(lake, (metadata) => ({ ...metadata, 'made-by': { id: 4460206075472291205n } }));
  await replaceA();
  expect(await sizes()).toEqual([2, 3, 9]);
  const { location = '', text = '' } = (await lake.lake.metadata('events')) ?? {};
  expect(location).toMatch(/\/v2\.metadata\.json$/);
  expect(text).toContain('4460206075472291205');
  expect(text).toContain('00000-11111111');
});

test('an engine that went on from an older version has taken the table apart: nobody guesses', async () => {
  await foreignCommit(lake, (metadata) => metadata);
  await replaceA();
  await lake.store.write(
    'levee/events/metadata/00001-99999999-2222-3333-4444-555555555555.metadata.json',
    await lake.store.read('levee/events/metadata/00000-11111111-2222-3333-4444-555555555555.metadata.json'),
  );
  await expect(lake.lake.scan('events')).rejects.toThrow('has two histories');
});

test('metadata that an engine compressed is read', async () => {
  const text = (await lake.lake.metadata('events'))?.text ?? '';
  await lake.store.write('levee/events/metadata/v2.gz.metadata.json', gzipSync(text));
  expect(await sizes()).toEqual([0, 1, 2, 3]);
  await replaceA();
  expect((await lake.lake.metadata('events'))?.location).toMatch(/\/v3\.metadata\.json$/);
});

test('damaged metadata is a clear error', async () => {
  await lake.store.write('levee/events/metadata/v2.metadata.json', Buffer.from('{"format-version": 2'));
  await expect(lake.lake.scan('events')).rejects.toThrow('the newest metadata of table events is damaged');
});

test('columns of other types that an engine added are read and kept by a rewrite', async () => {
  const added = [
    { id: 50, name: 'dec', required: false, type: 'decimal(10, 2)' },
    { id: 51, name: 'on_day', required: false, type: 'date' },
    { id: 52, name: 'raw', required: false, type: 'binary' },
  ];
  await foreignCommit(lake, (metadata) => {
    const [schema] = metadata['schemas'] as { fields: object[] }[];
    const wider = { ...schema, 'schema-id': 1, fields: [...(schema?.fields ?? []), ...added] };
    return { ...metadata, schemas: [schema, wider], 'current-schema-id': 1, 'last-column-id': 52 };
  });
  await replaceA();
  expect(await lake.read('SELECT size::INTEGER AS size, dec, on_day FROM {table} WHERE size = 2')).toEqual([
    { size: 2, dec: null, on_day: null },
  ]);
  const { schemas } = JSON.parse((await lake.lake.metadata('events'))?.text ?? '') as { schemas: unknown[] };
  expect(schemas).toHaveLength(2);
});

test('an older release that knows fewer columns leaves the schema alone', async () => {
  const wider = {
    ...events,
    fields: [{ id: 60, name: 'newest', required: false, type: 'string' as const }, ...events.fields],
  };
  await lake.lake.ensure(wider);
  const before = (await lake.lake.metadata('events'))?.location;
  await lake.lake.ensure(events);
  await lake.lake.ensure(wider);
  expect((await lake.lake.metadata('events'))?.location).toBe(before);
  expect(before).toMatch(/v2\.metadata\.json$/);
});

test('statistics files of other engines stay with their snapshot and go with it', async () => {
  const key = 'levee/events/metadata/20240501-x.stats';
  await lake.store.write(key, Buffer.from('PFA1'));
  await foreignCommit(lake, (metadata) => ({
    ...metadata,
    statistics: [
      { 'snapshot-id': metadata['current-snapshot-id'], 'statistics-path': `${lake.store.uri}/${key}` },
    ],
  }));
  const files = () => readdirSync(join(lake.folder, 'levee/events/metadata'));
  await lake.lake.maintain({ ...OPTIONS, expireAfterMs: 1e9 });
  expect(files()).toContain('20240501-x.stats');
  await lake.lake.maintain({ ...OPTIONS, expireAfterMs: -1e9 });
  expect(files()).not.toContain('20240501-x.stats');
  const text = (await lake.lake.metadata('events'))?.text ?? '';
  expect((JSON.parse(text) as { statistics: unknown[] }).statistics).toEqual([]);
});

test('rows without source object stay when an object in their file is replaced', async () => {
  const { keyOfNull } = await nullSource();
  expect(keyOfNull).toBeDefined();
  await replaceA();
  expect(await sizes()).toEqual([2, 3, 9, 77]);
});

/** Another engine may insert rows without provenance: here into a file beside rows of object a. */
async function nullSource(): Promise<{ keyOfNull: string | undefined }> {
  const select = `SELECT TIMESTAMPTZ '2024-05-01 01:00:00+00' AS event_time, NULL AS client_ip, 77 AS size, 1 AS port, 0.5 AS ratio, true AS is_new,
    NULL AS request, NULL AS source_object, NULL AS extra, '2024-05-01' AS event_day
    UNION ALL SELECT TIMESTAMPTZ '2024-05-01 01:00:00+00', NULL, 78, 1, 0.5, true, NULL, 'file:///a', NULL, '2024-05-01'`;
  const scratch = join(lake.folder, '.levee/scratch');
  const files = await lake.engine.withConnection((connection) =>
    lake.lake.writeDataFiles(connection, { definition: events, select, scratch }),
  );
  await lake.lake.stage({
    id: 'x',
    createdAt: 0,
    entries: [],
    tables: [{ table: 'events', files }],
    replaces: [],
  });
  await lake.lake.commitStaged();
  return { keyOfNull: files[0]?.key };
}
