import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderStore, openDuckdb, openLedgerToRead, openSqliteLedger, spillFolder } from '#adapter';
import { loadConfig, type Config } from '#config';
import { WorkerPool } from '#decode';
import { openLake, PickingThread, type Lake } from '#lake';
import type { EmbeddedEngine, Ledger } from '#port';
import { KeptEngine } from '#query';
import type { CollectWorld } from './collect-run.ts';
import { dataFolder } from './data-folder.ts';
import { lakeEngine } from './lake-engine.ts';
import { isWritable, makeFolder } from './lake-folder.ts';
import { definitions, formats, idsOf } from './lake-tables.ts';
import { resourceProblem } from './resource-problem.ts';

/** Flags that every command takes. */
export interface GlobalFlags {
  readonly lake?: string;
  readonly config?: string;
}

/** The configuration by flags, environment and levee.yaml. */
export const configOf = (flags: GlobalFlags): Config =>
  loadConfig({
    path: flags.config,
    lakeFlag: flags.lake,
    env: process.env,
    known: { formats: formats.map(({ name }) => name), tables: definitions.map(({ name }) => name) },
  });

/** An open lake with its engine and ledger. */
export interface Context {
  readonly config: Config;
  readonly lake: Lake;
  readonly engine: EmbeddedEngine;
  readonly ledger: Ledger;
  readonly scratch: string;
  /** Opens an engine for a person's SQL. */
  readonly openEngine: () => Promise<EmbeddedEngine>;
  /** What answers most of it. */
  readonly kept: KeptEngine;
  /** Folder, not there until then, for excerpts of data files while a question reads them. */
  readonly excerpts: string;
  /** Reading threads, where the lake was opened to collect into it. */
  readonly pool?: WorkerPool | undefined;
}

/** What a command does with the lake: `create` makes its folder and collects into it, `read` is content with one that it can't write. */
export type LakeUse = 'create' | 'write' | 'read';

/** Opens the lake of the configuration for the duration of `use`. */
export async function withLake<T>(
  config: Config,
  use: (context: Context) => Promise<T>,
  how: LakeUse = 'write',
): Promise<T> {
  const home = join(config.lake, '.levee');
  if (how === 'read' && !(await isWritable(config.lake, home))) return withReadOnlyLake(config, use);
  const scratch = join(home, 'scratch');
  await makeFolder(config.lake, scratch, how === 'create');
  const openLedger = () => openSqliteLedger(join(home, LEDGER));
  return opened(config, { scratch, openLedger, isCollecting: how === 'create' }, use);
}

const LEDGER = 'ledger.sqlite';

/** A lake on a read-only disk, or of somebody else: what is written while reading goes to the system's temporary folder. */
async function withReadOnlyLake<T>(config: Config, use: (context: Context) => Promise<T>): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), 'levee-read-'));
  const ledger = join(config.lake, '.levee', LEDGER);
  try {
    return await opened(config, { scratch, openLedger: async () => openLedgerToRead(ledger, scratch) }, use);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

interface Opening {
  readonly isCollecting?: boolean;
  readonly scratch: string;
  readonly openLedger: () => Promise<Ledger>;
}

/** Opens the lake; to collect into it, the reading threads come up while the engine does. */
async function opened<T>(
  config: Config,
  opening: Opening,
  use: (context: Context) => Promise<T>,
): Promise<T> {
  const pool = opening.isCollecting === true ? readingThreads(config) : undefined;
  try {
    return await openedWith(config, opening, (context) => use({ ...context, pool }));
  } finally {
    await pool?.close();
  }
}

async function openedWith<T>(
  config: Config,
  { scratch, openLedger, isCollecting = false }: Opening,
  use: (context: Context) => Promise<T>,
): Promise<T> {
  const engine = await lakeEngine(config, { scratch, isCollecting });
  const ledger = await openLedger();
  const openEngine = () => openDuckdb({ ...config.engine, tempDirectory: join(scratch, 'spill') });
  const picking = new PickingThread();
  const excerpts = spillFolder(join(scratch, 'spill'));
  const kept = new KeptEngine(openEngine, [
    ...definitions.map(({ name }) => dataFolder(config.lake, name)),
    excerpts,
  ]);
  try {
    const lake = openLake({
      store: folderStore(config.lake),
      engine,
      ledger,
      definitions,
      scratch,
      now: Date.now,
      picking,
    });
    return await use({ config, lake, engine, ledger, scratch, openEngine, kept, excerpts });
  } catch (error) {
    throw resourceProblem(error, config.lake);
  } finally {
    kept.close();
    ledger.close();
    engine.close();
    await picking.close();
    await rm(excerpts, { recursive: true, force: true });
  }
}

/** The world of `collect`, of a lake that was opened to `create`. */
export function collectWorld(context: Context): CollectWorld {
  const { config, lake, engine, ledger, scratch, pool } = context;
  if (pool === undefined) throw new Error('the lake was not opened to collect into it');
  return {
    lake,
    engine,
    ledger,
    pool,
    scratch,
    formats,
    idsOf,
    hasTrustedHops: config.trustedHops.length > 0,
    limits: config.decode,
    batchBytes: config.decode.batchBytes,
    commit: () => lake.commitStaged(),
    now: Date.now,
  };
}

/** Reading threads: each holds a window of its largest record. */
const MOST_WORKERS = 8;

const readingThreads = (config: Config): WorkerPool =>
  new WorkerPool(Math.min(config.engine.threads ?? availableParallelism(), MOST_WORKERS));
