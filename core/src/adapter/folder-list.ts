import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf, LeveeError } from '#kernel';
import type { StoredObject } from '#port';
import { folderProblem } from './folder-problem.ts';

/** Everything below a prefix in key order per folder, one folder's names in memory at a time; links are followed. */
export async function* listFolder(root: string, prefix: string): AsyncGenerator<StoredObject> {
  for await (const { path, key } of filesBelow(root, prefix)) {
    const found = await foundAt(path, key);
    if (found !== undefined) yield found;
  }
}

/** The keys of everything below a prefix, as `listFolder` has them. */
export async function* keysBelow(root: string, prefix: string): AsyncGenerator<string> {
  for await (const { key } of filesBelow(root, prefix)) yield key;
}

interface Named {
  readonly path: string;
  readonly key: string;
}

function filesBelow(root: string, prefix: string): AsyncGenerator<Named> {
  const base = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  if (base.split('/').includes('..')) throw new LeveeError(`not a prefix of this store: ${prefix}`);
  return walk({ folder: join(root, base), base, prefix });
}

interface Walk {
  readonly folder: string;
  /** Key of the folder, with a final slash; empty for the root. */
  readonly base: string;
  readonly prefix: string;
}

async function* walk({ folder, base, prefix }: Walk): AsyncGenerator<Named> {
  // Where the walk begins, names must begin with the rest of the prefix; further down, any will do.
  const beginning = prefix.slice(base.length);
  for (const entry of await namesIn(folder, beginning)) {
    const key = base + entry.name;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk({ folder: path, base: `${key}/`, prefix });
    else if (entry.isFile()) yield { path, key };
    else if (entry.isSymbolicLink()) yield* followed({ folder: path, base: key, prefix });
  }
}

async function namesIn(folder: string, beginning: string): Promise<Dirent[]> {
  try {
    const found = await readdir(folder, { withFileTypes: true });
    const wanted = beginning === '' ? found : found.filter(({ name }) => name.startsWith(beginning));
    return wanted.sort((left, right) => (left.name < right.name ? -1 : 1));
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw folderProblem('list', folder, error);
  }
}

/** A table's folder may be a link to a larger disk. */
async function* followed({ folder: path, base: key, prefix }: Walk): AsyncGenerator<Named> {
  const target = await stat(path).catch((error: unknown) => {
    throw folderProblem('follow the link', path, error);
  });
  if (!target.isDirectory()) {
    yield { path, key };
    return;
  }
  const [end, start] = [await realpath(path), await realpath(dirname(path))];
  if (`${start}/`.startsWith(`${end}/`)) {
    throw new LeveeError(`the link ${path} leads to a folder that holds it`, { hint: 'remove the link' });
  }
  yield* walk({ folder: path, base: `${key}/`, prefix });
}

/** What is known of a file; undefined where there is none. */
export async function foundAt(path: string, key: string): Promise<StoredObject | undefined> {
  const stats = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw folderProblem('read', path, error);
  });
  if (stats === undefined || stats.isDirectory()) return undefined;
  return {
    key,
    sizeBytes: stats.size,
    version: `${stats.size}-${Math.round(stats.mtimeMs * 1000)}`,
    modifiedAt: stats.mtimeMs,
  };
}
