import { join } from 'node:path';
import type { ApiWorld } from '#api';
import { outputText, query } from '#query';
import type { Simulated } from '#simulate';
import { withLake, type Context } from '../../src/bin/context.ts';
import { requestFor } from '../../src/bin/query-answer.ts';
import { serveLake, withApiWorld } from '../../src/bin/serve-command.ts';
import { outputHere } from '../command-line.ts';
import { onceInRun } from '../once-in-run.ts';
import { simulatedLogs } from '../simulated-logs.ts';
import { servedConfig } from './served-config.ts';

/** A lake of two simulated days, served on a free port. */
export interface ServedLake {
  readonly url: string;
  readonly lake: string;
  readonly truth: Simulated;
  readonly world: ApiWorld;
  /** Rows by `levee query`'s own way. */
  readonly ask: (sql: string) => Promise<Record<string, unknown>[]>;
  readonly stop: () => Promise<void>;
}

/** Collects the simulated logs, once for all tests of a run: none of them changes the lake. */
async function simulatedLake(): Promise<Simulated & { lake: string }> {
  const { folder: logs, told } = await simulatedLogs();
  const from = [join(logs, 'AWSLogs'), join(logs, 's3-access')];
  const { folder } = await onceInRun('lake', async (lake) => {
    await outputHere('collect', '--lake', lake, ...from);
  });
  return { ...told, lake: folder };
}

/** Simulates, collects and serves; `keptBytes` as `levee serve` has them. */
export async function serveSimulated(keptBytes: number): Promise<ServedLake> {
  const { lake, ...truth } = await simulatedLake();
  let end: () => void = () => {};
  let served: Promise<void> = Promise.resolve();
  const found = await new Promise<Omit<ServedLake, 'stop'>>((ready, failed) => {
    served = withLake(servedConfig(lake), (context) =>
      withApiWorld(
        context,
        async (world) => {
          const server = await serveLake(context, world, { host: '127.0.0.1', port: 0 });
          ready({ url: server.url, lake, truth, world, ask: asking(context) });
          await new Promise<void>((resolve) => (end = resolve));
          await server.close();
        },
        keptBytes,
      ),
    );
    served.catch(failed);
  });
  const stop = async (): Promise<void> => {
    end();
    await served;
  };
  return { ...found, stop };
}

const asking =
  (context: Context): ServedLake['ask'] =>
  async (sql) =>
    query(await requestFor(context, sql), async (result) => {
      let text = '';
      for await (const piece of outputText(result, 'ndjson', { isTerminal: false })) text += piece;
      return text
        .split('\n')
        .filter(Boolean)
        .map((line): Record<string, unknown> => JSON.parse(line));
    });
