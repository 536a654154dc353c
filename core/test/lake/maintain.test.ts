import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { decodeAvro } from '../../src/lake/avro.ts';
import { copiedLake, MAINTAIN, testLake, type TestLake } from './lake-fixture.ts';

let filled: TestLake;
let lake: TestLake;

beforeAll(async () => {
  filled = await testLake();
  await fill(filled);
});

afterAll(() => filled.close());
afterEach(() => lake.close());

const parquet = () =>
  readdirSync(join(lake.folder, 'levee/events/data'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.parquet'),
  );
const manifests = () =>
  readdirSync(join(lake.folder, 'levee/events/metadata')).filter((name) => name.endsWith('-m0.avro'));

async function fill(empty: TestLake): Promise<void> {
  for (const at of [1, 2, 3]) {
    await empty.stage(`b${at}`, [
      { time: `2024-05-01 0${at}:00:00.000001+00`, ip: `192.0.2.${9 - at}`, object: `file:///${at}` },
      { time: `2024-05-02 0${at}:00:00+00`, ip: '198.51.100.7', object: `file:///${at}` },
    ]);
    await empty.lake.commitStaged();
  }
}

const all = () => lake.read('SELECT * FROM {table} ORDER BY event_time');

test('compaction keeps every row, leaves one sorted file a day, and does nothing a second time', async () => {
  lake = await copiedLake(filled);
  const before = await all();
  const report = await lake.lake.maintain({ ...MAINTAIN, expireAfterMs: 1e9 });
  expect(report.tables.find(({ table }) => table === 'events')).toMatchObject({
    partitions: 2,
    filesBefore: 6,
    filesAfter: 2,
  });
  expect(await all()).toEqual(before);
  const again = await lake.lake.maintain({ ...MAINTAIN, expireAfterMs: 1e9 });
  expect(again.tables.find(({ table }) => table === 'events')).toMatchObject({ partitions: 0 });
});

test('a large day is cut between hours, comes to rest, and late rows leave it alone', async () => {
  lake = await testLake();
  const rows = Array.from({ length: 480 }, (_, at) => ({
    time: `2024-05-01 ${String(at % 24).padStart(2, '0')}:00:00.${String(at).padStart(6, '0')}+00`,
    uri: `/${(at * 2_654_435_761) % 4_294_967_296}`,
  }));
  await lake.stage('b1', rows);
  await lake.lake.commitStaged();
  const bytes = (await lake.lake.describe('events'))?.bytes ?? 0;
  const small = { ...MAINTAIN, expireAfterMs: 1e9, targetBytes: Math.round(bytes / 5) };
  const compacted = async () =>
    (await lake.lake.maintain(small)).tables.find(({ table }) => table === 'events');
  expect(await compacted()).toMatchObject({ partitions: 1, filesBefore: 1, filesAfter: 5 });
  expect(await compacted()).toMatchObject({ partitions: 0 });
  await lake.stage('b2', [{ time: '2024-05-01 23:59:59+00', object: 'file:///late' }]);
  expect(await compacted()).toMatchObject({ partitions: 1, filesBefore: 1, filesAfter: 1 });
  expect(await all()).toHaveLength(481);
  const [overlap] = await lake.engine.withConnection((connection) =>
    connection.rows(
      `SELECT max(files)::INTEGER AS most FROM (SELECT hour(event_time), count(DISTINCT filename) AS files FROM read_parquet('${lake.folder}/levee/events/data/*/sorted-*.parquet', filename = true) WHERE source_object <> 'file:///late' GROUP BY 1)`,
    ),
  );
  expect(overlap).toEqual({ most: 1 });
});

test('rows of a compacted file are sorted by entity and time where they are too few to be cut', async () => {
  lake = await testLake();
  await lake.stage('b1', [
    { time: '2024-05-01 01:30:00+00', ip: '198.51.100.7' },
    { time: '2024-05-01 01:10:00+00', ip: '192.0.2.1' },
    { time: '2024-05-01 00:59:00+00', ip: '203.0.113.9' },
    { time: '2024-05-01 01:00:00+00', ip: '198.51.100.7' },
  ]);
  await lake.lake.maintain(MAINTAIN);
  const file = parquet().find((name) => name.includes('/sorted-'));
  const rows = await lake.engine.withConnection((connection) =>
    connection.rows(
      `SELECT client_ip AS ip, strftime(event_time, '%H:%M') AS at FROM read_parquet('${join(lake.folder, 'levee/events/data', file ?? '')}')`,
    ),
  );
  expect(rows).toEqual([
    { ip: '192.0.2.1', at: '01:10' },
    { ip: '198.51.100.7', at: '01:00' },
    { ip: '198.51.100.7', at: '01:30' },
    { ip: '203.0.113.9', at: '00:59' },
  ]);
});

test('a rewritten manifest states the sequence numbers that its entries had inherited', async () => {
  lake = await copiedLake(filled);
  await lake.stage('b4', [{ time: '2024-05-01 05:00:00+00', object: 'file:///1' }], {
    version: '2',
    replaces: ['file:///1'],
  });
  await lake.lake.commitStaged();
  const entries = await Promise.all(
    manifests().map((name) => lake.store.read(`levee/events/metadata/${name}`).then(decodeAvro)),
  );
  const kept = entries.flat().filter((entry) => entry['status'] !== 1);
  expect(kept.length).toBeGreaterThan(0);
  for (const entry of kept) {
    expect(entry['sequence_number']).not.toBeNull();
    expect(entry['file_sequence_number']).not.toBeNull();
  }
});

test('expiry removes what only old snapshots had, and leaves no orphan', async () => {
  lake = await copiedLake(filled);
  const report = await lake.lake.maintain({ ...MAINTAIN, expireAfterMs: -1000 });
  expect(report.tables.find(({ table }) => table === 'events')?.expiredSnapshots).toBeGreaterThan(0);
  expect(parquet()).toHaveLength(2);
  expect(await all()).toHaveLength(6);
  const text = (await lake.lake.metadata('events'))?.text ?? '';
  expect((JSON.parse(text) as { snapshots: unknown[] }).snapshots).toHaveLength(1);
});

test('a snapshot that names a batch still staged is never expired', async () => {
  lake = await testLake();
  const batch = await lake.stage('b1', [{ time: '2024-05-01 00:00:00+00' }]);
  await lake.lake.commitStaged();
  await lake.stage('b2', [{ time: '2024-05-01 01:00:00+00', object: 'file:///b' }]);
  await lake.lake.commitStaged();
  await lake.lake.stage(batch);
  const { expireSnapshots } = await import('../../src/lake/expire.ts');
  const world = { store: lake.store, ledger: lake.ledger, now: Date.now };
  expect(await expireSnapshots(world, 'events', { olderThan: Date.now() + 1000, keep: 1 })).toMatchObject({
    snapshots: 0,
  });
});

const indexes = () =>
  readdirSync(join(lake.folder, 'levee/events/index'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.values'),
  );

test('a sorted file has an index of its values, which goes with it', async () => {
  lake = await copiedLake(filled);
  await lake.lake.maintain(MAINTAIN);
  const first = indexes();
  expect(first.map((name) => name.replace('.values', '.parquet')).toSorted()).toEqual(
    parquet()
      .filter((name) => name.includes('/sorted-'))
      .toSorted(),
  );
  await lake.store.write('levee/events/index/event_day=2024-05-01/orphan.values', Buffer.from('x'));
  await lake.stage('b4', [{ time: '2024-05-01 05:00:00+00', object: 'file:///4' }]);
  const report = await lake.lake.maintain({ ...MAINTAIN, expireAfterMs: -1000, orphanAgeMs: -1000 });
  expect(report.tables.find(({ table }) => table === 'events')).toMatchObject({ partitions: 1 });
  await lake.lake.maintain({ ...MAINTAIN, expireAfterMs: -1000, orphanAgeMs: -1000 });
  expect(parquet()).toHaveLength(indexes().length);
  expect(indexes()).toHaveLength(2);
  expect(indexes().some((name) => name.includes('orphan'))).toBe(false);
});

test('orphans go, files of staged batches stay', async () => {
  lake = await copiedLake(filled);
  await lake.store.write('levee/events/data/event_day=2024-05-01/orphan.parquet', Buffer.from('x'));
  await lake.stage('b9', [{ time: '2024-05-09 00:00:00+00', object: 'file:///9' }]);
  const { removeOrphans } = await import('../../src/lake/orphans.ts');
  const world = { store: lake.store, ledger: lake.ledger, now: Date.now };
  expect(await removeOrphans(world, 'events', Date.now() + 1000)).toEqual([
    'levee/events/data/event_day=2024-05-01/orphan.parquet',
  ]);
  await lake.lake.commitStaged();
  expect(await all()).toHaveLength(7);
});

test('young orphans stay while another process has claims', async () => {
  lake = await copiedLake(filled);
  await lake.store.write('levee/events/data/event_day=2024-05-01/orphan.parquet', Buffer.from('x'));
  const busy = { ...lake.ledger, activeClaims: () => Promise.resolve(1) };
  const { openLake } = await import('#lake');
  const { events, rejects } = await import('./lake-fixture.ts');
  const other = openLake({
    ...lake,
    ledger: busy,
    definitions: [events, rejects],
    scratch: join(lake.folder, '.levee/scratch'),
    now: Date.now,
  });
  const report = await other.maintain(MAINTAIN);
  expect(report.notes).toHaveLength(1);
  expect(parquet().some((name) => name.endsWith('orphan.parquet'))).toBe(true);
});

test('retention drops whole days', async () => {
  lake = await copiedLake(filled);
  const days = Math.floor((Date.now() - Date.UTC(2024, 4, 2)) / 86_400_000);
  const report = await lake.lake.maintain({
    ...MAINTAIN,
    retentionDays: (table) => (table === 'events' ? days : undefined),
  });
  expect(report.tables.find(({ table }) => table === 'events')?.droppedFiles).toBe(3);
  const left = await lake.read(`SELECT DISTINCT strftime(event_time, '%Y-%m-%d') AS day FROM {table}`);
  expect(left).toEqual([{ day: '2024-05-02' }]);
});

test('a compaction that another commit overtakes is thrown away', async () => {
  lake = await copiedLake(filled);
  const { compactTable } = await import('../../src/lake/compact.ts');
  const { events } = await import('./lake-fixture.ts');
  let isFirst = true;
  const racing = {
    ...lake.ledger,
    exclusive: async <T>(name: string, use: () => Promise<T>): Promise<T> => {
      if (isFirst) {
        isFirst = false;
        await lake.stage('b4', [{ time: '2024-05-01 05:00:00+00', object: 'file:///1' }], {
          version: '2',
          replaces: ['file:///1'],
        });
        await lake.lake.commitStaged();
      }
      return lake.ledger.exclusive(name, use);
    },
  };
  const world = {
    store: lake.store,
    engine: lake.engine,
    ledger: racing,
    scratch: join(lake.folder, '.levee/scratch'),
    now: Date.now,
  };
  const report = await compactTable(world, events, 128_000_000);
  expect(report.skipped).toHaveLength(2);
  expect(await all()).toHaveLength(5);
});
