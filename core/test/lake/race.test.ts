import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLake, type Lake } from '#lake';
import type { Ledger, ObjectStore } from '#port';
import { commitChange } from '../../src/lake/commit.ts';
import { MAINTAIN, events, rejects, testLake, type TestLake } from './lake-fixture.ts';

let lake: TestLake;

beforeEach(async () => {
  lake = await testLake();
});

afterEach(() => lake.close());

const OPTIONS = { ...MAINTAIN, expireAfterMs: 1e9, orphanAgeMs: 1e9 };

/** The same lake seen by another process. */
const another = (
  change: { ledger?: Ledger; now?: () => number; definitions?: (typeof events)[] } = {},
): Lake =>
  openLake({
    ...lake,
    definitions: [events, rejects],
    scratch: join(lake.folder, '.levee/scratch'),
    now: Date.now,
    ...change,
  });

const objects = async () =>
  (await lake.read('SELECT DISTINCT source_object AS object FROM {table} ORDER BY 1')).map(
    ({ object }) => object,
  );
const metadata = async () =>
  JSON.parse((await lake.lake.metadata('events'))?.text ?? '') as {
    'last-updated-ms': number;
    snapshots: { 'timestamp-ms': number; 'snapshot-id': number; 'parent-snapshot-id'?: number }[];
    'snapshot-log': { 'timestamp-ms': number }[];
  };

/** Appends one row to `rejects`, without any lock. */
async function append(object: string, store: ObjectStore = lake.store): Promise<void> {
  const select = `SELECT TIMESTAMPTZ '2024-05-01 00:00:00+00' AS event_time, '${object}' AS source_object, 'x' AS raw, '2024-05-01' AS event_day`;
  const scratch = join(lake.folder, '.levee/scratch');
  const added = await lake.engine.withConnection((connection) =>
    lake.lake.writeDataFiles(connection, { definition: rejects, select, scratch }),
  );
  const change = { operation: 'append', added, removed: new Set<string>(), summary: {} } as const;
  await commitChange({ store, now: Date.now }, rejects, async () => change);
}

const appended = async () =>
  (await lake.read('SELECT source_object AS object FROM {table} ORDER BY 1', 'rejects')).map(
    ({ object }) => object,
  );

test('commits and evolution that race without any lock lose nothing and double nothing', async () => {
  const late = { id: 70, name: 'late', required: false, type: 'string' } as const;
  const wide = { ...rejects, fields: [...rejects.fields, late] };
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  await Promise.all([...names.map((name) => append(name)), lake.lake.ensure(wide)]);
  expect(await appended()).toEqual(names);
  expect((await lake.lake.scan('rejects'))?.fields.map(({ name }) => name)).toContain('late');
});

test('a version that another one is built on already stands', async () => {
  let isFirst = true;
  const overtaken: ObjectStore = {
    ...lake.store,
    create: async (key, bytes) => {
      const isMine = await lake.store.create(key, bytes);
      if (isFirst) {
        isFirst = false;
        await append('second');
      }
      return isMine;
    },
  };
  await append('first', overtaken);
  expect(await appended()).toEqual(['first', 'second']);
});

test('a clock that goes back never makes a snapshot older than its parent', async () => {
  await lake.stage('b1', [{ time: '2024-05-01 00:00:00+00', object: 'file:///a' }]);
  await another({ now: () => 2_000_000_000_000 }).commitStaged();
  await lake.stage('b2', [{ time: '2024-05-01 00:00:00+00', object: 'file:///b' }]);
  await another({ now: () => 1_700_000_000_000 }).commitStaged();
  const { snapshots, 'snapshot-log': log, 'last-updated-ms': updated } = await metadata();
  expect(snapshots.map((snapshot) => snapshot['timestamp-ms'])).toEqual([2e12, 2e12]);
  expect(snapshots[1]?.['parent-snapshot-id']).toBe(snapshots[0]?.['snapshot-id']);
  expect(log.every((entry) => entry['timestamp-ms'] <= updated)).toBe(true);
});

test('a batch with a table that only a newer release knows waits and holds nobody up', async () => {
  await lake.stage('b1', [{ time: '2024-05-01 00:00:00+00', object: 'file:///a' }]);
  await lake.stage('b2', [], { rejects: ['file:///b'] });
  const old = another({ definitions: [events] });
  expect(await old.commitStaged()).toMatchObject({ batches: 1, waitingBatches: 1 });
  expect(await lake.lake.commitStaged()).toMatchObject({ batches: 1, waitingBatches: 0 });
  expect(await lake.read('SELECT source_object FROM {table}', 'rejects')).toHaveLength(1);
});

test('a batch that has lost a data file is thrown away, and its objects are free again', async () => {
  await lake.ledger.claim([{ uri: 'file:///a', version: '1', sizeBytes: 1 }], { leaseSeconds: 3600 });
  const batch = await lake.stage('b1', [
    { time: '2024-05-01 00:00:00+00', object: 'file:///a' },
    { time: '2024-05-02 00:00:00+00', object: 'file:///a' },
  ]);
  await lake.store.remove(batch.tables[0]?.files[0]?.key ?? '');
  expect(await lake.lake.commitStaged()).toMatchObject({ batches: 0, discardedBatches: 1, snapshots: 0 });
  expect(
    await lake.ledger.claim([{ uri: 'file:///a', version: '1', sizeBytes: 1 }], { leaseSeconds: 60 }),
  ).toEqual(['claimed']);
});

test('two maintainers run one after the other', async () => {
  for (const id of ['a', 'b', 'c']) {
    await lake.stage(id, [{ time: '2024-05-01 00:00:00+00', object: `file:///${id}` }]);
    await lake.lake.commitStaged();
  }
  const reports = await Promise.all([lake.lake.maintain(OPTIONS), another().maintain(OPTIONS)]);
  const tables = reports.flatMap((report) => report.tables.filter(({ table }) => table === 'events'));
  expect(tables.reduce((sum, { partitions }) => sum + partitions, 0)).toBe(1);
  expect(tables.flatMap(({ skipped }) => skipped)).toEqual([]);
  expect(await objects()).toEqual(['file:///a', 'file:///b', 'file:///c']);
});

test('orphan removal spares what was written after it asked who collects', async () => {
  await lake.stage('a', [{ time: '2024-05-01 00:00:00+00', object: 'file:///a' }]);
  await lake.lake.commitStaged();
  const late = 'levee/events/data/event_day=2024-05-01/late.parquet';
  const ledger: Ledger = {
    ...lake.ledger,
    activeClaims: async () => {
      const claims = await lake.ledger.activeClaims();
      await new Promise((resolve) => setTimeout(resolve, 30));
      await lake.store.write(late, Buffer.from('x'));
      return claims;
    },
  };
  await another({ ledger }).maintain({ ...OPTIONS, orphanAgeMs: 0 });
  expect(Buffer.from(await lake.store.read(late)).toString()).toBe('x');
});

test('a scan of days looks only into manifests that can hold them', async () => {
  for (const day of ['2024-05-01', '2024-05-02', '2024-05-03']) {
    await lake.stage(day, [{ time: `${day} 12:00:00+00`, object: `file:///${day}` }]);
    await lake.lake.commitStaged();
  }
  const read: string[] = [];
  const store = {
    ...lake.store,
    read: (key: string) => {
      read.push(key);
      return lake.store.read(key);
    },
  };
  const other = openLake({ ...lake, store, definitions: [events], scratch: '', now: Date.now });
  const scan = await other.scan('events', { days: { from: '2024-05-02', to: '2024-05-02' } });
  expect(scan?.files.map(({ day }) => day)).toEqual(['2024-05-02']);
  expect(read.filter((key) => key.endsWith('-m0.avro'))).toHaveLength(1);
});
