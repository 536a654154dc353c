import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { Row, TableInfo } from '@levee/core/contract';
import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { api } from '../api/client.ts';
import { active } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { useSettings } from '../state/settings.ts';
import { Problem, Waiting } from './notices.tsx';
import { countText, timeText } from './text.ts';
import { ValueText } from './value.tsx';

const PAGE = 500;
/** Rows that the grid holds; beyond them a smaller time range is the better question. */
const MOST = 100_000;
const HEIGHT = 29;

interface GridProps {
  readonly table: TableInfo;
  readonly columns: readonly string[];
}

/** The pages of rows that have been fetched. */
function useRows({ table, columns }: GridProps) {
  const { state, moments } = useNavigation();
  const request = useMemo(
    () => ({
      table: table.name,
      range: moments,
      filters: active(state.filters),
      columns: [...columns],
      limit: PAGE,
    }),
    [table, moments, state.filters, columns],
  );
  const answer = useInfiniteQuery({
    queryKey: ['rows', request],
    queryFn: ({ pageParam, signal }) =>
      api.rows(pageParam === '' ? request : { ...request, after: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (last, pages) => (pages.length * PAGE >= MOST ? undefined : last.next),
  });
  const rows = useMemo(() => answer.data?.pages.flatMap((page) => page.rows) ?? [], [answer.data]);
  return { answer, rows };
}

/** The rows, newest first, as far as one scrolls; only those in sight are drawn. */
export function RowsGrid({ table, columns }: GridProps) {
  const { state, go } = useNavigation();
  const { answer, rows } = useRows({ table, columns });
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = answer;
  useEffect(() => {
    if (last >= rows.length - 50 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (answer.error !== null) return <Problem error={answer.error} retry={() => void answer.refetch()} />;
  if (answer.data === undefined) return <Waiting what="Fetching rows" />;
  const at = rows.findIndex(({ id }) => id === state.event);
  const move = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const next = rows[at + by];
    if (by === 0 || next === undefined) return;
    event.preventDefault();
    virtual.scrollToIndex(at + by);
    go({ event: next.id });
  };
  return (
    <div>
      <div
        ref={scroller}
        className="grid"
        role="grid"
        tabIndex={0}
        aria-label={`Rows of ${table.name}; arrow keys open the next event`}
        aria-rowcount={rows.length}
        onKeyDown={move}
      >
        <Head columns={columns} />
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map(({ index, start }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <Line
                key={row.id}
                row={row}
                columns={columns}
                index={index}
                start={start}
                isOpen={index === at}
                open={() => go({ event: row.id })}
              />
            );
          })}
        </div>
      </div>
      <div className="covers" role="status">
        {countText(rows.length)} rows fetched
        {hasNextPage
          ? ', more as you scroll'
          : rows.length >= MOST
            ? '; the grid holds no more: choose a shorter time'
            : ', that is all'}
        {isFetchingNextPage ? ' · fetching' : ''}
      </div>
    </div>
  );
}

const TIME_WIDTH = 165;
const width = (column: string): number => (/(?:arn|uri|url|agent|rule|resources)/.test(column) ? 300 : 170);

const Head = ({ columns }: { readonly columns: readonly string[] }) => (
  <div className="grid-row grid-head" role="row">
    <div className="grid-cell" role="columnheader" style={{ width: TIME_WIDTH }}>
      time
    </div>
    {columns.map((column) => (
      <div
        key={column}
        className="grid-cell"
        role="columnheader"
        style={{ width: width(column) }}
        title={column}
      >
        {column}
      </div>
    ))}
  </div>
);

interface LineProps {
  readonly row: Row;
  readonly columns: readonly string[];
  readonly index: number;
  readonly start: number;
  readonly isOpen: boolean;
  readonly open: () => void;
}

function Line({ row, columns, index, start, isOpen, open }: LineProps) {
  const { zone } = useSettings();
  return (
    <div
      className={`grid-row${isOpen ? ' selected' : ''}`}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isOpen}
      style={{ position: 'absolute', top: 0, transform: `translateY(${start}px)` }}
    >
      <div className="grid-cell" role="gridcell" style={{ width: TIME_WIDTH }}>
        <button type="button" className="value" title="Open the event" onClick={open}>
          {timeText(row.time, zone)}
        </button>
      </div>
      {columns.map((column, at) => (
        <div key={column} className="grid-cell" role="gridcell" style={{ width: width(column) }}>
          <ValueText field={column} value={row.values[at] ?? null} />
        </div>
      ))}
    </div>
  );
}
