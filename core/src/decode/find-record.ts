import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COMMON, type Format } from '#format';
import { ident, literal, type EngineConnection, type WantedRecord } from '#port';
import { equalRecord, type EqualRecord } from './equal-record.ts';
import { ORDINAL } from './lanes.ts';
import type { DecodeLimits } from './limits.ts';
import { isParquet } from './parquet-pass.ts';
import type { Likeness } from './record-lanes.ts';
import type { RecordReaders } from './record-readers.ts';
import type { Spool } from './spool-set.ts';

/** A record as it stands in its object. */
export interface RawRecord {
  /** From 0, and where it begins in the inflated bytes. */
  readonly number: number;
  readonly offset: number;
  /** Its text, from the beginning; bytes that are not UTF-8 as `\xhh`. Shorter than `bytes` where the limit cut it. */
  readonly raw: string;
  readonly bytes: number;
  readonly isCut: boolean;
  /** How many records of the object are equal to the row; this is the first. */
  readonly equal: number;
}

/** The records of an object that may be the wanted one. */
export interface RecordSpools {
  readonly format: Format;
  readonly spools: readonly Spool[];
  readonly objectsPath: string;
  /** Records that were left out, because too many are alike. */
  readonly leftOut: number;
}

export interface RecordSearch {
  readonly format: Format;
  readonly object: { readonly uri: string; readonly path: string };
  /** A folder of its own; the caller removes it. */
  readonly directory: string;
  /** `rejectRawBytes` is the most that is kept of a raw text. */
  readonly limits: DecodeLimits;
  readonly readers: RecordReaders;
  readonly signal: AbortSignal;
}

/**
 * Reads an object again and keeps the records that may be the wanted one, in a thread beside this one; undefined for Parquet, which has columns
 * and no records. @throws the signal's reason when it is aborted, and what stands in the way of reading.
 */
export async function recordSpools(
  wanted: WantedRecord,
  search: RecordSearch,
): Promise<RecordSpools | undefined> {
  if (isParquet(search.object, search.format)) return undefined;
  const { day } = wanted;
  const mark = markOf(wanted);
  const marked = await spoolsLike({ day, mark }, search);
  return mark === undefined || marked.spools.length > 0 ? marked : spoolsLike({ day }, search);
}

/** A text that no writer of logs spells otherwise: the longest of the row's own plain ones. */
function markOf({ values }: WantedRecord): string | undefined {
  const shared = new Set(COMMON.map(({ name }) => name));
  const plain = values.flatMap(({ path, text, isMany }) =>
    text !== null && !isMany && !shared.has(path[0] ?? '') && PLAIN.test(text) ? [text] : [],
  );
  return plain.toSorted((left, right) => right.length - left.length)[0];
}

const PLAIN = /^(?=.*[A-Za-z])[\w.:-]{6,200}$/;

async function spoolsLike(like: Likeness, search: RecordSearch): Promise<RecordSpools> {
  const { format, object, limits, readers, signal } = search;
  signal.throwIfAborted();
  await rm(search.directory, { recursive: true, force: true });
  const directory = join(search.directory, 'worker');
  await mkdir(directory, { recursive: true });
  const objectsPath = join(search.directory, 'objects');
  await writeFile(objectsPath, '{}\n');
  return readers.lend(signal, async (pool) => {
    await pool.ask(0, { ask: 'open', format, limits, directory, spares: [], explainAll: true, like });
    const { outcomes } = await pool.ask(0, { ask: 'pass', objects: [{ ordinal: 0, path: object.path }] });
    const { spools } = await pool.ask(0, { ask: 'finish' });
    return { format, spools, objectsPath, leftOut: outcomes[0]?.rejects ?? 0 };
  });
}

/** The first record that gives the wanted row, and how many are equal to it; undefined where none does. */
export async function findRecord(
  connection: EngineConnection,
  { format, spools, objectsPath }: RecordSpools,
  wanted: WantedRecord,
): Promise<RawRecord | undefined> {
  const found = await equalRecord(connection, { format, spools, objectsPath }, wanted);
  return found === undefined ? undefined : rawOf(connection, spools, found);
}

async function rawOf(
  connection: EngineConnection,
  spools: readonly Spool[],
  { number, equal }: EqualRecord,
): Promise<RawRecord | undefined> {
  const paths = spools.filter(({ lane }) => lane === 'rejects').map(({ path }) => literal(path));
  const [kept] = await connection.rows(
    `SELECT raw, "offset", "rawBytes" AS bytes, sha256 IS NOT NULL AS cut FROM read_json([${paths.join(', ')}], format = 'newline_delimited',
       maximum_object_size = 33554432, columns = {${literal(ORDINAL)}: 'INTEGER', raw: 'VARCHAR', "offset": 'BIGINT', "rawBytes": 'BIGINT',
       sha256: 'VARCHAR'}) WHERE ${ident(ORDINAL)} = ${number}`,
  );
  if (kept === undefined) return undefined;
  return {
    number,
    equal,
    offset: Number(kept['offset']),
    raw: String(kept['raw']),
    bytes: Number(kept['bytes']),
    isCut: kept['cut'] === true,
  };
}
