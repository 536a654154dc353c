import type { Board } from './board.ts';
import { wantedOf } from './kept-columns.ts';
import { resolver } from './plan.ts';
import type { ApiWorld } from './world.ts';

const EVERY_MILLISECONDS = 30_000;
/** A board's day and the one before it. */
const HOURS = 49;

/** Reads the newest rows' columns ahead of questions, now and after each commit, until `stop`. */
export function keepRecent(world: ApiWorld, onError: (error: unknown) => void): { stop: () => void } {
  const seen = new Map<string, string | null>();
  let isRunning = false;
  const look = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    try {
      for (const board of world.boards) await keepBoard(world, board, seen);
    } catch (error) {
      onError(error);
    }
    isRunning = false;
  };
  void look();
  const timer = setInterval(() => void look(), EVERY_MILLISECONDS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** Wants the columns of a board's newest files, where its table has changed. */
async function keepBoard(world: ApiWorld, board: Board, seen: Map<string, string | null>): Promise<void> {
  const described = await world.lake.describe(board.table);
  if (world.columns === undefined || described === undefined || described.lastEvent === null) return;
  if (seen.get(board.table) === described.snapshotId) return;
  seen.set(board.table, described.snapshotId);
  const from = new Date(Date.parse(described.lastEvent) - HOURS * 3_600_000).toISOString().slice(0, 10);
  const scan = await world.lake.scan(board.table, { days: { from } });
  const wanted = scan === undefined ? undefined : wantedOf(board, { scan, resolve: resolver(world, scan) });
  if (wanted !== undefined) await world.columns.want(wanted);
}
