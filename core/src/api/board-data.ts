import type { z } from 'zod';
import { BadRequest } from './bad-request.ts';
import { baseOf, type Base } from './board-base.ts';
import { breakdownPanel, numberPanel, seriesPanel } from './board-panels.ts';
import type { Board, PanelDeclaration } from './board.ts';
import type { BoardAnswer, boardRequest, Panel } from './contract.ts';
import { panelLimits } from './limits.ts';
import { coversOf, plan } from './plan.ts';
import { pageOf, rowsSql } from './rows.ts';
import type { ApiWorld, Ask } from './world.ts';

const TABLE_ROWS = 20;

/** What answers a panel. */
export interface PanelWorld {
  readonly world: ApiWorld;
  readonly ask: Ask;
  readonly base: Base;
}

/** All panels of a board, of one snapshot. */
export async function board(
  world: ApiWorld,
  ask: Ask,
  request: z.output<typeof boardRequest>,
): Promise<BoardAnswer> {
  const declared = boardNamed(world, request.board);
  const base = await baseOf(world, declared, request);
  const panels: Panel[] = [];
  for (const panel of declared.panels) panels.push(await panelOf({ world, ask, base }, panel));
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

/** @throws BadRequest (404) for a name that no board has. */
export function boardNamed(world: ApiWorld, name: string): Board {
  const found = world.boards.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new BadRequest('board', `one of ${world.boards.map((each) => each.name).join(', ')}`, 404);
}

function panelOf(at: PanelWorld, panel: PanelDeclaration): Promise<Panel> {
  switch (panel.kind) {
    case 'number':
      return numberPanel(at, panel);
    case 'timeline':
    case 'lines':
      return seriesPanel(at, panel);
    case 'top':
    case 'map':
      return breakdownPanel(at, panel);
    case 'table':
      return tablePanel(at, panel);
  }
}

async function tablePanel(
  { world, ask, base }: PanelWorld,
  panel: PanelDeclaration & { kind: 'table' },
): Promise<Panel> {
  const own = [...(panel.where ?? [])];
  const planned = await plan(world, { ...base.scope, filters: [...base.scope.filters, ...own] });
  const columns = [...panel.columns];
  const page = { columns, limit: TABLE_ROWS, order: 'newest', after: undefined } as const;
  const { rows, hasMore } = await pageOf(ask, planned, page);
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
