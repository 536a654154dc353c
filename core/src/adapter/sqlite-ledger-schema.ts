import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { LeveeError } from '#kernel';
import type { LedgerEntry } from '#port';
import { transaction } from './sqlite-file.ts';

/** "Leve" in ASCII: marks the file as ours (PRAGMA application_id). */
const APPLICATION = 0x4c657665;
/** Grows with every change of the tables below (PRAGMA user_version). */
const SCHEMA_VERSION = 1;

/** Ledger columns by the entry's field; `uri` is the key. */
const COLUMNS = {
  uri: 'uri',
  version: 'version',
  sizeBytes: 'size_bytes',
  format: 'format',
  table: 'table_name',
  batch: 'batch',
  records: 'records',
  rows: 'row_count',
  rejects: 'rejects',
  committedAt: 'committed_at',
  firstDay: 'first_day',
  lastDay: 'last_day',
} as const satisfies Record<keyof LedgerEntry, string>;

const TABLES = `
  CREATE TABLE object (
    uri TEXT PRIMARY KEY, version TEXT NOT NULL, size_bytes INTEGER NOT NULL, format TEXT NOT NULL,
    table_name TEXT NOT NULL, batch TEXT NOT NULL, records INTEGER NOT NULL, row_count INTEGER NOT NULL,
    rejects INTEGER NOT NULL, committed_at INTEGER NOT NULL, first_day TEXT, last_day TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE worker (id TEXT PRIMARY KEY, host TEXT NOT NULL, pid INTEGER NOT NULL, started TEXT) STRICT;
  CREATE TABLE claim (
    uri TEXT PRIMARY KEY, version TEXT NOT NULL, owner TEXT NOT NULL, expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION};
  PRAGMA user_version = ${SCHEMA_VERSION};`;

/** Makes the connection durable and the tables present. @throws LeveeError for a foreign or newer file. */
export function prepareSchema(database: DatabaseSync, path: string): void {
  const isNew = !isReady(database, path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON');
  if (!isNew) return;
  transaction(database, () => {
    if (!isReady(database, path)) database.exec(TABLES);
  });
}

/** Whether the file holds a ledger; false for an empty one. @throws LeveeError for a foreign or newer file. */
export function isReady(database: DatabaseSync, path: string): boolean {
  const application = pragma(database, 'application_id');
  const version = pragma(database, 'user_version');
  if (application === APPLICATION && version === SCHEMA_VERSION) return true;
  if (application === APPLICATION) throw otherVersion(path, version);
  if (Number(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n']) === 0) return false;
  throw new LeveeError(`${path} is a SQLite database of another program`, {
    hint: 'choose another lake folder, or move that file away',
  });
}

const pragma = (database: DatabaseSync, name: string): number =>
  Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);

const otherVersion = (path: string, version: number): LeveeError =>
  new LeveeError(
    `${path} was written by another version of Levee (schema ${version}, not ${SCHEMA_VERSION})`,
    {
      hint: 'use the newest Levee on this lake',
    },
  );

/** The ledger's statements, each prepared once. */
export type Statements = Readonly<Record<keyof ReturnType<typeof sqlOf>, StatementSync>>;

const names = Object.values(COLUMNS);

const sqlOf = () => ({
  version: 'SELECT version FROM object WHERE uri = ?',
  entry: `SELECT ${names.join(', ')} FROM object WHERE uri = ?`,
  entriesAfter: `SELECT ${names.join(', ')} FROM object WHERE uri > ? ORDER BY uri LIMIT ?`,
  commit: `INSERT OR REPLACE INTO object (${names.join(', ')}) VALUES (${Object.keys(COLUMNS)
    .map((field) => `:${field}`)
    .join(', ')})`,
  claim: `INSERT INTO claim (uri, version, owner, expires_at) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (uri) DO UPDATE SET version = ?2, owner = ?3, expires_at = ?4 WHERE claim.expires_at <= ?5`,
  renew: 'UPDATE claim SET expires_at = ?1 WHERE owner = ?2',
  release: 'DELETE FROM claim WHERE uri = ?',
  endClaim: 'DELETE FROM claim WHERE uri = ? AND version = ?',
  forgetClaims: 'DELETE FROM claim WHERE owner = ?',
  forgetWorker: 'DELETE FROM worker WHERE id = ?',
  addWorker: 'INSERT OR IGNORE INTO worker (id, host, pid, started) VALUES (?, ?, ?, ?)',
  workers: 'SELECT id, host, pid, started FROM worker',
  claimCounts: `SELECT owner, count(*) AS claims FROM claim WHERE expires_at > ? AND owner <> ? GROUP BY owner`,
});

/** Prepares every statement once. */
export const prepareStatements = (database: DatabaseSync): Statements =>
  Object.fromEntries(
    Object.entries(sqlOf()).map(([name, sql]) => [name, database.prepare(sql)]),
  ) as unknown as Statements;

/** An entry as named parameters of the `commit` statement. */
export const valuesOf = (entry: LedgerEntry): Record<keyof LedgerEntry, string | number | null> => ({
  ...entry,
});

/** A line of the ledger as the entry it holds. */
export function entryOf(line: Record<string, SQLOutputValue>): LedgerEntry {
  const text = (field: keyof LedgerEntry) => String(line[COLUMNS[field]]);
  const count = (field: keyof LedgerEntry) => Number(line[COLUMNS[field]]);
  const textOrNull = (field: keyof LedgerEntry) => (line[COLUMNS[field]] === null ? null : text(field));
  return {
    uri: text('uri'),
    version: text('version'),
    sizeBytes: count('sizeBytes'),
    format: text('format'),
    table: text('table'),
    batch: text('batch'),
    records: count('records'),
    rows: count('rows'),
    rejects: count('rejects'),
    committedAt: count('committedAt'),
    firstDay: textOrNull('firstDay'),
    lastDay: textOrNull('lastDay'),
  };
}
