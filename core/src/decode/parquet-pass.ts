import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Format } from '#format';
import { messageOf } from '#kernel';
import { literal, type EmbeddedEngine, type EngineConnection, type EngineRow } from '#port';
import { ORDINAL } from './lanes.ts';
import type { DecodeLimits } from './limits.ts';
import { OutcomeCounter, type ObjectOutcome } from './object-outcome.ts';
import {
  hasParquetTime,
  parquetColumns,
  parquetRejects,
  parquetRows,
  parquetSums,
  type ParquetPlan,
} from './parquet-sql.ts';
import type { Refusal } from './record-sink.ts';
import type { Spool } from './spool-set.ts';

/** A Parquet object of a batch. */
interface ParquetObject {
  readonly ordinal: number;
  readonly path: string;
  readonly sizeBytes: number;
}

export interface ParquetWork {
  readonly format: Format;
  readonly limits: DecodeLimits;
  readonly directory: string;
}

interface Passed {
  readonly outcome: ObjectOutcome;
  readonly spools: readonly Spool[];
}

/** Whether AWS named an object as Parquet: flow logs end so (`….log.parquet`). */
export const isParquet = ({ uri }: { readonly uri: string }, format: Format): boolean =>
  uri.endsWith('.parquet') && format.framing.framing === 'lines';

/**
 * Reads a Parquet object into spools by the engine: its columns by their names, whatever their types. Where it can't be
 * read, it is one reject. @throws where the spools can't be written.
 */
export function passParquet(
  engine: EmbeddedEngine,
  work: ParquetWork,
  object: ParquetObject,
): Promise<Passed> {
  return engine.withConnection(async (connection) => {
    try {
      return await read(connection, work, object);
    } catch (error) {
      if (isDisk(error)) throw error;
      const reason =
        error instanceof Refused ? error.message : `not readable as Parquet: ${messageOf(error)}`;
      return refused(work, object, {
        kind: error instanceof Refused ? error.kind : 'object_unreadable',
        reason: reason.slice(0, MOST_REASON).toWellFormed(),
      });
    }
  });
}

const MOST_REASON = 1000;
/** Columns that an object may have; the widest of AWS has some hundred. */
const MOST_COLUMNS = 1000;

const isDisk = (error: unknown): boolean =>
  /no space left|ENOSPC|disk is full|EDQUOT|read-only file system|interrupt/i.test(messageOf(error));

/** Why an object is not read at all. */
class Refused extends Error {
  readonly kind: Refusal['kind'];

  constructor(kind: Refusal['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

async function read(connection: EngineConnection, work: ParquetWork, object: ParquetObject): Promise<Passed> {
  const { format, limits, directory } = work;
  if (!hasParquetTime(format))
    throw new Refused('refused_format', `objects of ${format.name} cannot be read from Parquet`);
  const path = join(directory, `input-${object.ordinal}`);
  await symlink(object.path, path);
  await checkSize(connection, path, { limits, object });
  const described = await connection.rows(
    `DESCRIBE SELECT * FROM read_parquet(${literal(path)}, hive_partitioning = false)`,
  );
  if (described.length > MOST_COLUMNS)
    throw new Refused('object_too_large', `${described.length} columns, more than ${MOST_COLUMNS}`);
  const names = described.map((row) => String(row['column_name']));
  const plan = { format, columns: parquetColumns(format, names), path, ordinal: object.ordinal, limits };
  return write(connection, plan, directory);
}

/** The rows of a few bytes each that gzip of the same size could hold, and no more: Parquet can claim any number in no space. */
async function checkSize(
  connection: EngineConnection,
  path: string,
  { limits, object }: { limits: DecodeLimits; object: ParquetObject },
): Promise<void> {
  const [row] = await connection.rows(`SELECT num_rows AS rows FROM parquet_file_metadata(${literal(path)})`);
  const rows = Number(row?.['rows']);
  const most = Math.max(LEAST_BOMB, object.sizeBytes * limits.maxInflationRatio);
  if (rows * LEAST_ROW > Math.min(most, limits.maxObjectBytes))
    throw new Refused('object_too_large', `${rows} rows in ${object.sizeBytes} bytes (maxInflationRatio)`);
}

const LEAST_BOMB = 100_000_000;
const LEAST_ROW = 16;

async function write(connection: EngineConnection, plan: ParquetPlan, directory: string): Promise<Passed> {
  const [sums = {}] = await connection.rows(parquetSums(plan));
  const bytes = Number(sums['bytes']);
  if (bytes > plan.limits.maxObjectBytes)
    throw new Refused('object_too_large', `${bytes} bytes of values (maxObjectBytes)`);
  const counter = counted(plan, sums);
  const spools: Spool[] = [];
  const copy = async (lane: 'explained' | 'rejects', select: string): Promise<void> => {
    const path = join(directory, `${lane}-${plan.ordinal}`);
    await connection.run(`COPY (${select}) TO ${literal(path)} (FORMAT json)`);
    spools.push(spool(lane, path, Number(sums['longest']) * MOST_ESCAPED + plan.columns.length * 256));
  };
  if (counter.rows > 0) await copy('explained', parquetRows(plan));
  if (counter.rejects > 0) await copy('rejects', parquetRejects(plan));
  const unwritten = counter.rejects - plan.limits.maxRejectsPerObject;
  if (unwritten > 0) spools.push(await uncounted(plan, directory, { unwritten, records: counter.records }));
  return { outcome: counter.outcome(plan.ordinal), spools };
}

/** Bytes of JSON that one byte of text can take. */
const MOST_ESCAPED = 6;

const spool = (lane: Spool['lane'], path: string, longest: number): Spool => ({
  lane,
  tokens: [],
  path,
  bytes: 0,
  longest,
});

function counted({ columns }: ParquetPlan, sums: EngineRow): OutcomeCounter {
  const counter = new OutcomeCounter();
  const rows = Number(sums['rows']);
  counter.bytes = Number(sums['bytes']);
  counter.rowsOf({ rows, firstDay: Number(sums['first']), lastDay: Number(sums['last']) });
  counter.reject(Number(sums['records']) - rows);
  for (const [at, { name, token }] of columns.entries()) {
    const count = Number(sums[`b${at}`]);
    if (count > 0)
      counter.note({ path: name, why: token === undefined ? 'unknown_column' : 'unreadable_value' }, count);
  }
  return counter;
}

/** Says how many rejects were counted but not kept one by one. */
function uncounted(
  { ordinal, limits }: ParquetPlan,
  directory: string,
  { unwritten, records }: { unwritten: number; records: number },
): Promise<Spool> {
  const reason = `${unwritten} further rejects of this object are counted here, not kept (maxRejectsPerObject ${limits.maxRejectsPerObject})`;
  const reject = {
    record: records - 1,
    kind: 'too_many_rejects',
    reason,
    raw: '',
    rawBytes: 0,
    count: unwritten,
  };
  return rejectSpool(join(directory, `uncounted-${ordinal}`), { [ORDINAL]: ordinal, ...reject });
}

async function rejectSpool(path: string, reject: object): Promise<Spool> {
  await writeFile(path, `${JSON.stringify(reject)}\n`);
  return spool('rejects', path, 0);
}

async function refused(work: ParquetWork, object: ParquetObject, refusal: Refusal): Promise<Passed> {
  const counter = new OutcomeCounter();
  counter.reject();
  const reject = { [ORDINAL]: object.ordinal, record: 0, ...refusal, raw: '', rawBytes: object.sizeBytes };
  const path = join(work.directory, `refused-${object.ordinal}`);
  return { outcome: counter.outcome(object.ordinal), spools: [await rejectSpool(path, reject)] };
}
