import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LeveeError } from '#kernel';
import type { ObjectStore } from './object-store.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const textAt = async (store: ObjectStore, key: string): Promise<string> =>
  Buffer.from(await store.read(key)).toString();

/** Keys below a prefix, which both forms of listing must agree on. */
async function keys(store: ObjectStore, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list(prefix)) found.push(key);
  expect(await Array.fromAsync(store.keys(prefix))).toEqual(found);
  return found;
}

interface Opened {
  readonly store: ObjectStore;
  /** A folder of this machine, outside the store. */
  readonly outside: string;
}

const CASES: Readonly<Record<string, (opened: Opened) => Promise<void>>> = {
  'what is written is read, and written again replaces it': async ({ store }) => {
    await store.write('a/b.json', bytes('one'));
    expect(await textAt(store, 'a/b.json')).toBe('one');
    await store.write('a/b.json', bytes(''));
    expect(await textAt(store, 'a/b.json')).toBe('');
  },

  'an absent object is a clear error': async ({ store }) => {
    await expect(store.read('a/none')).rejects.toThrow(LeveeError);
    await expect(store.read('a/none')).rejects.toThrow('a/none');
  },

  'only the first create of a key wins, and nothing changes for the second': async ({ store }) => {
    expect(await store.create('v1', bytes('first'))).toBe(true);
    expect(await store.create('v1', bytes('second'))).toBe(false);
    expect(await textAt(store, 'v1')).toBe('first');
  },

  'of thirty that create at once one wins, and the object is whole': async ({ store }) => {
    const contents = Array.from({ length: 30 }, (_, at) => String(at % 10).repeat(50_000 + at));
    const won = await Promise.all(contents.map((content) => store.create('race/v1', bytes(content))));
    const winners = contents.filter((_, at) => won[at]);
    expect(winners).toHaveLength(1);
    expect(await textAt(store, 'race/v1')).toBe(winners[0]);
  },

  'a reader sees an object whole while it is written again and again': async ({ store }) => {
    const versions = ['x'.repeat(100_000), 'y'.repeat(200_000)];
    await store.write('k', bytes(versions[0] ?? ''));
    const writing = (async () => {
      for (let at = 0; at < 20; at += 1) await store.write('k', bytes(versions[at % 2] ?? ''));
    })();
    const seen = await Promise.all(Array.from({ length: 20 }, () => textAt(store, 'k')));
    await writing;
    expect(seen.every((text) => versions.includes(text))).toBe(true);
  },

  'a list holds what begins with the prefix, sorted, and no more': async ({ store }) => {
    for (const key of ['t/b/2', 't/b/10', 't/a', 't/bc/1', 't2/x', 'u']) await store.write(key, bytes(key));
    expect(await keys(store, '')).toEqual(['t/a', 't/b/10', 't/b/2', 't/bc/1', 't2/x', 'u']);
    expect(await keys(store, 't/')).toEqual(['t/a', 't/b/10', 't/b/2', 't/bc/1']);
    expect(await keys(store, 't/b')).toEqual(['t/b/10', 't/b/2', 't/bc/1']);
    expect(await keys(store, 't/b/1')).toEqual(['t/b/10']);
    expect(await keys(store, 't/b/10')).toEqual(['t/b/10']);
    expect(await keys(store, 'nothing/here')).toEqual([]);
  },

  'a list says size, version and time; another content is another version': async ({ store }) => {
    const only = async () => {
      for await (const object of store.list('k')) return object;
      return undefined;
    };
    const before = Date.now();
    await store.write('k', bytes('12345'));
    const first = await only();
    expect(first).toMatchObject({ key: 'k', sizeBytes: 5 });
    expect(Math.abs((first?.modifiedAt ?? 0) - before)).toBeLessThan(60_000);
    await store.write('k', bytes('123456'));
    expect((await only())?.version).not.toBe(first?.version);
  },

  'one object is found as a list shows it, and absent ones are not': async ({ store }) => {
    await store.write('t/k', bytes('12345'));
    const listed = await Array.fromAsync(store.list('t/k'));
    expect(listed).toHaveLength(1);
    expect(await store.find('t/k')).toEqual(listed[0]);
    for (const absent of ['t', 't/k2', 't/k/x', 'none/k']) expect(await store.find(absent)).toBeUndefined();
    await store.remove('t/k');
    expect(await store.find('t/k')).toBeUndefined();
  },

  'odd but lawful keys survive': async ({ store }) => {
    const odd = ['a b/c+d', 'event_day=2024-05-01/x', '100%25/ü/😀', "it's", 'a#b?c', '.hidden'];
    for (const key of odd) await store.write(key, bytes(key));
    for (const key of odd) expect(await textAt(store, key)).toBe(key);
    expect((await keys(store, '')).toSorted()).toEqual(odd.toSorted());
  },

  'a part of an object is read, as far as it goes': async ({ store }) => {
    await store.write('a/b', bytes('0123456789'));
    const part = async (offset: number, length: number) =>
      Buffer.from(await store.readRange('a/b', offset, length)).toString();
    expect(await part(2, 3)).toBe('234');
    expect(await part(8, 5)).toBe('89');
    expect(await part(10, 1)).toBe('');
    expect(await part(0, 0)).toBe('');
    await expect(store.readRange('a/none', 0, 1)).rejects.toThrow(LeveeError);
  },

  'a finished local file is moved in': async ({ store, outside }) => {
    const local = join(outside, 'made.parquet');
    await writeFile(local, 'PAR1');
    await store.adopt(local, 'data/d=1/x.parquet');
    expect(await textAt(store, 'data/d=1/x.parquet')).toBe('PAR1');
    expect(await readFile(await store.localPath('data/d=1/x.parquet'), 'utf8')).toBe('PAR1');
    await expect(readFile(local)).rejects.toThrow('ENOENT');
  },

  'what is removed is gone; removing it again is fine': async ({ store }) => {
    await store.write('a/b', bytes('x'));
    await store.remove('a/b');
    await store.remove('a/b');
    await store.remove('never/was');
    expect(await keys(store, '')).toEqual([]);
  },

  'nothing but the objects is left behind': async ({ store, outside }) => {
    await store.write('a', bytes('1'));
    await store.create('b', bytes('2'));
    await store.create('b', bytes('3'));
    await writeFile(join(outside, 'c'), '4');
    await store.adopt(join(outside, 'c'), 'c');
    expect(await keys(store, '')).toEqual(['a', 'b', 'c']);
  },

  'the root is a URI without a final slash': async ({ store }) => {
    expect(store.uri).toMatch(/^[a-z0-9]+:\/\/.*[^/]$/);
  },
};

/** Keys that would leave the root, or that no store can hold. */
const BAD_KEYS = ['', '.', '..', '/etc/passwd', '../x', 'a/../../x', 'a/..', 'a/./b', 'a//b', 'a/', 'a\0b'];

/** Everything that an object store promises, run against a real one. `open` makes a new, empty one for each test. */
export function describeObjectStore(name: string, open: () => Promise<ObjectStore>): void {
  describe(`object store: ${name}`, () => {
    let opened: Opened;

    beforeEach(async () => {
      opened = { store: await open(), outside: await mkdtemp(join(tmpdir(), 'levee-outside-')) };
    });

    afterEach(() => rm(opened.outside, { recursive: true, force: true }));

    test.each(Object.entries(CASES))('%s', async (_name, check) => {
      expect.hasAssertions();
      await check(opened);
    });

    test.each(BAD_KEYS)('the key %j is refused', async (key) => {
      const { store, outside } = opened;
      const local = join(outside, 'x');
      await writeFile(local, 'x');
      const tries = [
        async () => store.read(key),
        async () => store.find(key),
        async () => store.readRange(key, 0, 1),
        async () => store.write(key, bytes('x')),
        async () => store.create(key, bytes('x')),
        async () => store.adopt(local, key),
        async () => store.localPath(key),
        async () => store.remove(key),
      ];
      for (const attempt of tries) await expect(attempt()).rejects.toThrow(LeveeError);
    });
  });
}
