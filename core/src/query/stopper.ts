import { LeveeError } from '#kernel';
import type { EngineConnection } from '#port';

/** When to stop a query. */
export interface StopOptions {
  /** Longest time in seconds; 0 for none. */
  readonly seconds: number;
  readonly signal: AbortSignal | undefined;
}

const REPEAT_MILLISECONDS = 50;

/**
 * Runs `use` and interrupts what the connection does when the time is over or the signal says so.
 * @throws LeveeError in place of whatever the interruption threw.
 */
export async function stoppable<T>(
  connection: EngineConnection,
  options: StopOptions,
  use: (check: () => void) => Promise<T>,
): Promise<T> {
  const { seconds, signal } = options;
  const startedAt = performance.now();
  const reason = (): LeveeError | undefined => {
    if (signal?.aborted === true) return new LeveeError('the query was cancelled');
    const isLate = seconds > 0 && performance.now() - startedAt > seconds * 1000;
    return isLate ? tooLong(seconds) : undefined;
  };
  const check = (): void => {
    const stop = reason();
    if (stop !== undefined) throw stop;
  };
  // An interruption between two statements is lost, so it is repeated.
  const watching = setInterval(() => {
    if (reason() !== undefined) connection.interrupt();
  }, REPEAT_MILLISECONDS);
  try {
    check();
    return await use(check);
  } catch (error) {
    throw reason() ?? error;
  } finally {
    clearInterval(watching);
  }
}

const tooLong = (seconds: number): LeveeError =>
  new LeveeError(`the query was stopped after ${seconds} seconds`, {
    hint: 'ask for a shorter time or fewer columns, or allow it more seconds',
  });
