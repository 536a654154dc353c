import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderStore } from '#adapter';
import type { RecordAsked, RecordTold } from '#api';
import { findRecord, recordSpools, type RecordReaders } from '#decode';
import type { Format } from '#format';
import { countText, LeveeError } from '#kernel';
import type { LedgerEntry, StoredObject } from '#port';
import { stoppable } from '#query';
import type { Context } from './context.ts';
import { formats } from './lake-tables.ts';

/** The most of a record's text that is read back. */
const MOST_RAW_BYTES = 2 ** 20;

type RecordWorld = Pick<Context, 'config' | 'engine' | 'ledger' | 'scratch'> & {
  readonly readers: RecordReaders;
};

/**
 * Reads the record of a row again. Only objects that the lake's ledger knows for the row's table are opened; what stands in the way is told in
 * words, as it is no failure of the server: logs are moved, deleted and rewritten.
 */
export async function readRecord(
  world: RecordWorld,
  asked: RecordAsked,
  signal: AbortSignal,
): Promise<RecordTold> {
  const entry = (await world.ledger.committed([asked.object])).get(asked.object);
  if (entry === undefined || entry.table !== asked.table) return told('unknown', NOT_KNOWN);
  const path = pathOf(entry);
  const format = formats.find(({ name }) => name === entry.format);
  if (path === undefined || format === undefined) return told('unknown', ELSEWHERE);
  const store = folderStore(dirname(path));
  try {
    const object = await store.find(basename(path));
    if (object === undefined) return told('gone', GONE);
    await store.readRange(object.key, 0, 1);
    const isSame = object.version === entry.version;
    return await search(world, asked, { entry, path, format, object, isSame, signal });
  } catch (error) {
    if (!(error instanceof LeveeError)) throw error;
    signal.throwIfAborted();
    return told('unreadable', `The object cannot be read: ${error.message}.`);
  }
}

const NOT_KNOWN = 'The ledger of this lake does not know the object, so it is not opened.';
const ELSEWHERE = 'The object is not in a folder of this machine.';
const GONE = 'The object is no longer there: it was deleted or moved after Levee read it.';
const COLUMNS = 'The object is Parquet: it holds columns, and its records have no text of their own.';

const told = (state: RecordTold['state'], ...notes: string[]): RecordTold => ({ state, notes });

function pathOf({ uri }: LedgerEntry): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

interface Searched {
  readonly entry: LedgerEntry;
  readonly path: string;
  readonly format: Format;
  readonly object: StoredObject;
  readonly isSame: boolean;
  readonly signal: AbortSignal;
}

async function search(world: RecordWorld, asked: RecordAsked, searched: Searched): Promise<RecordTold> {
  const { entry, path, format, isSame, signal } = searched;
  const { readers } = world;
  const directory = join(world.scratch, `record-${randomUUID()}`);
  const limits = { ...world.config.decode, rejectRawBytes: MOST_RAW_BYTES };
  try {
    const object = { uri: entry.uri, path };
    const spools = await recordSpools(asked, { format, object, directory, limits, readers, signal });
    if (spools === undefined) return told('columns', COLUMNS);
    const record = await world.engine.withConnection((connection) =>
      stoppable(connection, { seconds: 0, signal }, () => findRecord(connection, spools, asked)),
    );
    if (record === undefined)
      return told(isSame ? 'missing' : 'changed', ...missing(searched, spools.leftOut));
    const { equal, ...found } = record;
    const twins =
      equal > 1
        ? [`${countText(equal)} records of the object are equal to this row; this is the first.`]
        : [];
    return { state: isSame ? 'same' : 'changed', notes: [...changes(searched), ...twins], record: found };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** What is known of an object that is another now. */
function changes({ entry, object, isSame }: Searched): string[] {
  if (isSame) return [];
  const since = `The object has changed since Levee read it on ${timeText(entry.committedAt)}`;
  const sizes =
    object.sizeBytes === entry.sizeBytes
      ? 'its time of change is another, its size the same'
      : `it had ${countText(entry.sizeBytes)} bytes and has ${countText(object.sizeBytes)} now`;
  return [`${since}: ${sizes}, last written on ${timeText(object.modifiedAt)}.`];
}

function missing(searched: Searched, leftOut: number): string[] {
  if (leftOut > 0)
    return [
      ...changes(searched),
      `Too many records are like this row: ${countText(leftOut)} were not looked at.`,
    ];
  return searched.isSame
    ? ['No record of the object reads as this row today: another version of Levee read it otherwise.']
    : [...changes(searched), 'The record of this row is no longer in it.'];
}

const timeText = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
