import { bytesText, LeveeError } from '#kernel';
import type { SqlQuestion } from '#port';

/** When a question is to end before it is answered. */
export interface Deadline {
  /** Aborted at a cancel and when the time is over. */
  readonly signal: AbortSignal;
  /** Why, once the signal is aborted; the given error otherwise. */
  readonly reason: (error: unknown) => unknown;
  /** @throws LeveeError when it is time to end. */
  readonly check: () => void;
}

/** The end that a question's limit and signal set. */
export function deadlineOf({ limits, signal }: SqlQuestion): Deadline {
  const seconds = limits?.seconds ?? 0;
  const late = seconds > 0 ? AbortSignal.timeout(Math.min(seconds * 1000, LONGEST_TIMER)) : undefined;
  const all = AbortSignal.any([signal, late].filter((each) => each !== undefined));
  const reason = (error: unknown): unknown => {
    if (signal?.aborted === true) return new LeveeError('the query was cancelled');
    return late?.aborted === true ? tooLong(seconds) : error;
  };
  const check = (): void => {
    if (all.aborted) throw reason(undefined);
  };
  return { signal: all, reason, check };
}

const LONGEST_TIMER = 2 ** 31 - 1;

const tooLong = (seconds: number): LeveeError =>
  new LeveeError(`the query was stopped after ${seconds} seconds`, {
    hint: 'ask for a shorter time or fewer columns, or allow it more seconds',
  });

/** A query that read more than it may. */
export const tooMuch = (bytes: number, most: number): LeveeError =>
  new LeveeError(
    `the query was stopped when it had read ${bytesText(bytes)}; it may read ${bytesText(most)}`,
    {
      hint: 'ask for fewer days (event_time, or year, month and day), or allow it more bytes',
    },
  );
