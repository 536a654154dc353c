import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ObjectStore } from '#port';
import { commitChange } from '../../src/lake/commit.ts';
import type { DataFile } from '../../src/lake/data-file.ts';
import { readTable } from '../../src/lake/read-table.ts';
import { liveFiles } from '../../src/lake/scan.ts';
import { events, testLake, type TestLake } from './lake-fixture.ts';

/** Tables of many files over many days, which only manifests know: no data file is ever opened here. */
let lake: TestLake;
beforeEach(async () => {
  lake = await testLake();
});
afterEach(() => lake.close());

const dayAt = (days: number): string => new Date(Date.UTC(2025, 0, 1 + days)).toISOString().slice(0, 10);

const file = (day: string, name: string): DataFile => ({
  key: `levee/events/data/event_day=${day}/${name}.parquet`,
  day,
  recordCount: 1,
  sizeBytes: 1,
  columnSizes: {},
  valueCounts: { '1': 1 },
  nullCounts: {},
  nanCounts: {},
  lowerBounds: {},
  upperBounds: {},
});

function commit(
  target: TestLake,
  added: readonly DataFile[],
  removed: readonly string[] = [],
): Promise<unknown> {
  const operation = removed.length > 0 ? 'overwrite' : 'append';
  const change = { operation, added, removed: new Set(removed), summary: {} } as const;
  return commitChange({ store: target.store, now: Date.now }, events, async () => change);
}

/** The store with the keys that were read of it. */
function watched(store: ObjectStore): { store: ObjectStore; read: string[] } {
  const read: string[] = [];
  const reading = (key: string) => {
    read.push(key.slice(key.lastIndexOf('/') + 1));
    return store.read(key);
  };
  return { store: { ...store, read: reading }, read };
}

const MANIFEST = /-m0\.avro$/;

test(
  'manifests that are written together hold days beside each other, so that a day reads few',
  {
    timeout: 120_000,
  },
  async () => {
    // Five days of four files a commit: 1,200 files of 300 days in 60 commits.
    const keys: string[] = [];
    for (let from = 0; from < 300; from += 5) {
      const added = [0, 1, 2, 3, 4].flatMap((by) =>
        ['a', 'b', 'c', 'd'].map((name) => file(dayAt(from + by), name)),
      );
      keys.push(...added.map(({ key }) => key));
      await commit(lake, added);
    }
    const { store, read } = watched(lake.store);
    const state = await readTable(store, 'events');
    if (state === undefined) throw new Error('no table');
    const all = await liveFiles(store, state);
    expect(all.map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
    expect(state.manifests.length).toBeLessThan(60);

    const fresh = watched(lake.store);
    const some = await liveFiles(fresh.store, state, { days: { from: dayAt(10), to: dayAt(10) } });
    expect(some.map(({ day }) => day)).toEqual(Array.from({ length: 4 }, () => dayAt(10)));
    expect(fresh.read.filter((name) => MANIFEST.test(name)).length).toBeLessThanOrEqual(2);

    // What was read is not read again.
    read.length = 0;
    expect((await liveFiles(store, state)).length).toBe(1200);
    expect(read).toEqual([]);
  },
);

test('a removal rewrites the manifest that names the file, and no other', async () => {
  await commit(lake, [file(dayAt(0), 'a'), file(dayAt(0), 'b')]);
  await commit(lake, [file(dayAt(1), 'c')]);
  const before = await readTable(lake.store, 'events');
  await commit(lake, [], [file(dayAt(0), 'a').key]);
  const after = await readTable(lake.store, 'events');
  if (before === undefined || after === undefined) throw new Error('no table');
  const paths = (manifests: typeof after.manifests) => manifests.map((manifest) => manifest.manifest_path);
  expect(paths(after.manifests).filter((path) => paths(before.manifests).includes(path))).toHaveLength(1);
  const left = await liveFiles(lake.store, after);
  expect(left.map(({ key }) => key).toSorted()).toEqual([file(dayAt(0), 'b').key, file(dayAt(1), 'c').key]);
});

test('what others commit, remove or begin anew is seen at once', async () => {
  const filesOf = async () => (await lake.lake.scan('events'))?.files.map(({ key }) => key);
  expect(await filesOf()).toBeUndefined();
  await commit(lake, [file(dayAt(0), 'a')]);
  expect(await filesOf()).toEqual([file(dayAt(0), 'a').key]);
  expect(await filesOf()).toEqual([file(dayAt(0), 'a').key]);
  await commit(lake, [file(dayAt(1), 'b')]);
  expect((await filesOf())?.toSorted()).toEqual([file(dayAt(0), 'a').key, file(dayAt(1), 'b').key]);
  expect(await lake.lake.tables()).toEqual(['events']);

  // A table of the same number of versions in its place: its metadata has the same names.
  rmSync(join(lake.folder, 'levee/events'), { recursive: true });
  expect(await filesOf()).toBeUndefined();
  expect(await lake.lake.tables()).toEqual([]);
  await commit(lake, [file(dayAt(2), 'x')]);
  await commit(lake, [file(dayAt(3), 'y')]);
  expect((await filesOf())?.toSorted()).toEqual([file(dayAt(2), 'x').key, file(dayAt(3), 'y').key]);
});
