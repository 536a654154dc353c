import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY_DISK = '/dev/shm';
/** The tests take about 100 MB of disk at a time; a container may have a memory disk of 64 MB. */
const LEAST_BYTES = 2 ** 30;

/** A disk in memory, where there is one with room: most of what the tests wait for is the disk's syncing of small files. */
function isRoomy(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= LEAST_BYTES;
  } catch {
    return false;
  }
}

/** Compiled code of the processes that tests start: a command line starts in four fifths of the time. */
export const CODE_CACHE = join(import.meta.dirname, '../node_modules/.cache/node');

/**
 * One temporary folder for a run of the tests, whose end removes whatever they left there. It is in memory unless `TMPDIR` says where, or
 * collectors are to be killed for long (`npm run test:chaos`): then the lake is on a disk, as people have it.
 */
export function setup(): () => void {
  process.env['NODE_COMPILE_CACHE'] ??= CODE_CACHE;
  const { TMPDIR, LEVEE_CHAOS } = process.env;
  const isOnDisk = TMPDIR !== undefined || LEVEE_CHAOS !== undefined || !isRoomy(MEMORY_DISK);
  const folder = mkdtempSync(join(isOnDisk ? tmpdir() : MEMORY_DISK, 'levee-tests-'));
  // Some tests are another user for a while.
  chmodSync(folder, 0o711);
  process.env['TMPDIR'] = folder;
  return () => {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    rmSync(folder, { recursive: true, force: true });
  };
}
