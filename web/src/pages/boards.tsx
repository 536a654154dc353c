import type { BoardsAnswer } from '@levee/core/contract';
import { api } from '../api/client.ts';
import { useAnswer, useList } from '../api/use-answer.ts';
import { Asking } from '../parts/asking.tsx';
import { BoardPanel } from '../parts/board-panel.tsx';
import { Covers } from '../parts/covers.tsx';
import { FilterBar } from '../parts/filter-bar.tsx';
import { Empty, Problem, Waiting } from '../parts/notices.tsx';
import { TimeControls } from '../parts/time-controls.tsx';
import { active } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { previous } from '../state/time-range.ts';

type BoardInfo = BoardsAnswer['boards'][number];

/** The boards: one request answers all panels of one. */
export function Main() {
  const { state } = useNavigation();
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
        <BoardTabs boards={present} chosen={board.name} />
        <TimeControls hasCharts />
      </div>
      <FilterBar fields={fields} table={board.table} />
      <Board board={board} />
    </div>
  );
}

function BoardTabs({ boards, chosen }: { readonly boards: readonly BoardInfo[]; readonly chosen: string }) {
  const { state, go } = useNavigation();
  const pinned = state.filters.filter(({ isPinned }) => isPinned);
  return (
    <div className="row tabs" role="group" aria-label="Boards">
      {boards.map(({ name, title, about }) => (
        <button
          key={name}
          type="button"
          aria-pressed={name === chosen}
          title={about}
          onClick={() => go({ board: name, filters: pinned })}
        >
          {title}
        </button>
      ))}
    </div>
  );
}

function Board({ board }: { readonly board: BoardInfo }) {
  const { state, moments } = useNavigation();
  const isCompared = state.compare !== undefined;
  const scope = { board: board.name, filters: active(state.filters) };
  const answer = useAnswer('board', api.board, { ...scope, range: moments, compare: true });
  const before = useAnswer(
    'board',
    api.board,
    isCompared ? { ...scope, range: previous(moments), compare: false } : undefined,
  );
  const data = answer.data?.board === board.name ? answer.data : undefined;
  const earlier = isCompared && before.data?.board === board.name ? before.data.panels : [];
  return (
    <>
      <Asking what={`Asking for ${board.title}`} query={{ ...answer, data }} />
      {data === undefined || answer.error !== null ? null : (
        <>
          <div className="panels" aria-busy={answer.isFetching}>
            {data.panels.map((panel) => (
              <BoardPanel
                key={panel.id}
                panel={panel}
                before={earlier.find(({ id }) => id === panel.id)}
                info={board.panels.find(({ id }) => id === panel.id)}
                table={board.table}
              />
            ))}
          </div>
          <Covers covers={data.covers} />
        </>
      )}
    </>
  );
}
