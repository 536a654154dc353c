import { randomUUID } from 'node:crypto';
import { closeSync, openSync, read } from 'node:fs';
import { copyFile, link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { codeOf, LeveeError } from '#kernel';
import type { ObjectStore } from '#port';
import { folderProblem } from './folder-problem.ts';
import { foundAt, keysBelow, listFolder } from './folder-list.ts';

/**
 * A folder as an object store. Objects appear whole and durable: written aside, synced, then renamed or linked, and every
 * folder on the way synced. The root need not exist until something is written.
 */
export function folderStore(folder: string): ObjectStore {
  const root = resolve(folder);
  const at = (key: string): string => join(root, checked(key));
  return {
    uri: `file://${root}`,
    list: (prefix) => listFolder(root, prefix),
    keys: (prefix) => keysBelow(root, prefix),
    find: async (key) => foundAt(at(key), key),
    read: (key) => readWhole(at(key)),
    readRange: (key, offset, length) => readPart(at(key), offset, length),
    write: (key, bytes) => put(at(key), bytes),
    create: (key, bytes) => create(at(key), bytes),
    adopt: (localPath, key) => adopt(localPath, at(key)),
    localPath: async (key) => at(key),
    remove: (key) => remove(at(key)),
  };
}

/** A key can come from metadata that somebody else wrote: it must stay below the root. */
function checked(key: string): string {
  const parts = key.split('/');
  if (
    key === '' ||
    key.includes('\0') ||
    parts.some((part) => part === '' || part === '.' || part === '..')
  ) {
    throw new LeveeError(`not a key of this store: ${JSON.stringify(key)}`);
  }
  return key;
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw folderProblem('read', path, error);
  }
}

const readInto = promisify(read);

/** Neither opening nor closing waits for what a disk has to find: a promise of each takes longer than it. */
async function readPart(path: string, offset: number, length: number): Promise<Uint8Array> {
  try {
    const file = openSync(path, 'r');
    try {
      const { buffer, bytesRead } = await readInto(file, Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw folderProblem('read', path, error);
  }
}

const put = (path: string, bytes: Uint8Array): Promise<void> =>
  filled(path, async (aside) => {
    await writeSynced(aside, bytes);
    await rename(aside, path);
  });

async function create(path: string, bytes: Uint8Array): Promise<boolean> {
  let isFirst = true;
  await filled(path, async (aside) => {
    await writeSynced(aside, bytes);
    await link(aside, path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
      isFirst = false;
    });
  });
  return isFirst;
}

const adopt = (localPath: string, path: string): Promise<void> =>
  filled(path, async (aside) => {
    await syncFile(localPath);
    try {
      await rename(localPath, path);
    } catch (error) {
      if (codeOf(error) !== 'EXDEV') throw error;
      await copyFile(localPath, aside);
      await syncFile(aside);
      await rename(aside, path);
      await rm(localPath, { force: true });
    }
  });

async function remove(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw folderProblem('remove', path, error);
  }
}

/** Makes the folder of `path`, lets `fill` put the file there by way of a name aside, and makes both last. */
async function filled(path: string, fill: (aside: string) => Promise<void>): Promise<void> {
  const folder = dirname(path);
  const aside = join(folder, `.${randomUUID()}.part`);
  try {
    const made = await mkdir(folder, { recursive: true });
    await fill(aside);
    await syncFolders(folder, made);
  } catch (error) {
    throw folderProblem('write', path, error);
  } finally {
    await rm(aside, { force: true }).catch(() => undefined);
  }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * A file survives a power cut only when the folder that names it was synced, and a new folder only when its parent was:
 * from `folder` up to the parent of the topmost one that was `made`. Windows cannot and need not.
 */
async function syncFolders(folder: string, made: string | undefined): Promise<void> {
  if (process.platform === 'win32') return;
  const top = made === undefined ? folder : dirname(made);
  for (let path = folder; ; path = dirname(path)) {
    await syncFolder(path);
    if (path === top || path === dirname(path)) return;
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
