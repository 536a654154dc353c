import type { Wanted } from '#columns';
import type { ScanPart, TableScan } from '#lake';
import { board as boardData } from './board-data.ts';
import type { Board } from './board.ts';
import { wantedOf } from './kept-columns.ts';
import { resolver } from './plan.ts';
import { Desk, type ApiWorld } from './world.ts';

const EVERY_MILLISECONDS = 30_000;
/** A board's day and the one before it. */
const HOURS = 49;

/** Reading ahead that goes on. */
interface Keeping {
  readonly stop: () => void;
  /** Resolves when what was there at the beginning is read. */
  readonly first: Promise<void>;
}

/** What is known of each table: the snapshot that was read, and how far reading is. */
interface State {
  readonly seen: Map<string, string | null>;
  readonly onError: (error: unknown) => void;
  isRunning: boolean;
  isStopped: boolean;
}

/** A board whose table has changed, and the time of its last row. */
interface Changed {
  readonly board: Board;
  readonly lastEvent: string;
}

/**
 * Reads columns ahead of questions, now and after each commit, until `stop`: the newest rows' of every board, then older
 * ones as long as there is room.
 */
export function keepRecent(world: ApiWorld, onError: (error: unknown) => void): Keeping {
  const state: State = { seen: new Map(), onError, isRunning: false, isStopped: false };
  const look = (): Promise<void> => once(world, state).catch(onError);
  const timer = setInterval(() => void look(), EVERY_MILLISECONDS);
  timer.unref();
  const stop = (): void => {
    state.isStopped = true;
    clearInterval(timer);
  };
  return { stop, first: look() };
}

async function once(world: ApiWorld, state: State): Promise<void> {
  if (state.isRunning) return;
  state.isRunning = true;
  try {
    const isFirst = state.seen.size === 0;
    const changed: Changed[] = [];
    for (const board of world.boards) changed.push(...(await keepBoard(world, board, state)));
    if (isFirst) for (const each of changed) await rehearse(world, each, state).catch(state.onError);
    for (const { board } of changed) await keepOlder(world, board, state);
  } finally {
    state.isRunning = false;
  }
}

/** Wants the columns of a board's newest files, where its table has changed. */
async function keepBoard(world: ApiWorld, board: Board, { seen }: State): Promise<Changed[]> {
  const described = await world.lake.describe(board.table);
  if (world.columns === undefined || described === undefined || described.lastEvent === null) return [];
  if (seen.get(board.table) === described.snapshotId) return [];
  seen.set(board.table, described.snapshotId);
  const { lastEvent } = described;
  const found = await wantedIn(world, board, { days: { from: hoursBefore(lastEvent, HOURS).slice(0, 10) } });
  if (found !== undefined) await world.columns.want(found.wanted);
  return [{ board, lastEvent }];
}

const hoursBefore = (time: string, hours: number): string =>
  new Date(Date.parse(time) - hours * 3_600_000).toISOString();

/** Asks a board for nobody, so that its loops are compiled and its conditions looked up before somebody waits: the first took twice as long. */
async function rehearse(world: ApiWorld, { board, lastEvent }: Changed, state: State): Promise<void> {
  if (state.isStopped) return;
  const range = { from: hoursBefore(lastEvent, 24), to: lastEvent };
  await new Desk(world.engine).asking({}, (ask, progress) =>
    boardData(world, { ask, progress }, { board: board.name, range, filters: [], compare: true }),
  );
}

/** The files of all days, one after the other from the newest on, until the memory is nearly full. */
async function keepOlder(world: ApiWorld, board: Board, state: State): Promise<void> {
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
