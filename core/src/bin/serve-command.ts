import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import manifest from '#package' with { type: 'json' };
import type { Command } from 'commander';
import { openDuckdb } from '#adapter';
import { apiApp, keepRecent, type ApiWorld } from '#api';
import { allBoards } from '#boards';
import { ColumnStore } from '#columns';
import type { Config } from '#config';
import { RecordReaders } from '#decode';
import { LeveeError, messageOf } from '#kernel';
import { NAMESPACE } from '#lake';
import { closeOff } from '#query';
import { serveCatalog, type ServedCatalog } from '#serve';
import { configOf, withLake, type Context, type GlobalFlags } from './context.ts';
import { definitions } from './lake-tables.ts';
import { catalogViews } from './catalog-views.ts';
import { requestFor } from './query-answer.ts';
import { readRecord } from './raw-record.ts';
import { remoteEngines } from './remote-engine.ts';
import { withPage } from './static-page.ts';

interface ServeFlags extends GlobalFlags {
  readonly host: string;
  readonly port: string;
  readonly listen?: string;
}

/** `levee serve`: the page, the API, and the lake for other engines. */
export function addServe(program: Command): void {
  program
    .command('serve')
    .option('--host <address>', 'address to listen on; any but 127.0.0.1 needs LEVEE_TOKEN', '127.0.0.1')
    .option('--listen <address>', 'the same as --host')
    .option('--port <number>', 'TCP port, 0 for a free one', '8181')
    .description(
      'serve the page, the API, and the tables and views by the Iceberg REST catalog protocol, read-only: catalog levee, namespace levee',
    )
    .addHelpText(
      'after',
      "\nExamples:\n  levee serve\n  LEVEE_TOKEN=… levee serve --listen 0.0.0.0\nThen in PyIceberg: load_catalog('levee', type='rest', uri='http://127.0.0.1:8181')",
    )
    .action((_flags, command: Command) => runServe(command.optsWithGlobals<ServeFlags>()));
}

async function runServe(flags: ServeFlags): Promise<void> {
  const at = { host: flags.listen ?? flags.host, port: portOf(flags.port) };
  await withLake(configOf(flags), (context) => serveUntilInterrupted(context, at), 'read');
}

/** Serves a lake until Ctrl-C. */
export async function serveUntilInterrupted(
  context: Context,
  at: { host: string; port: number },
): Promise<void> {
  await withApiWorld(
    context,
    async (world) => {
      const served = await serveLake(context, world, at);
      process.stdout.write(
        `page and API at ${served.url}\nserving the Iceberg REST catalog levee at ${served.url} (Ctrl-C ends)\n`,
      );
      void context.kept.warm().catch(sayProblem);
      const keeping = keepRecent(world, sayProblem);
      await interrupted();
      keeping.stop();
      await served.close();
    },
    context.config.serve.columnMemory,
  );
}

/** Threads that read columns: reading is over before more than these would help. */
const MOST_THREADS = 4;

const readingThreads = ({ engine }: Config): number =>
  Math.min(engine.threads ?? availableParallelism(), MOST_THREADS);

/** The API's world over an open lake: a warm engine that can read the lake's files and nothing else. */
export async function withApiWorld<T>(
  context: Context,
  use: (world: ApiWorld) => Promise<T>,
  keptBytes = 0,
): Promise<T> {
  const { config, lake, ledger, scratch } = context;
  const engine = await openDuckdb({ ...config.engine, tempDirectory: join(scratch, 'spill') });
  const limits = { mostBytes: keptBytes, threads: readingThreads(config) };
  const columns = keptBytes === 0 ? undefined : new ColumnStore(engine, limits, sayProblem);
  const readers = new RecordReaders();
  try {
    await closeOff(engine, { folders: [join(config.lake, NAMESPACE)], writable: [] });
    const sqlRequest = (sql: string) => requestFor(context, sql);
    return await use({
      ...(columns === undefined ? {} : { columns }),
      lake,
      ledger,
      engine,
      definitions,
      boards: allBoards,
      sqlRequest,
      findRecord: (asked, signal) => readRecord({ ...context, readers }, asked, signal),
      remotes: remoteEngines(config),
      defaultEngine: config.query.engine,
      now: Date.now,
      version: manifest.version,
    });
  } finally {
    await readers.close();
    await columns?.close();
    engine.close();
  }
}

function sayProblem(error: unknown): void {
  process.stderr.write(`levee serve: ${messageOf(error)}\n`);
}

/** Serves page, API and catalog; the token comes from the environment, never from the command line. */
export function serveLake(
  { lake, config }: Pick<Context, 'lake' | 'config'>,
  world: ApiWorld,
  at: { host: string; port: number },
): Promise<ServedCatalog> {
  const token = process.env['LEVEE_TOKEN'];
  const { answerMemory: answerBytes } = config.serve;
  const api = apiApp({ world, answerBytes, host: at.host, token, onError: sayProblem });
  return serveCatalog({
    ...at,
    source: { tables: () => lake.tables(), metadata: (table) => lake.metadata(table) },
    views: catalogViews({ lake, folder: config.lake }),
    token,
    onError: sayProblem,
    beside: withPage((request) => api.fetch(request)),
  });
}

/** Resolves at the first SIGINT or SIGTERM. */
const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });

/** A port of the command line. */
export function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new LeveeError(`--port takes a number from 0 to 65535, not ${JSON.stringify(text)}`, { exitCode: 2 });
}
