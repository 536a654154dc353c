import type { Base } from './board-base.ts';
import { keptSource } from './board-kept.ts';
import type { PanelDeclaration } from './board.ts';
import { panelColumns } from './kept-columns.ts';
import { keptRows, type KeptRows } from './kept-rows.ts';
import type { PanelSource } from './panel-source.ts';
import type { Progress } from './progress.ts';
import type { ApiWorld, Ask } from './world.ts';

/** What a board is asked with. */
export interface BoardQuestion {
  readonly ask: Ask;
  readonly progress: Progress;
  /** When nobody waits for it any longer. */
  readonly stop?: AbortSignal | undefined;
}

/** A board's kept columns: which panels they answer, and how. */
export interface KeptBoard {
  readonly source: PanelSource;
  readonly rows: KeptRows;
  readonly answers: (panel: PanelDeclaration) => boolean;
}

/** That most boards take; the period before takes one. */
const SCANS = 3;

/** The kept columns of a board's rows; undefined where SQL over the files must answer. */
export async function keptBoard(
  world: ApiWorld,
  { ask, stop, progress }: BoardQuestion,
  base: Base,
): Promise<KeptBoard | undefined> {
  const { planned, earlier, buckets, scope } = base;
  const awaited = { from: (earlier ?? planned).range.from, to: planned.range.to };
  const onPart = (): void => progress.step();
  const question = { ask, filters: scope.filters, buckets, fields: [], awaited, stop, onPart };
  const [now, other] = await Promise.all(
    [planned, ...(earlier === undefined ? [] : [earlier])].map((each) =>
      keptRows(world, { ...question, planned: each }),
    ),
  );
  const previous = earlier === undefined ? now : other;
  if (now === undefined || previous === undefined) return undefined;
  progress.expectMore(now.parts * SCANS + (earlier === undefined ? 0 : previous.parts));
  const answers = (panel: PanelDeclaration): boolean => {
    const needed = panelColumns(panel, planned.resolve)?.map(({ name }) => name);
    return needed !== undefined && now.has(needed) && previous.has(needed);
  };
  return { source: keptSource(now, previous), rows: now, answers };
}
