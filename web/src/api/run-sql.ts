import type { SqlAnswer } from '@levee/core/contract';
import { api } from './client.ts';

const FIRST_WAIT = 50;
const LONGEST_WAIT = 1000;

/** Who hears of a query's states, and what cancels it. */
interface Watching {
  readonly watch?: (state: SqlAnswer) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs a query to its end. `watch` hears of each state; an aborted signal cancels it on the server.
 * @throws Error with the server's words where it fails.
 */
export async function runSql(
  request: Parameters<typeof api.sql.start>[0],
  watching: Watching = {},
): Promise<SqlAnswer> {
  const state = await settled(await api.sql.start(request), watching);
  watching.watch?.(state);
  if (state.state === 'done') return state;
  if (state.state === 'cancelled') throw new Error('the query was cancelled');
  throw new Error([state.error?.message ?? 'the query failed', state.error?.hint].filter(Boolean).join('\n'));
}

/** Waits until a query runs no more. */
async function settled(started: SqlAnswer, { watch, signal }: Watching): Promise<SqlAnswer> {
  let state = started;
  let wait = FIRST_WAIT;
  while (state.state === 'running') {
    watch?.(state);
    if (signal?.aborted === true) await api.sql.cancel(state.id);
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(LONGEST_WAIT, wait * 1.5);
    state = await api.sql.state(state.id);
  }
  return state;
}
