import {
  accessSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { LeveeError } from '#kernel';
import { describeObjectStore } from '../port/object-store.contract.ts';
import { ChildProcess } from '../port/child-process.contract.ts';
import { folderStore } from './folder-store.ts';

const folders: string[] = [];

function newFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, 'levee-store-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describeObjectStore('folder', async () => folderStore(join(newFolder(), 'lake, not made yet')));

async function keys(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of folderStore(folder).list('')) found.push(key);
  return found;
}

test('processes that create the same key at once: one wins', async () => {
  const folder = newFolder();
  const code = (name: string) => `
    const { folderStore } = await import(${JSON.stringify(join(import.meta.dirname, 'folder-store.ts'))});
    const store = folderStore(${JSON.stringify(folder)});
    const won = [];
    for (let at = 0; at < 40; at += 1) if (await store.create('v' + at, Buffer.from('${name}'))) won.push(at);
    console.log('won ' + JSON.stringify(won));`;
  const children = ['p', 'q'].map((name) => new ChildProcess(code(name)));
  const lines = await Promise.all(children.map((child) => child.saying('won ')));
  const won = lines.map((line) => JSON.parse(line.slice(4)) as number[]);
  expect(won.flat().toSorted((left, right) => left - right)).toEqual(
    Array.from({ length: 40 }, (_, at) => at),
  );
  for (const [at, name] of ['p', 'q'].entries()) {
    for (const key of won[at] ?? []) {
      expect(Buffer.from(await folderStore(folder).read(`v${key}`)).toString()).toBe(name);
    }
  }
});

test('a process killed while it writes leaves no object', async () => {
  const folder = newFolder();
  const child = new ChildProcess(`
    const { folderStore } = await import(${JSON.stringify(join(import.meta.dirname, 'folder-store.ts'))});
    const store = folderStore(${JSON.stringify(folder)});
    console.log('ready');
    for (let at = 0; ; at += 1) await store.write('k' + at, Buffer.alloc(3_000_000, 'x'));`);
  await child.saying('ready');
  await expect.poll(() => readdirSync(folder).length, { timeout: 20_000 }).toBeGreaterThan(2);
  await child.kill();
  for await (const { key, sizeBytes } of folderStore(folder).list('k')) {
    expect([key, sizeBytes]).toEqual([key, 3_000_000]);
  }
});

test('a linked folder and a linked file are followed', async () => {
  const [folder, disk] = [newFolder(), newFolder()];
  mkdirSync(join(disk, 'data'));
  writeFileSync(join(disk, 'data/x'), '1');
  symlinkSync(join(disk, 'data'), join(folder, 'data'));
  symlinkSync(join(disk, 'data/x'), join(folder, 'y'));
  expect(await keys(folder)).toEqual(['data/x', 'y']);
});

test('a link in a circle and a dangling link are errors, not silence', async () => {
  const circle = newFolder();
  mkdirSync(join(circle, 'a'));
  symlinkSync(circle, join(circle, 'a/up'));
  await expect(keys(circle)).rejects.toThrow('leads to a folder that holds it');
  const dangling = newFolder();
  symlinkSync(join(dangling, 'nothing'), join(dangling, 'x'));
  await expect(keys(dangling)).rejects.toThrow(LeveeError);
});

test('a folder whose path is taken by a file is a clear error', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'file'), '');
  const store = folderStore(join(folder, 'file'));
  await expect(store.write('a', Buffer.from('x'))).rejects.toMatchObject({
    name: 'LeveeError',
    hint: 'check the disk and its permissions',
  });
});

/** A folder on another disk than the temporary one, where this machine has one. */
const OTHER_DISK = ['/dev/shm', '/var/tmp', import.meta.dirname].find((folder) => {
  try {
    accessSync(folder, constants.W_OK);
    return statSync(folder).dev !== statSync(tmpdir()).dev;
  } catch {
    return false;
  }
});

test.runIf(OTHER_DISK)('a file on another disk is copied in whole and removed there', async () => {
  const [folder, other] = [newFolder(), newFolder(OTHER_DISK)];
  writeFileSync(join(other, 'x'), 'PAR1');
  await folderStore(folder).adopt(join(other, 'x'), 'data/x');
  expect(await keys(folder)).toEqual(['data/x']);
  expect(readdirSync(other)).toEqual([]);
});
