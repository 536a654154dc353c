import { join } from 'node:path';
import { openDuckdb, openedWhenAsked } from '#adapter';
import type { Config } from '#config';
import { CLIENT_FUNCTION, trustedClient } from '#decode';
import type { EmbeddedEngine } from '#port';

/**
 * The engine's buffers while objects are read beside it, unless configured: `levee collect` then stays below 1 GiB, as fast as with 600 MB
 * (measured on 0.4 and 31 GB of WAF logs: 510 and 643 MB in all).
 */
const COLLECTING_MEMORY = '450MB';

/** For what an engine is opened. */
interface EngineUse {
  readonly scratch: string;
  readonly isCollecting: boolean;
}

/** The lake's own engine: whoever collects needs it at once, most questions never do. */
export async function lakeEngine(
  { engine, trustedHops }: Config,
  { scratch, isCollecting }: EngineUse,
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
