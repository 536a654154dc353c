import type { z } from 'zod';
import { BadRequest } from './bad-request.ts';
import { baseOf, type Base } from './board-base.ts';
import { sqlSource } from './board-sql.ts';
import { breakdownPanel, numberPanel, seriesPanel } from './board-panels.ts';
import type { Board, PanelDeclaration } from './board.ts';
import type { BoardAnswer, boardRequest, Panel } from './contract.ts';
import { edgeOf } from './edge.ts';
import { keptBoard, type BoardQuestion, type KeptBoard } from './kept-board.ts';
import { panelLimits } from './limits.ts';
import type { PanelOf } from './panel-source.ts';
import { coversOf, plan } from './plan.ts';
import { pageOf, rowsSql } from './rows.ts';
import type { ApiWorld, Ask } from './world.ts';

const TABLE_ROWS = 20;

/** What answers a panel. */
interface PanelWorld {
  readonly world: ApiWorld;
  readonly ask: Ask;
  readonly base: Base;
  readonly kept: KeptBoard | undefined;
}

/** All panels of a board, of one snapshot: from kept columns where they hold what a panel needs, else by its SQL. */
export async function board(
  world: ApiWorld,
  question: BoardQuestion,
  request: z.output<typeof boardRequest>,
): Promise<BoardAnswer> {
  const declared = boardNamed(world, request.board);
  const base = await baseOf(world, declared, request);
  const { ask, progress } = question;
  progress.expect(1);
  const kept = await keptBoard(world, question, base);
  const isAsked = (panel: PanelDeclaration) => panel.kind === 'table' || !isCounted(kept, panel);
  progress.expectMore(declared.panels.filter(isAsked).length);
  const panels = await panelsOf({ world, ask, base, kept }, declared.panels);
  const covers = await coversOf(world, base.scans, panels.flatMap(panelLimits));
  const { name, title, table } = declared;
  return {
    board: name,
    title,
    table,
    panels,
    covers: { ...covers, snapshotId: base.planned.scan.snapshotId ?? null },
  };
}

/** What kept columns answer is counted by the same scans; statements come one after the other. */
function panelsOf(at: PanelWorld, declared: readonly PanelDeclaration[]): Promise<Panel[]> {
  let before: Promise<unknown> = Promise.resolve();
  return Promise.all(
    declared.map((panel) => {
      if (isCounted(at.kept, panel)) return panelOf(at, panel);
      const asked = before.then(() => panelOf(at, panel));
      before = asked;
      return asked;
    }),
  );
}

const isCounted = (kept: KeptBoard | undefined, panel: PanelDeclaration): boolean =>
  kept?.answers(panel) === true;

/** @throws BadRequest (404) for a name that no board has. */
export function boardNamed(world: ApiWorld, name: string): Board {
  const found = world.boards.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new BadRequest('board', `one of ${world.boards.map((each) => each.name).join(', ')}`, 404);
}

function panelOf(at: PanelWorld, panel: PanelDeclaration): Promise<Panel> {
  const { ask, base, kept } = at;
  const source = kept?.answers(panel) === true ? kept.source : sqlSource(ask, base);
  switch (panel.kind) {
    case 'number':
      return numberPanel(source, base, panel);
    case 'timeline':
    case 'lines':
      return seriesPanel(source, base, panel);
    case 'top':
    case 'map':
      return breakdownPanel(source, base, panel);
    case 'table':
      return tablePanel(at, panel);
  }
}

async function tablePanel({ world, ask, base, kept }: PanelWorld, panel: PanelOf<'table'>): Promise<Panel> {
  const own = [...(panel.where ?? [])];
  const planned = await plan(world, { ...base.scope, filters: [...base.scope.filters, ...own] });
  const columns = [...panel.columns];
  const page = { columns, limit: TABLE_ROWS, order: 'newest', after: undefined } as const;
  const edge =
    kept?.answers(panel) === true
      ? await edgeOf(await kept.rows.within(own), planned.scan.files, TABLE_ROWS + 1)
      : undefined;
  const { rows, hasMore } = await pageOf(ask, planned, { ...page, edge });
  const { id, title, span } = panel;
  return {
    kind: 'table',
    id,
    title,
    span,
    columns,
    rows,
    hasMore,
    filters: own,
    sql: rowsSql(planned, columns, page),
  };
}
