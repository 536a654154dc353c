import { incidents, writers } from '#scenarios';
import { simulate, type Simulated, type SimulateOptions } from '#simulate';
import { onceInRun, type Made } from './once-in-run.ts';

/** Two days of logs of every format, all incidents in them; a test says where, and what is otherwise. */
export const simulateTwoDays = (
  directory: string,
  more: Partial<Pick<SimulateOptions, 'seed' | 'scale' | 'days'>> = {},
): Promise<Simulated> =>
  simulate({
    directory,
    days: 2,
    seed: 3,
    scale: 0.02,
    start: Date.UTC(2026, 4, 4),
    writers,
    incidents,
    ...more,
  });

/** Such logs, which all tests of a run have together: 3,600 small files. */
export const simulatedLogs = (): Promise<Made<Simulated>> => onceInRun('logs', simulateTwoDays);
