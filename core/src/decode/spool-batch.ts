import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Format } from '#format';
import type { EmbeddedEngine } from '#port';
import type { DecodeLimits } from './limits.ts';
import type { ObjectOutcome } from './object-outcome.ts';
import { isParquet, passParquet } from './parquet-pass.ts';
import type { Spool } from './spool-set.ts';
import type { WorkerPool } from './worker-pool.ts';

/** An object of a batch: where its bytes are on this machine and what its key says. */
export interface BatchObject {
  readonly uri: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly account: string | null;
  readonly region: string | null;
  readonly stream: string | null;
}

/** A batch read into spools: what the planned SQL runs over. */
export interface SpooledBatch {
  readonly format: Format;
  readonly spools: readonly Spool[];
  readonly objectsPath: string;
  /** One per object, in the objects' order. */
  readonly outcomes: readonly ObjectOutcome[];
  /** Removes the spools. */
  discard(): Promise<void>;
}

export interface SpoolOptions {
  readonly format: Format;
  readonly objects: readonly BatchObject[];
  /** A folder of its own, made here and removed by `discard`. */
  readonly directory: string;
  readonly limits: DecodeLimits;
  /** Reads the objects that are Parquet. */
  readonly engine: EmbeddedEngine;
  /** Gives every record to the explaining reader: after the fast one failed. */
  readonly explainAll?: boolean;
  /** Told after each group of objects. */
  readonly onProgress?: (outcomes: readonly ObjectOutcome[]) => void;
}

/** One request's worth of objects. */
const GROUP_OBJECTS = 64;
const GROUP_BYTES = 500_000;

/** Reads the objects of a batch with all workers at once. */
export async function spoolBatch(pool: WorkerPool, options: SpoolOptions): Promise<SpooledBatch> {
  try {
    return await spooled(pool, options);
  } catch (error) {
    await rm(options.directory, { recursive: true, force: true });
    throw error;
  }
}

async function spooled(pool: WorkerPool, options: SpoolOptions): Promise<SpooledBatch> {
  await mkdir(options.directory, { recursive: true });
  const numbered = options.objects.map((object, ordinal) => ({ ...object, ordinal }));
  const [parquet = [], text = []] = [true, false].map((is) =>
    numbered.filter((object) => isParquet(object, options.format) === is),
  );
  const groups = groupsOf(text);
  const workers = Math.min(pool.size, groups.length);
  const results = await allOf([
    ...Array.from({ length: workers }, (_, worker) => runWorker(pool, worker, { options, groups })),
    runEngine(options, parquet),
  ]);
  const objectsPath = join(options.directory, 'objects');
  await writeFile(objectsPath, options.objects.map(objectLine).join(''));
  const spools = results.flatMap((result) => result.spools);
  let isDiscarded = false;
  return {
    format: options.format,
    spools,
    objectsPath,
    outcomes: results
      .flatMap((result) => result.outcomes)
      .sort((left, right) => left.ordinal - right.ordinal),
    discard: async () => {
      if (isDiscarded) return;
      isDiscarded = true;
      await pool.spares.keep(spools, dirname(options.directory));
      await rm(options.directory, { recursive: true, force: true });
    },
  };
}

/** The results once every worker is done: none writes any more when the first failure is thrown. */
async function allOf<T>(work: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

const objectLine = ({ uri, account, region, stream }: BatchObject, ordinal: number): string =>
  `${JSON.stringify({ '@ordinal': ordinal, '@uri': uri, '@account': account, '@region': region, '@stream': stream })}\n`;

interface Numbered {
  readonly ordinal: number;
  readonly path: string;
  readonly sizeBytes: number;
}

/** Groups of neighbouring objects; the workers take them from the front. */
function groupsOf(objects: readonly Numbered[]): Numbered[][] {
  const groups: Numbered[][] = [];
  let bytes = 0;
  for (const { ordinal, path, sizeBytes } of objects) {
    const last = groups.at(-1);
    const isFull = last === undefined || last.length >= GROUP_OBJECTS || bytes + sizeBytes > GROUP_BYTES;
    if (isFull) groups.push([{ ordinal, path, sizeBytes }]);
    else last.push({ ordinal, path, sizeBytes });
    bytes = isFull ? sizeBytes : bytes + sizeBytes;
  }
  return groups;
}

/** Reads the Parquet objects, one after the other. */
async function runEngine(
  options: SpoolOptions,
  objects: readonly Numbered[],
): Promise<{ spools: Spool[]; outcomes: ObjectOutcome[] }> {
  const directory = join(options.directory, 'parquet');
  const read: { spools: Spool[]; outcomes: ObjectOutcome[] } = { spools: [], outcomes: [] };
  if (objects.length > 0) await mkdir(directory);
  for (const object of objects) {
    const { outcome, spools } = await passParquet(options.engine, { ...options, directory }, object);
    read.outcomes.push(outcome);
    read.spools.push(...spools);
    options.onProgress?.([outcome]);
  }
  return read;
}

interface WorkerRun {
  readonly options: SpoolOptions;
  readonly groups: Numbered[][];
}

async function runWorker(
  pool: WorkerPool,
  worker: number,
  { options, groups }: WorkerRun,
): Promise<{ spools: Spool[]; outcomes: ObjectOutcome[] }> {
  const { format, limits, explainAll = false } = options;
  const directory = join(options.directory, String(worker));
  await mkdir(directory);
  await pool.ask(worker, { ask: 'open', format, limits, directory, explainAll, spares: pool.spares.take() });
  const outcomes: ObjectOutcome[] = [];
  for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
    const answer = await pool.ask(worker, { ask: 'pass', objects: group });
    outcomes.push(...answer.outcomes);
    options.onProgress?.(answer.outcomes);
  }
  const { spools } = await pool.ask(worker, { ask: 'finish' });
  return { spools: [...spools], outcomes };
}
