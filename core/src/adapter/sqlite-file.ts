import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { codeOf, LeveeError, messageOf } from '#kernel';

/** How long to wait for a lock that another process holds, and what to say when it is not given. */
export interface Patience {
  readonly seconds: number;
  readonly refusal: () => LeveeError;
}

/** SQLite itself may wait this long; longer waits give the event loop back in between. */
const BLOCK_MILLISECONDS = 5;
const LONGEST_PAUSE = 25;

/** Opens (creates) a SQLite file and the folder it is in. @throws LeveeError saying what stands in the way. */
export function openFile(path: string): DatabaseSync {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return new DatabaseSync(path, { timeout: BLOCK_MILLISECONDS });
  } catch (error) {
    throw fileProblem(error, path);
  }
}

/** Opens a SQLite file that can't be written: as it lies there, or with its WAL file as a copy below `scratch`; empty where there is none. */
export function openToRead(path: string, scratch: string): DatabaseSync {
  try {
    if (!existsSync(path)) return new DatabaseSync(':memory:');
    if (!existsSync(`${path}-wal`)) return new DatabaseSync(immutable(path), { readOnly: true });
    const copy = join(scratch, 'ledger.sqlite');
    for (const end of ['', '-wal']) copyFileSync(`${path}${end}`, `${copy}${end}`);
    return new DatabaseSync(copy);
  } catch (error) {
    throw fileProblem(error, path);
  }
}

/** Nobody changes it, so SQLite needs no locks and no shared memory (https://www.sqlite.org/uri.html). */
function immutable(path: string): URL {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  return url;
}

/**
 * Runs `use`, again and again while it ends with SQLITE_BUSY. The event loop stays free between attempts.
 * `use` must be repeatable: a statement that was refused, or a transaction that was rolled back.
 */
export async function patiently<T>(patience: Patience, use: () => T): Promise<T> {
  const until = performance.now() + patience.seconds * 1000;
  for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      return use();
    } catch (error) {
      if (sqliteCode(error) !== CODE.busy) throw error;
    }
    if (performance.now() > until) throw patience.refusal();
    await sleep(pause * (0.5 + Math.random()));
  }
}

/** One write transaction, begun by taking the write lock, so that it never has to be repeated half way. */
export function transaction<T>(database: DatabaseSync, use: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = use();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Primary result codes (https://www.sqlite.org/rescode.html). */
const CODE = { busy: 5, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 };

const sqliteCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined;

const RESTORE =
  'restore it from a backup; the tables of the lake are not affected, but without the ledger objects would be collected a second time';

/** What is wrong, by SQLite's code or by the system's. */
const PROBLEMS: Readonly<Record<string | number, readonly [problem: string, hint: string]>> = {
  [CODE.readOnly]: ['is read-only', 'allow this user to write to the file and its folder'],
  [CODE.ioError]: ['could not be read or written', 'check the disk and the free space, then run it again'],
  [CODE.corrupt]: ['is damaged', RESTORE],
  [CODE.full]: [
    'could not be written: the disk is full',
    'free some space and run it again; nothing is lost',
  ],
  [CODE.cannotOpen]: ['cannot be opened or created', 'allow this user to write to its folder'],
  [CODE.notADatabase]: ['is not a SQLite database', RESTORE],
  EACCES: ['cannot be created: permission denied', 'allow this user to write to the folder'],
  EPERM: ['cannot be created: permission denied', 'allow this user to write to the folder'],
  EROFS: ['cannot be created: the file system is read-only', 'choose a lake on a disk that can be written'],
  ENOSPC: ['cannot be created: the disk is full', 'free some space and run it again; nothing is lost'],
  ENOTDIR: ['cannot be created: a part of its path is a file', 'choose another folder'],
  EEXIST: ['cannot be created: a part of its path is a file', 'choose another folder'],
};

/** A SQLite or system error as a LeveeError that names the file and says what to do; others as they are. */
export function fileProblem(error: unknown, path: string): unknown {
  const [problem, hint] = PROBLEMS[sqliteCode(error) ?? codeOf(error) ?? ''] ?? [];
  if (problem === undefined || hint === undefined) return error;
  return new LeveeError(`${path} ${problem} (${messageOf(error)})`, { hint, cause: error });
}
