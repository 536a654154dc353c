import Icon from '@cloudscape-design/components/icon';
import type { BoardAnswer, BoardsAnswer, FieldInfo } from '@levee/core/contract';
import { useRef } from 'react';
import { api } from '../api/client.ts';
import { useAnswer, useList } from '../api/use-answer.ts';
import { copyText } from '../parts/copy-text.ts';
import { Covers } from '../parts/covers.tsx';
import { FilterBar } from '../parts/filter-bar.tsx';
import { Empty, Problem, Waiting } from '../parts/notices.tsx';
import { PanelView } from '../parts/panel-view.tsx';
import { TimeControls } from '../parts/time-controls.tsx';
import { active } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';

type BoardInfo = BoardsAnswer['boards'][number];

/** The boards: one request answers all panels of one. */
export function Main() {
  const { state, go } = useNavigation();
  const boards = useList('boards', api.boards);
  const tables = useList('tables', api.tables);
  if (boards.error !== null) return <Problem error={boards.error} retry={() => void boards.refetch()} />;
  if (boards.data === undefined) return <Waiting what="Looking at the boards" />;
  const present = boards.data.boards.filter(({ isPresent }) => isPresent);
  const board = present.find(({ name }) => name === state.board) ?? present[0];
  if (board === undefined)
    return <Empty title="No board has a table yet">levee collect FOLDER brings logs into the lake.</Empty>;
  const fields = tables.data?.tables.find(({ name }) => name === board.table)?.fields ?? [];
  return (
    <div className="stack">
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <div className="row" role="group" aria-label="Boards">
          {present.map(({ name, title }) => (
            <button
              key={name}
              type="button"
              className={name === board.name ? 'pill' : 'small'}
              aria-pressed={name === board.name}
              onClick={() => go({ board: name, filters: state.filters.filter(({ isPinned }) => isPinned) })}
            >
              {title}
            </button>
          ))}
        </div>
        <TimeControls />
      </div>
      <FilterBar fields={fields} table={board.table} />
      <Board board={board} fields={fields} />
    </div>
  );
}

function Board({ board, fields }: { readonly board: BoardInfo; readonly fields: readonly FieldInfo[] }) {
  const { state, moments } = useNavigation();
  const answer = useAnswer('board', api.board, {
    board: board.name,
    range: moments,
    filters: active(state.filters),
    compare: true,
  });
  if (answer.error !== null) return <Problem error={answer.error} retry={() => void answer.refetch()} />;
  const { data } = answer;
  if (data === undefined || data.board !== board.name) return <Waiting what={`Asking for ${board.title}`} />;
  return (
    <>
      <p className="soft">{board.about}</p>
      <div className="panels" aria-busy={answer.isFetching}>
        {data.panels.map((panel) => (
          <Panel key={panel.id} panel={panel} table={board.table} fields={fields} />
        ))}
      </div>
      <Covers covers={data.covers} />
    </>
  );
}

interface PanelProps {
  readonly panel: BoardAnswer['panels'][number];
  readonly table: string;
  readonly fields: readonly FieldInfo[];
}

function Panel({ panel, table }: PanelProps) {
  const { go, state } = useNavigation();
  const element = useRef<HTMLElement>(null);
  const filters =
    panel.kind === 'table'
      ? [...state.filters, ...panel.filters.map((filter) => ({ filter, isDisabled: false, isPinned: false }))]
      : state.filters;
  const split =
    panel.kind === 'top'
      ? panel.fields[0]
      : panel.kind === 'map'
        ? panel.field
        : panel.kind === 'number' || panel.kind === 'table'
          ? undefined
          : (panel.split ?? undefined);
  return (
    <section
      ref={element}
      className="panel"
      aria-label={panel.title}
      style={{ gridColumn: `span ${panel.span}` }}
    >
      <PanelView
        panel={panel}
        actions={
          <>
            <button
              type="button"
              className="small"
              title="Open in Explore"
              aria-label={`Open ${panel.title} in Explore`}
              onClick={() =>
                go({ page: 'explore', table, filters, split, columns: undefined, event: undefined })
              }
            >
              <Icon name="search" />
            </button>
            <button
              type="button"
              className="small"
              title="Copy its SQL"
              aria-label={`Copy the SQL of ${panel.title}`}
              onClick={() => void copyText(panel.sql)}
            >
              <Icon name="script" />
            </button>
            <button
              type="button"
              className="small"
              title="Full screen"
              aria-label={`${panel.title} on the full screen`}
              onClick={() => void element.current?.requestFullscreen()}
            >
              <Icon name="full-screen" />
            </button>
          </>
        }
      />
    </section>
  );
}
