import { parentPort } from 'node:worker_threads';
import { messageOf } from '#kernel';
import { ObjectPasses } from './object-pass.ts';
import type { ObjectOutcome } from './object-outcome.ts';
import type { PassAnswer, PassRequest } from './pass-protocol.ts';
import { SpoolSet } from './spool-set.ts';

/** The batch this worker is in. */
let current: { readonly passes: ObjectPasses; readonly spools: SpoolSet } | undefined;

async function answer(request: PassRequest): Promise<PassAnswer> {
  if (request.ask === 'open') {
    const spools = new SpoolSet(request.format, request.directory, request.spares);
    current = { spools, passes: new ObjectPasses({ ...request, spools }) };
    return { outcomes: [], spools: [] };
  }
  if (current === undefined) throw new Error('no batch is open');
  if (request.ask === 'finish') return { outcomes: [], spools: current.spools.finish() };
  const outcomes: ObjectOutcome[] = [];
  for (const object of request.objects) outcomes.push(await current.passes.run(object));
  return { outcomes, spools: [] };
}

const port = parentPort;
if (port === null) throw new Error('pass.worker.ts runs as a worker thread only');
port.on('message', (request: PassRequest) => {
  answer(request).then(
    (result) => port.postMessage(result),
    (error: unknown) => port.postMessage({ error: messageOf(error) } satisfies PassAnswer),
  );
});
