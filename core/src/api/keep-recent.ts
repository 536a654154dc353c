import type { Wanted } from '#columns';
import type { ScanPart, TableScan } from '#lake';
import type { Board } from './board.ts';
import { wantedOf } from './kept-columns.ts';
import { resolver } from './plan.ts';
import type { ApiWorld } from './world.ts';

const EVERY_MILLISECONDS = 30_000;
/** A board's day and the one before it. */
const HOURS = 49;

/**
 * Reads columns ahead of questions, now and after each commit, until `stop`: the newest rows' of every board, then older
 * ones as long as there is room.
 */
export function keepRecent(world: ApiWorld, onError: (error: unknown) => void): { stop: () => void } {
  const seen = new Map<string, string | null>();
  const state = { isRunning: false, isStopped: false };
  const look = async (): Promise<void> => {
    if (state.isRunning) return;
    state.isRunning = true;
    try {
      const changed: Board[] = [];
      for (const board of world.boards) if (await keepBoard(world, board, seen)) changed.push(board);
      for (const board of changed) await keepOlder(world, board, state);
    } catch (error) {
      onError(error);
    }
    state.isRunning = false;
  };
  void look();
  const timer = setInterval(() => void look(), EVERY_MILLISECONDS);
  timer.unref();
  const stop = (): void => {
    state.isStopped = true;
    clearInterval(timer);
  };
  return { stop };
}

/** Wants the columns of a board's newest files, where its table has changed; whether it has. */
async function keepBoard(world: ApiWorld, board: Board, seen: Map<string, string | null>): Promise<boolean> {
  const described = await world.lake.describe(board.table);
  if (world.columns === undefined || described === undefined || described.lastEvent === null) return false;
  if (seen.get(board.table) === described.snapshotId) return false;
  seen.set(board.table, described.snapshotId);
  const from = new Date(Date.parse(described.lastEvent) - HOURS * 3_600_000).toISOString().slice(0, 10);
  const found = await wantedIn(world, board, { days: { from } });
  if (found !== undefined) await world.columns.want(found.wanted);
  return true;
}

/** The files of all days, one after the other from the newest on, until the memory is nearly full. */
async function keepOlder(
  world: ApiWorld,
  board: Board,
  state: { readonly isStopped: boolean },
): Promise<void> {
  const { columns } = world;
  const found = await wantedIn(world, board, {});
  if (columns === undefined || found === undefined) return;
  const { scan, wanted } = found;
  const days = new Map(scan.files.map(({ path, day }) => [path, day ?? '']));
  const dayOf = ({ key }: { readonly key: string }): string => days.get(key) ?? '';
  for (const file of wanted.files.toSorted((left, right) => dayOf(right).localeCompare(dayOf(left)))) {
    const one = { ...wanted, files: [file], isSpare: true };
    if (columns.kept(one) !== undefined) continue;
    if (state.isStopped || !columns.hasRoomBeside(one)) return;
    await columns.want(one);
  }
}

/** What a board wants of its table's files; undefined where nothing of them is kept. */
async function wantedIn(
  world: ApiWorld,
  board: Board,
  part: ScanPart,
): Promise<{ scan: TableScan; wanted: Wanted } | undefined> {
  const scan = await world.lake.scan(board.table, part);
  const wanted = scan === undefined ? undefined : wantedOf(board, { scan, resolve: resolver(world, scan) });
  return scan === undefined || wanted === undefined ? undefined : { scan, wanted };
}
