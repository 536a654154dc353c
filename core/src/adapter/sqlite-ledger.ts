import { randomUUID } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';
import { LeveeError } from '#kernel';
import type { ClaimAnswer, Ledger, LedgerEntry, ObjectVersion } from '#port';
import { isGone, ownIdentity } from './process-identity.ts';
import { fileProblem, openFile, openToRead, patiently, transaction } from './sqlite-file.ts';
import { withLock } from './sqlite-lock.ts';
import {
  entryOf,
  isReady,
  prepareSchema,
  prepareStatements,
  valuesOf,
  type Statements,
} from './sqlite-ledger-schema.ts';

/** How the ledger waits and tells the time. */
export interface SqliteLedgerOptions {
  /** The longest wait for `exclusive`, 3,600 seconds by default: compaction of a large table holds it long. */
  readonly lockTimeoutSeconds?: number;
  /** Milliseconds since the epoch, for leases. */
  readonly now?: () => number;
}

interface Open {
  readonly database: DatabaseSync;
  readonly statements: Statements;
  readonly path: string;
  /** Names this ledger in claims. */
  readonly owner: string;
  readonly now: () => number;
}

/** Objects per transaction and per turn of the event loop: about 30 ms. */
const SLICE = 10_000;
const PAGE = 1000;

/**
 * The ledger in one SQLite file (WAL, every commit synced: a staged batch is deleted once its entries are
 * here). Any number of processes of one machine may share it; a network folder can't carry it, as WAL needs
 * shared memory (https://www.sqlite.org/wal.html). Beside it lie `<path>.<name>.lock` for `exclusive`.
 * @throws LeveeError for a folder that can't be written, a full disk, a damaged or foreign file.
 */
export async function openSqliteLedger(path: string, options: SqliteLedgerOptions = {}): Promise<Ledger> {
  const database = openFile(path);
  const now = options.now ?? Date.now;
  try {
    await patiently(WAIT(path), () => prepareSchema(database, path));
    const open = { database, statements: prepareStatements(database), path, owner: randomUUID(), now };
    return ledgerOf(open, options.lockTimeoutSeconds ?? 3600);
  } catch (error) {
    database.close();
    throw fileProblem(error, path);
  }
}

/**
 * The ledger of a lake that this user may only read. What another process has written since its last checkpoint (a WAL file
 * lies beside it) is read from a copy below `scratch`; without a ledger file there is nothing to tell. Writing fails.
 * @throws LeveeError for a damaged or foreign file.
 */
export function openLedgerToRead(path: string, scratch: string): Ledger {
  const database = openToRead(path, scratch);
  try {
    if (!isReady(database, path)) prepareSchema(database, path);
    const open = {
      database,
      statements: prepareStatements(database),
      path,
      owner: randomUUID(),
      now: Date.now,
    };
    return { ...ledgerOf(open, 0), close: () => database.close() };
  } catch (error) {
    database.close();
    throw fileProblem(error, path);
  }
}

function ledgerOf(open: Open, timeoutSeconds: number): Ledger {
  return {
    claim: (objects, lease) =>
      inSlices(objects, (slice) => write(open, () => claimSlice(open, slice, lease))),
    renew: (leaseSeconds) =>
      write(open, () => void open.statements.renew.run(expiry(open, leaseSeconds), open.owner)),
    release: (uris) => write(open, () => uris.forEach((uri) => open.statements.release.run(uri))),
    commit: (lines) => write(open, () => lines.forEach((entry) => commitEntry(open, entry))),
    committed: (uris) => committed(open, uris),
    entries: () => entries(open),
    activeClaims: () => read(open, () => activeClaims(open)),
    exclusive: (name, use) => withLock({ path: lockPath(open.path, name), name, timeoutSeconds }, use),
    close: () => close(open),
  };
}

const WAIT = (path: string) => ({
  seconds: 60,
  refusal: () =>
    new LeveeError(`${path} was locked by another process for 60 seconds`, {
      hint: 'close the program that holds it open (a SQLite shell, a backup) and run it again',
    }),
});

const read = async <T>({ path }: Open, use: () => T): Promise<T> => {
  try {
    return await patiently(WAIT(path), use);
  } catch (error) {
    throw fileProblem(error, path);
  }
};

const write = <T>(open: Open, use: () => T): Promise<T> => read(open, () => transaction(open.database, use));

const expiry = ({ now }: Open, leaseSeconds: number): number => now() + leaseSeconds * 1000;

type Lease = Parameters<Ledger['claim']>[1];

function claimSlice(open: Open, objects: readonly ObjectVersion[], lease: Lease): ClaimAnswer[] {
  forgetGone(open);
  return objects.map((object) => claimOne(open, object, lease));
}

function claimOne(open: Open, object: ObjectVersion, lease: Lease): ClaimAnswer {
  const { statements, owner, now } = open;
  const known = statements.version.get(object.uri)?.['version'];
  if (known === object.version && lease.again !== true) return 'committed';
  const until = expiry(open, lease.leaseSeconds);
  const { changes } = statements.claim.run(object.uri, object.version, owner, until, now());
  if (changes === 0) return 'busy';
  return known === undefined ? 'claimed' : 'replaces';
}

/** Ends the claims of processes that are gone, and names this ledger among the workers. */
function forgetGone({ statements, owner }: Open): void {
  for (const id of goneWorkers(statements)) {
    statements.forgetClaims.run(id);
    statements.forgetWorker.run(id);
  }
  const { host, pid, started } = ownIdentity();
  statements.addWorker.run(owner, host, pid, started);
}

const goneWorkers = (statements: Statements): string[] =>
  statements.workers
    .all()
    .filter(({ host, pid, started }) =>
      isGone({ host: String(host), pid: Number(pid), started: started === null ? null : String(started) }),
    )
    .map(({ id }) => String(id));

function activeClaims({ statements, owner, now }: Open): number {
  const gone = new Set(goneWorkers(statements));
  const live = statements.claimCounts
    .all(now(), owner)
    .filter(({ owner: other }) => !gone.has(String(other)));
  return live.reduce((sum, { claims }) => sum + Number(claims), 0);
}

function commitEntry({ statements }: Open, entry: LedgerEntry): void {
  statements.commit.run(valuesOf(entry));
  statements.endClaim.run(entry.uri, entry.version);
}

async function committed(open: Open, uris: readonly string[]): Promise<ReadonlyMap<string, LedgerEntry>> {
  const found = await inSlices(uris, (slice) =>
    read(open, () => slice.flatMap((uri) => open.statements.entry.all(uri).map(entryOf))),
  );
  return new Map(found.map((entry) => [entry.uri, entry]));
}

async function* entries(open: Open): AsyncGenerator<LedgerEntry> {
  for (let after = ''; ;) {
    const from = after;
    const page = await read(open, () => open.statements.entriesAfter.all(from, PAGE).map(entryOf));
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.uri;
  }
}

async function inSlices<In, Out>(
  items: readonly In[],
  use: (slice: readonly In[]) => Promise<readonly Out[]>,
): Promise<Out[]> {
  const results: Out[] = [];
  for (let from = 0; from < items.length; from += SLICE) {
    if (from > 0) await breathe();
    for (const result of await use(items.slice(from, from + SLICE))) results.push(result);
  }
  return results;
}

function lockPath(path: string, name: string): string {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new Error(`not a lock name: ${JSON.stringify(name)}`);
  return `${path}.${name}.lock`;
}

/** Gives this ledger's claims back. Where that fails they end with the process or the lease. */
function close({ database, statements, owner }: Open): void {
  try {
    database.exec('PRAGMA busy_timeout = 1000');
    transaction(database, () => {
      statements.forgetClaims.run(owner);
      statements.forgetWorker.run(owner);
    });
  } catch {
    // A full or vanished disk has been reported by the statement that mattered.
  } finally {
    database.close();
  }
}
