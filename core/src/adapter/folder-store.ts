import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { codeOf, LeveeError, messageOf } from '#kernel';
import type { ObjectStore, StoredObject } from '#port';

/** A folder as an object store. Objects appear whole and durable: written aside, synced, then renamed or linked. */
export function folderStore(folder: string): ObjectStore {
  const root = resolve(folder);
  const at = (key: string): string => join(root, checked(key));
  return {
    uri: `file://${root}`,
    list: (prefix) => list(root, prefix),
    read: (key) => readWhole(at(key)),
    write: (key, bytes) => put(at(key), bytes),
    create: (key, bytes) => create(at(key), bytes),
    adopt: (localPath, key) => adopt(localPath, at(key)),
    localPath: async (key) => at(key),
    remove: (key) => rm(at(key), { force: true }),
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

async function* list(root: string, prefix: string): AsyncGenerator<StoredObject> {
  const cut = prefix.lastIndexOf('/') + 1;
  yield* walk(join(root, prefix.slice(0, cut)), prefix.slice(0, cut), prefix);
}

async function* walk(folder: string, base: string, prefix: string): AsyncGenerator<StoredObject> {
  const found = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw failure('list', folder, error);
  });
  for (const entry of found.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    const key = base + entry.name;
    if (entry.isDirectory() && (key.startsWith(prefix) || prefix.startsWith(`${key}/`)))
      yield* walk(join(folder, entry.name), `${key}/`, prefix);
    else if (entry.isFile() && key.startsWith(prefix)) yield* described(join(folder, entry.name), key);
  }
}

async function* described(path: string, key: string): AsyncGenerator<StoredObject> {
  const stats = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw failure('read', path, error);
  });
  if (stats === undefined) return;
  yield {
    key,
    sizeBytes: stats.size,
    version: `${stats.size}-${Math.round(stats.mtimeMs * 1000)}`,
    modifiedAt: stats.mtimeMs,
  };
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw failure('read', path, error);
  }
}

/** Writes aside, durably; answers where. */
async function writeAside(path: string, bytes: Uint8Array): Promise<string> {
  const aside = join(dirname(path), `.${randomUUID()}.part`);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(aside, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    return aside;
  } catch (error) {
    await rm(aside, { force: true });
    throw failure('write', path, error);
  }
}

async function put(path: string, bytes: Uint8Array): Promise<void> {
  const aside = await writeAside(path, bytes);
  await rename(aside, path);
  await syncFolder(dirname(path));
}

async function create(path: string, bytes: Uint8Array): Promise<boolean> {
  const aside = await writeAside(path, bytes);
  try {
    await link(aside, path);
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw failure('write', path, error);
  } finally {
    await rm(aside, { force: true });
  }
}

async function adopt(localPath: string, path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await syncFile(localPath);
    await rename(localPath, path).catch(async (error: unknown) => {
      if (codeOf(error) !== 'EXDEV') throw error;
      await copyFile(localPath, path, constants.COPYFILE_EXCL);
      await syncFile(path);
      await rm(localPath, { force: true });
    });
    await syncFolder(dirname(path));
  } catch (error) {
    throw failure('write', path, error);
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

/** A renamed file survives a power cut only when its folder was synced; Windows cannot and need not. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'free disk space and run the command again; nothing that was committed is lost',
  EROFS: 'the disk is mounted read-only; choose another lake folder with --lake',
  EACCES: 'check the permissions of the folder, or choose another one with --lake',
  ENOENT: 'the file is gone; run levee maintain, or restore it from a backup',
};

function failure(what: string, path: string, error: unknown): LeveeError {
  const code = codeOf(error) ?? '';
  return new LeveeError(`cannot ${what} ${path}: ${messageOf(error)}`, {
    hint: HINTS[code] ?? 'check the disk and its permissions',
    cause: error,
  });
}
