import type { Command } from 'commander';
import { LeveeError } from '#kernel';
import { serveCatalog } from '#serve';
import { configOf, withLake, type Context, type GlobalFlags } from './context.ts';

interface ServeFlags extends GlobalFlags {
  readonly host: string;
  readonly port: string;
}

/** `levee serve`: the lake for other engines. */
export function addServe(program: Command): void {
  program
    .command('serve')
    .option('--host <address>', 'address to listen on; any but 127.0.0.1 needs LEVEE_TOKEN', '127.0.0.1')
    .option('--port <number>', 'TCP port, 0 for a free one', '8181')
    .description(
      'serve the tables by the Iceberg REST catalog protocol, read-only: catalog levee, namespace levee',
    )
    .addHelpText(
      'after',
      "\nExamples:\n  levee serve\n  LEVEE_TOKEN=… levee serve --host 0.0.0.0\nThen in PyIceberg: load_catalog('levee', type='rest', uri='http://127.0.0.1:8181')",
    )
    .action((_flags, command: Command) => runServe(command.optsWithGlobals<ServeFlags>()));
}

async function runServe(flags: ServeFlags): Promise<void> {
  await withLake(configOf(flags), async (context) => {
    const served = await serveLake(context, { host: flags.host, port: portOf(flags.port) });
    process.stdout.write(`serving the Iceberg REST catalog levee at ${served.url} (Ctrl-C ends)\n`);
    await interrupted();
    await served.close();
  });
}

/** Serves a lake's catalog; the token comes from the environment, never from the command line. */
const serveLake = ({ lake }: Context, at: { host: string; port: number }) =>
  serveCatalog({
    ...at,
    source: { tables: () => lake.tables(), metadata: (table) => lake.metadata(table) },
    token: process.env['LEVEE_TOKEN'],
    onError: (error) =>
      process.stderr.write(`levee serve: ${error instanceof Error ? error.message : String(error)}\n`),
  });

/** Resolves at the first SIGINT or SIGTERM. */
const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new LeveeError(`--port takes a number from 0 to 65535, not ${JSON.stringify(text)}`, { exitCode: 2 });
}
