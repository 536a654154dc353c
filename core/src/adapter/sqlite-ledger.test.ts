import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { LeveeError } from '#kernel';
import type { ObjectVersion } from '#port';
import { describeLedger } from '../port/ledger.contract.ts';
import { openLedgerToRead, openSqliteLedger } from './sqlite-ledger.ts';
import { fileProblem } from './sqlite-file.ts';

const root = mkdtempSync(join(tmpdir(), 'levee-ledger-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
const newPath = () => join(root, String((count += 1)), 'ledger.sqlite');

describeLedger('SQLite', async () => {
  const path = newPath();
  const module = new URL('./sqlite-ledger.ts', import.meta.url).href;
  let advanced = 0;
  return {
    open: () => openSqliteLedger(path, { lockTimeoutSeconds: 1, now: () => Date.now() + advanced }),
    advance: (seconds) => {
      advanced += seconds * 1000;
    },
    expression: `(await import('${module}')).openSqliteLedger(${JSON.stringify(path)})`,
  };
});

const objects = (length: number): ObjectVersion[] =>
  Array.from({ length }, (_, index) => ({
    uri: `s3://aws-logs/AWSLogs/123456789012/CloudTrail/us-east-1/2026/01/31/${String(index).padStart(8, '0')}.json.gz`,
    version: 'v1',
    sizeBytes: 1,
  }));

describe('a ledger that is only read', () => {
  const entry = {
    uri: 's3://aws-logs/a',
    version: 'v1',
    sizeBytes: 1,
    format: 'waf',
    table: 'waf_logs',
    batch: 'b',
    records: 3,
    rows: 2,
    rejects: 1,
    committedAt: 5,
    firstDay: null,
    lastDay: null,
  };
  const entriesOf = async (path: string) => {
    const scratch = mkdtempSync(join(root, 'scratch-'));
    const ledger = openLedgerToRead(path, scratch);
    const entries = await Array.fromAsync(ledger.entries());
    const written = ledger.commit([entry]).then(
      () => 'written',
      (error: unknown) => String(error),
    );
    const said = await written;
    ledger.close();
    return { entries, said };
  };

  test('is left as it lies there, and says that it is read-only', async () => {
    const path = newPath();
    const ledger = await openSqliteLedger(path);
    await ledger.commit([entry]);
    ledger.close();
    const before = readFileSync(path);
    const { entries, said } = await entriesOf(path);
    expect(entries).toEqual([entry]);
    expect(said).toContain('is read-only');
    expect(readFileSync(path)).toEqual(before);
  });

  test('what is in its WAL file only is read as well', async () => {
    const path = newPath();
    const writer = await openSqliteLedger(path);
    await writer.commit([entry]);
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
    expect((await entriesOf(path)).entries).toEqual([entry]);
    writer.close();
  });

  test('one that is not there is empty', async () => {
    const path = newPath();
    expect((await entriesOf(path)).entries).toEqual([]);
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe('the SQLite ledger', () => {
  test('survives being opened by many at once while it is new', async () => {
    const path = newPath();
    const ledgers = await Promise.all(Array.from({ length: 8 }, () => openSqliteLedger(path)));
    const answers = await Promise.all(
      ledgers.map((ledger) => ledger.claim(objects(5), { leaseSeconds: 60 })),
    );
    expect(answers.flat().filter((answer) => answer === 'claimed')).toHaveLength(5);
    ledgers.forEach((ledger) => ledger.close());
  });

  test('answers for more objects than one transaction takes, in their order', async () => {
    const ledger = await openSqliteLedger(newPath());
    const many = objects(20_001);
    const claimed = many.filter((_, index) => index % 3 === 0);
    await ledger.claim(claimed, { leaseSeconds: 60 });
    const answers = await ledger.claim(many, { leaseSeconds: 60 });
    expect(answers).toEqual(many.map((_, index) => (index % 3 === 0 ? 'busy' : 'claimed')));
    ledger.close();
  });

  test('keeps the event loop free while it waits for a lock', async () => {
    const path = newPath();
    const [one, two] = [
      await openSqliteLedger(path),
      await openSqliteLedger(path, { lockTimeoutSeconds: 1 }),
    ];
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 1);
    await one.exclusive('commit', () =>
      expect(two.exclusive('commit', () => Promise.resolve())).rejects.toThrow(LeveeError),
    );
    clearInterval(ticking);
    // One second of waiting: blocked, it would be a handful of turns.
    expect(turns).toBeGreaterThan(50);
    one.close();
    two.close();
  });

  test('syncs every commit to the disk', async () => {
    const path = newPath();
    const ledger = await openSqliteLedger(path);
    const reader = new DatabaseSync(path);
    expect(reader.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    reader.close();
    ledger.close();
  });
});

const problemOf = async (path: string): Promise<LeveeError> => {
  const thrown: unknown = await openSqliteLedger(path).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(LeveeError);
  return thrown as LeveeError;
};

describe('a ledger that can’t be used says why and what to do', () => {
  test('a file that is no database', async () => {
    const path = join(root, 'text.sqlite');
    writeFileSync(path, 'this is a text file, longer than a SQLite header is long: '.repeat(40));
    const problem = await problemOf(path);
    expect(problem.message).toContain(`${path} is not a SQLite database`);
    expect(problem.hint).toContain('restore it from a backup');
    expect(readFileSync(path, 'utf8')).toMatch(/^this is a text file/);
  });

  test('a database of another program is not touched', async () => {
    const path = join(root, 'other.sqlite');
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE song (name)');
    other.close();
    const before = readFileSync(path);
    expect((await problemOf(path)).message).toBe(`${path} is a SQLite database of another program`);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('a file of a newer version', async () => {
    const path = newPath();
    (await openSqliteLedger(path)).close();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect((await problemOf(path)).message).toContain('schema 99, not 1');
  });

  test('a damaged file', async () => {
    const path = newPath();
    const ledger = await openSqliteLedger(path);
    await ledger.claim(objects(5000), { leaseSeconds: 60 });
    ledger.close();
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4096, statSync(path).size);
    writeFileSync(path, bytes);
    const damaged = await openSqliteLedger(path)
      .then(
        (opened) => opened.claim(objects(10), { leaseSeconds: 60 }).finally(() => opened.close()),
        (error: unknown) => Promise.reject(error),
      )
      .catch((error: unknown) => error);
    expect(damaged).toBeInstanceOf(LeveeError);
    expect((damaged as LeveeError).message).toMatch(/is damaged/);
  });

  test('a path that leads through a file', async () => {
    const path = join(root, 'text.sqlite', 'deeper', 'ledger.sqlite');
    expect((await problemOf(path)).message).toContain('a part of its path is a file');
  });

  test('a folder that may not be written', async () => {
    const folder = mkdtempSync(join(root, 'read-only-'));
    chmodSync(root, 0o755);
    chmodSync(folder, 0o555);
    const problem = await asUser(() => problemOf(join(folder, 'ledger.sqlite')));
    expect(problem.message).toContain('cannot be opened or created');
    expect(problem.hint).toBe('allow this user to write to its folder');
  });

  test('a full disk', () => {
    const path = join(root, 'full.sqlite');
    const database = new DatabaseSync(path);
    database.exec('CREATE TABLE t (a); PRAGMA max_page_count = 4');
    let full: unknown;
    try {
      database.exec('INSERT INTO t VALUES (zeroblob(100000))');
    } catch (error) {
      full = fileProblem(error, path);
    }
    database.close();
    expect(full).toBeInstanceOf(LeveeError);
    expect((full as LeveeError).message).toContain(`${path} could not be written: the disk is full`);
  });
});

/** Permissions don't bind root: as root, runs as `nobody`. */
async function asUser<T>(use: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return use();
  process.seteuid?.(65_534);
  try {
    return await use();
  } finally {
    process.seteuid?.(0);
  }
}
