import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TableDefinition } from '#format';
import { commitOften, events, rejects, testLake, type TestLake } from './lake-fixture.ts';

let lake: TestLake;

beforeEach(async () => {
  lake = await testLake();
});

afterEach(() => lake.close());

const rows = (count: number, object: string, day = '2024-05-01') =>
  Array.from({ length: count }, (_, at) => ({
    time: `${day} 00:00:${String(at % 60).padStart(2, '0')}+00`,
    object,
  }));
const counts = (target = lake, table = 'events') =>
  target.read(
    'SELECT source_object AS object, count(*)::INTEGER AS rows FROM {table} GROUP BY 1 ORDER BY 1',
    table,
  );
const staged = () => readdirSync(join(lake.folder, '.levee/staged'));

test('a staged batch is in no table until it is committed, then once', async () => {
  await lake.stage('b1', rows(3, 'file:///a'));
  expect(await lake.lake.scan('events')).toBeUndefined();
  expect(await lake.lake.commitStaged()).toMatchObject({ batches: 1, snapshots: 1 });
  expect(await lake.lake.commitStaged()).toMatchObject({ batches: 0, snapshots: 0 });
  expect(await counts()).toEqual([{ object: 'file:///a', rows: 3 }]);
  expect(staged()).toEqual([]);
});

test('many batches make one snapshot per table', async () => {
  for (const id of ['b1', 'b2', 'b3'])
    await lake.stage(id, rows(2, `file:///${id}`), { rejects: [`file:///${id}`] });
  expect(await lake.lake.commitStaged()).toMatchObject({ batches: 3, snapshots: 2 });
  expect(await counts()).toHaveLength(3);
  expect(await counts(lake, 'rejects')).toHaveLength(3);
});

test('of two batches with the same object the first wins, the second is thrown away whole', async () => {
  await lake.stage('b1', rows(3, 'file:///a'));
  await lake.stage('b2', [...rows(3, 'file:///a'), ...rows(5, 'file:///b')]);
  expect(await lake.lake.commitStaged()).toMatchObject({ batches: 1, discardedBatches: 1 });
  expect(await counts()).toEqual([{ object: 'file:///a', rows: 3 }]);
  expect(readdirSync(join(lake.folder, 'levee/events/data/event_day=2024-05-01'))).toHaveLength(1);
});

test('a new version replaces rows and rejects of the earlier one in the same commit', async () => {
  await lake.stage('b1', [...rows(3, 'file:///a'), ...rows(4, 'file:///b')], {
    rejects: ['file:///a', 'file:///b'],
  });
  await lake.lake.commitStaged();
  await lake.stage('b2', rows(2, 'file:///a', '2024-05-02'), { version: '2', replaces: ['file:///a'] });
  expect(await lake.lake.commitStaged()).toMatchObject({ batches: 1, replacedObjects: 1 });
  expect(await counts()).toEqual([
    { object: 'file:///a', rows: 2 },
    { object: 'file:///b', rows: 4 },
  ]);
  expect(await counts(lake, 'rejects')).toEqual([{ object: 'file:///b', rows: 1 }]);
});

test('a crash between the data commit and the ledger is repaired from the snapshot', async () => {
  await lake.stage('b1', rows(3, 'file:///a'), { rejects: ['file:///a'] });
  const dying = { ...lake.ledger, commit: () => Promise.reject(new Error('killed')) };
  const { openLake } = await import('#lake');
  const scratch = join(lake.folder, '.levee/scratch');
  const broken = openLake({ ...lake, ledger: dying, definitions: [events, rejects], scratch, now: Date.now });
  await expect(broken.commitStaged()).rejects.toThrow('killed');
  expect(await lake.lake.commitStaged()).toMatchObject({ batches: 1, snapshots: 0 });
  expect(await counts()).toEqual([{ object: 'file:///a', rows: 3 }]);
  expect(await counts(lake, 'rejects')).toEqual([{ object: 'file:///a', rows: 1 }]);
  expect((await lake.ledger.committed(['file:///a'])).get('file:///a')?.batch).toBe('b1');
});

test('a crash between the commits of two tables is repaired table by table', async () => {
  await lake.stage('b1', rows(3, 'file:///a'), { rejects: ['file:///a'] });
  const { openLake } = await import('#lake');
  const half = openLake({
    ...lake,
    definitions: [events, rejects],
    scratch: join(lake.folder, '.levee/scratch'),
    now: Date.now,
    store: {
      ...lake.store,
      create: (key, bytes) =>
        key.startsWith('levee/rejects/')
          ? Promise.reject(new Error('killed'))
          : lake.store.create(key, bytes),
    },
  });
  await expect(half.commitStaged()).rejects.toThrow('killed');
  expect(await lake.lake.commitStaged()).toMatchObject({ batches: 1, snapshots: 1 });
  expect(await counts()).toEqual([{ object: 'file:///a', rows: 3 }]);
  expect(await counts(lake, 'rejects')).toEqual([{ object: 'file:///a', rows: 1 }]);
});

test('a new column evolves the table at the next commit; old rows have null there', async () => {
  await lake.stage('b1', rows(1, 'file:///a'));
  await lake.lake.commitStaged();
  const request = events.fields.find((field) => field.name === 'request');
  if (typeof request?.type !== 'object' || request.type.type !== 'struct')
    throw new Error('the fixture has a struct');
  const wider: TableDefinition = {
    ...events,
    fields: [
      ...events.fields.filter((field) => field.name !== 'request'),
      {
        ...request,
        type: {
          type: 'struct',
          fields: [{ id: 40, name: 'method', required: false, type: 'string' }, ...request.type.fields],
        },
      },
      { id: 41, name: 'ja4', required: false, type: 'string' },
    ],
  };
  const next = await testLake([wider, rejects], lake.folder);
  await next.lake.ensure(wider);
  const read = await next.read('SELECT request.method AS method, ja4, request.uri AS uri FROM {table}');
  expect(read).toEqual([{ method: null, ja4: null, uri: '/' }]);
  const text = (await next.lake.metadata('events'))?.text ?? '';
  const metadata = JSON.parse(text) as {
    schemas: { fields: { name: string; id: number }[] }[];
    'last-column-id': number;
  };
  expect(metadata.schemas).toHaveLength(2);
  expect(metadata['last-column-id']).toBe(41);
  const idOf = (at: number, name: string) =>
    metadata.schemas[at]?.fields.find((field) => field.name === name)?.id;
  for (const { name } of events.fields) expect(idOf(1, name)).toBe(idOf(0, name));
  next.close();
});

test('a column of another type or id is refused, naming it', async () => {
  await lake.lake.ensure(events);
  const retyped = {
    ...events,
    fields: events.fields.map((field) =>
      field.name === 'size' ? { ...field, type: 'string' as const } : field,
    ),
  };
  await expect(lake.lake.ensure(retyped)).rejects.toThrow(
    "column events.size is long in the table, string in Levee's declaration",
  );
  const renumbered = {
    ...events,
    fields: events.fields.map((field) => (field.name === 'size' ? { ...field, id: 99 } : field)),
  };
  await expect(lake.lake.ensure(renumbered)).rejects.toThrow('field id 3');
});

test('metadata of another engine: 63-bit ids and unknown members survive a commit', async () => {
  await lake.stage('b1', rows(1, 'file:///a'));
  await lake.lake.commitStaged();
  const text = (await lake.lake.metadata('events'))?.text ?? '';
  const id = /"snapshot-id": (\d+)/.exec(text)?.[1] ?? '';
  const foreign = text
    .replaceAll(new RegExp(`: ${id}\\b`, 'g'), ': 4460206075472291205')
    .replace('"format-version": 2,', '"format-version": 2, "made-by": {"x": 1},')
    .replace(
      '"metadata-log": []',
      `"metadata-log": [{"timestamp-ms": 1, "metadata-file": "${lake.store.uri}/levee/events/metadata/v1.metadata.json"}]`,
    );
  await lake.store.write(
    'levee/events/metadata/00002-11111111-2222-3333-4444-555555555555.metadata.json',
    Buffer.from(foreign),
  );
  await lake.stage('b2', rows(1, 'file:///b'));
  await lake.lake.commitStaged();
  const after = (await lake.lake.metadata('events'))?.text ?? '';
  expect(after).toContain('"parent-snapshot-id": 4460206075472291205');
  expect(after).toContain('"made-by"');
  expect(await counts()).toHaveLength(2);
});

test('format version 3 and a foreign partitioning are refused', async () => {
  await lake.stage('b1', rows(1, 'file:///a'));
  await lake.lake.commitStaged();
  const text = (await lake.lake.metadata('events'))?.text ?? '';
  await lake.store.write(
    'levee/events/metadata/v8.metadata.json',
    Buffer.from(text.replace('"transform": "day"', '"transform": "hour"')),
  );
  await lake.stage('b2', rows(1, 'file:///b'));
  await expect(lake.lake.commitStaged()).rejects.toThrow('is partitioned by');
  await lake.store.write(
    'levee/events/metadata/v9.metadata.json',
    Buffer.from(text.replace('"format-version": 2', '"format-version": 3')),
  );
  await expect(lake.lake.scan('events')).rejects.toThrow('format version 3');
});

test('metadata that names files outside its table is refused', async () => {
  await lake.stage('b1', rows(1, 'file:///a'));
  await lake.lake.commitStaged();
  const text = (await lake.lake.metadata('events'))?.text ?? '';
  const evil = text.replaceAll(/"manifest-list": "[^"]*"/g, '"manifest-list": "file:///etc/passwd"');
  await lake.store.write('levee/events/metadata/v7.metadata.json', Buffer.from(evil));
  await expect(lake.lake.scan('events')).rejects.toThrow('outside its folder');
});

test('paths with one slash, as Spark writes them, are those of the table', async () => {
  await lake.stage('b1', rows(3, 'file:///a'));
  await lake.lake.commitStaged();
  const text = (await lake.lake.metadata('events'))?.text ?? '';
  const spark = (name: string, change: (path: string) => string) =>
    lake.store.write(
      `levee/events/metadata/${name}.metadata.json`,
      Buffer.from(text.replaceAll(/(?<="manifest-list": ")[^"]*/g, change)),
    );
  await spark('v7', (path) => path.replace('file:///', 'file:/'));
  expect((await lake.lake.scan('events'))?.files).toHaveLength(1);
  await spark('v8', () => 'file:/etc/passwd');
  await expect(lake.lake.scan('events')).rejects.toThrow('outside its folder');
});

test('processes that commit at once lose nothing', async () => {
  const script = join(import.meta.dirname, 'commit-process.ts');
  const others = ['p', 'q'].map((name) => fork(script, [lake.folder, name, '4'], { execArgv: [] }));
  await Promise.all(others.map((other) => once(other, 'message')));
  const codes = others.map(async (other) => {
    other.send('go');
    return (await once(other, 'exit'))[0] as unknown;
  });
  await commitOften(lake, 'r', 4);
  expect(await Promise.all(codes)).toEqual([0, 0]);
  await lake.lake.commitStaged();
  const found = await counts();
  expect(found).toHaveLength(12);
  expect(found.every((row) => row['rows'] === 2)).toBe(true);
});
