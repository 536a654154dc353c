import type { TableScan } from '#lake';
import type { Part } from '#columns';
import type { Base } from './board-base.ts';
import { keptSource, type KeptRows } from './board-kept.ts';
import type { Board, PanelDeclaration } from './board.ts';
import { filterPaths } from './condition.ts';
import { boardColumns, hasAll, keptFiles, panelColumns } from './kept-columns.ts';
import type { PanelSource } from './panel-source.ts';
import type { Progress } from './progress.ts';
import type { ApiWorld, Ask } from './world.ts';

/** A board's kept columns: which panels they answer, and how. */
export interface KeptBoard {
  readonly source: PanelSource;
  readonly rows: KeptRows;
  readonly answers: (panel: PanelDeclaration) => boolean;
}

interface Wanted {
  readonly ask: Ask;
  readonly board: Board;
  readonly base: Base;
  readonly progress: Progress;
}

/**
 * The columns of a board's rows, read where they are not kept yet. Undefined where SQL over the files must answer: for a
 * filter on another field, for more rows than may be kept, and where other engines deleted rows.
 */
export async function keptBoard(world: ApiWorld, wanted: Wanted): Promise<KeptBoard | undefined> {
  const { ask, board, base, progress } = wanted;
  const { planned, earlier, buckets, scope } = base;
  const columns = boardColumns(board, planned.resolve);
  const isKept = (path: string) => columns.some(({ name }) => name === path);
  const [now, previous] = [keptFiles(planned.scan), keptFiles((earlier ?? planned).scan)];
  if (world.columns === undefined || now === undefined || previous === undefined) return undefined;
  if (!scope.filters.flatMap(filterPaths).every(isKept)) return undefined;
  const files = [...new Map([...now, ...previous].map((file) => [file.key, file])).values()];
  const table = board.table;
  const all = await world.columns.read({ table, files, columns }, (share) => progress.reach(share));
  const found = {
    now: world.columns.kept({ table, files: now, columns }),
    previous: world.columns.kept({ table, files: previous, columns }),
  };
  if (all === undefined || found.now === undefined || found.previous === undefined) return undefined;
  if (!hasAll(all, scope.filters.flatMap(filterPaths))) return undefined;
  const question = {
    ask,
    columns: { now: found.now, previous: found.previous },
    ranges: { now: planned.range, previous: (earlier ?? planned).range },
    filters: scope.filters,
    buckets,
    field: planned.resolve,
  };
  const { rows, ...source } = await keptSource(question, earlier !== undefined);
  const answers = (panel: PanelDeclaration): boolean => {
    const needed = panelColumns(panel, planned.resolve);
    return (
      needed !== undefined &&
      hasAll(
        all,
        needed.map(({ name }) => name),
      )
    );
  };
  return { source, rows, answers };
}

/** Where the newest rows end: the time of the last of them, and the files that they are in. */
export interface Edge {
  /** Undefined where all rows are wanted. */
  readonly micros: number | undefined;
  readonly files: TableScan['files'];
}

/** The edge of so many newest rows, of parts that align with the files. */
export function edgeOf(parts: readonly Part[], files: TableScan['files'], most: number): Edge {
  const newest = new Newest(most);
  for (const { times } of parts) for (let row = 0; row < times.length; row += 1) newest.add(times[row] ?? 0);
  const { least } = newest;
  const isNeeded = (part: Part | undefined) => part?.times.some((time) => time >= least) === true;
  return {
    micros: Number.isFinite(least) ? least : undefined,
    files: files.filter((_, at) => isNeeded(parts[at])),
  };
}

/** The largest of many numbers. */
class Newest {
  /** The smallest of them; -Infinity while there is room. */
  least = Number.NEGATIVE_INFINITY;
  private readonly kept: number[] = [];
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  add(value: number): void {
    if (value <= this.least) return;
    const at = this.kept.findIndex((each) => each > value);
    this.kept.splice(at === -1 ? this.kept.length : at, 0, value);
    if (this.kept.length > this.most) this.kept.shift();
    if (this.kept.length === this.most) this.least = this.kept[0] ?? this.least;
  }
}
