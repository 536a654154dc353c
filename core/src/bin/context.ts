import { access, constants, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  folderStore,
  openDuckdb,
  openedWhenAsked,
  openLedgerToRead,
  openSqliteLedger,
  spillFolder,
} from '#adapter';
import { loadConfig, type Config } from '#config';
import { CLIENT_FUNCTION, rejectsDefinition, trustedClient, WorkerPool } from '#decode';
import { tableDefinition, type FieldIds, type Format, type TableDefinition } from '#format';
import { catalogue } from '#formats';
import { codeOf, LeveeError, messageOf } from '#kernel';
import { NAMESPACE, openLake, PickingThread, type Lake } from '#lake';
import type { EmbeddedEngine, Ledger } from '#port';
import { KeptEngine } from '#query';
import type { CollectWorld } from './collect-run.ts';
import { resourceProblem } from './resource-problem.ts';
import { dataFolder } from './data-folder.ts';

/** Flags that every command takes. */
export interface GlobalFlags {
  readonly lake?: string;
  readonly config?: string;
}

export const formats: readonly Format[] = catalogue.map(({ format }) => format);

const IDS = new Map<string, FieldIds>(catalogue.map(({ format, ids }) => [format.name, ids]));

/** Field ids of a format of the catalogue. */
function idsOf(format: Format): FieldIds {
  const ids = IDS.get(format.name);
  if (ids === undefined) throw new LeveeError(`format ${format.name} is not in the catalogue`);
  return ids;
}

/** Every table that a lake can have. */
export const definitions: readonly TableDefinition[] = [
  ...formats.map((format) => tableDefinition(format, idsOf(format))),
  rejectsDefinition,
];

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

/** Whether a lake is there and this user may write to it. */
async function isWritable(lake: string, home: string): Promise<boolean> {
  const may = (folder: string, mode: number) =>
    access(folder, mode).then(
      () => true,
      () => false,
    );
  if (!(await may(join(lake, NAMESPACE), constants.R_OK))) return true;
  return may((await may(home, constants.F_OK)) ? home : lake, constants.W_OK);
}

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

/**
 * The engine's buffers while objects are read beside it, unless configured: `levee collect` then stays below 1 GiB, as fast as with 600 MB
 * (measured on 0.4 and 31 GB of WAF logs: 510 and 643 MB in all).
 */
const COLLECTING_MEMORY = '450MB';

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

/** The lake's own engine: whoever collects needs it at once, most questions never do. */
async function lakeEngine(
  { engine, trustedHops }: Config,
  { scratch, isCollecting = false }: Pick<Opening, 'scratch' | 'isCollecting'>,
): Promise<EmbeddedEngine> {
  const open = () =>
    openDuckdb({
      ...(isCollecting ? { memory: COLLECTING_MEMORY, readsOnce: true } : {}),
      ...engine,
      tempDirectory: join(scratch, 'spill'),
      functions: clientFunctions(trustedHops),
    });
  return isCollecting ? open() : openedWhenAsked(open);
}

async function makeFolder(lake: string, scratch: string, create: boolean): Promise<void> {
  try {
    await mkdir(scratch, { recursive: create }).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    await access(scratch, constants.W_OK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      throw new LeveeError(`there is no lake at ${lake}`, {
        hint: 'levee collect FOLDER makes one; --lake or LEVEE_LAKE names another',
        exitCode: 2,
        cause: error,
      });
    }
    throw new LeveeError(`the lake folder ${lake} cannot be written: ${messageOf(error)}`, {
      hint: 'check its permissions and that the disk is not full or read-only; nothing was changed',
      cause: error,
    });
  }
}

/** What SQL calls to look behind trusted hops; nothing where none are trusted. */
function clientFunctions(hops: readonly string[]) {
  if (hops.length === 0) return [];
  const client = trustedClient(hops);
  return [
    {
      name: CLIENT_FUNCTION,
      parameters: 2,
      call: ([peer = null, forwarded = null]: readonly (string | null)[]) => client(peer, forwarded),
    },
  ];
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
