import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LeveeError, messageOf } from '#kernel';
import { isGone, ownIdentity } from './process-identity.ts';

/** `duckdb-<host>-<pid>-<start>-<random>`: tells whose a folder is. */
const NAME = /^duckdb-([0-9a-f]{12})-(\d+)-(\d*)-[0-9a-f-]+$/;

/**
 * A path below `parent` for one engine's spill files; the engine makes the folder when it first spills and removes it
 * when it closes. DuckDB names these files alike in every process, so two engines in one folder would write into each
 * other's. Folders of processes that were killed are removed on the way.
 */
export function spillFolder(parent: string): string {
  const { host, pid, started } = ownIdentity();
  const mark = markOf(host);
  try {
    mkdirSync(parent, { recursive: true });
    for (const name of readdirSync(parent)) {
      if (isLeftBehind(name, host)) rmSync(join(parent, name), { recursive: true, force: true });
    }
  } catch (cause) {
    throw new LeveeError(`the folder for temporary files ${parent} cannot be used: ${messageOf(cause)}`, {
      hint: 'check its permissions and that the disk is not full or read-only',
      cause,
    });
  }
  return join(parent, `duckdb-${mark}-${pid}-${started ?? ''}-${randomUUID()}`);
}

function isLeftBehind(name: string, host: string): boolean {
  const [, mark, pid, started] = NAME.exec(name) ?? [];
  if (mark !== markOf(host)) return false;
  return isGone({
    host,
    pid: Number(pid),
    started: started === '' || started === undefined ? null : started,
  });
}

const markOf = (host: string): string => createHash('sha256').update(host).digest('hex').slice(0, 12);
