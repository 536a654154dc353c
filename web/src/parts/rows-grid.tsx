import { useVirtualizer } from '@tanstack/react-virtual';
import type { TableInfo } from '@levee/core/contract';
import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { useNavigation } from '../state/navigation.tsx';
import { GridHead, useWidths } from './grid-head.tsx';
import { GridLine } from './grid-line.tsx';
import { Asking } from './asking.tsx';
import { Limits } from './covers.tsx';
import { countText } from './text.ts';
import { MOST_HELD, useRows, type RowsQuery } from './use-rows.ts';

/** Pixels. */
const HEIGHT = 29;
/** Rows from the end at which more are fetched. */
const AHEAD = 150;

interface GridProps {
  readonly table: TableInfo;
  readonly columns: readonly string[];
}

/** The rows as far as one scrolls; only those in sight are drawn. */
export function RowsGrid({ table, columns }: GridProps) {
  const { state, go } = useNavigation();
  const { answer, rows, question } = useRows(table.name, columns);
  const widthOf = useWidths(table.name);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const { isPlaceholderData } = answer;
  useMore(answer, rows.length, items.at(-1)?.index ?? 0);
  const at = useMemo(() => rows.findIndex(({ id }) => id === state.event), [rows, state.event]);
  const begin = useRef({ at, virtual });
  useEffect(() => {
    begin.current = { at, virtual };
  });
  useEffect(() => {
    // An event that is open stays in sight when the question around it changes.
    if (begin.current.at >= 0) begin.current.virtual.scrollToIndex(begin.current.at, { align: 'center' });
    else scroller.current?.scrollTo({ top: 0 });
  }, [question, isPlaceholderData]);
  if (answer.data === undefined || answer.error !== null)
    return <Asking what="Fetching rows" query={answer} />;
  const move = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && state.event !== undefined) return go({ event: undefined });
    const to = targetOf(event.key, at, rows.length);
    const next = to === undefined ? undefined : rows[to];
    if (to === undefined || next === undefined) return;
    event.preventDefault();
    virtual.scrollToIndex(to);
    go({ event: next.id });
  };
  return (
    <div className="rows" aria-busy={isPlaceholderData}>
      {isPlaceholderData ? <Asking what="Fetching rows" query={answer} /> : null}
      <div
        ref={scroller}
        className="grid"
        role="grid"
        tabIndex={0}
        aria-label={`Rows of ${table.name}; arrow keys open the next event`}
        aria-rowcount={rows.length}
        onKeyDown={move}
      >
        <GridHead table={table} columns={columns} />
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map(({ index, start }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <GridLine
                key={`${index} ${row.id}`}
                row={row}
                columns={columns}
                widthOf={widthOf}
                index={index}
                start={start}
                isOpen={index === at}
                open={() => go({ event: row.id })}
              />
            );
          })}
        </div>
      </div>
      <Fetched answer={answer} count={rows.length} />
    </div>
  );
}

/** Fetches more when the last rows come into sight. */
function useMore(answer: RowsQuery, count: number, last: number): void {
  const { hasNextPage, isFetchingNextPage, isPlaceholderData, fetchNextPage } = answer;
  useEffect(() => {
    const isNear = last >= count - AHEAD;
    if (isNear && hasNextPage && !isFetchingNextPage && !isPlaceholderData) void fetchNextPage();
  }, [last, count, hasNextPage, isFetchingNextPage, isPlaceholderData, fetchNextPage]);
}

interface FetchedProps {
  readonly answer: RowsQuery;
  readonly count: number;
}

/** How many rows are here, and whether there are more. */
function Fetched({ answer, count }: FetchedProps) {
  const { hasNextPage, isFetchingNextPage, data } = answer;
  const whole = count >= MOST_HELD ? '; the grid holds no more: choose a shorter time' : ', that is all';
  return (
    <div className="covers" role="status">
      {countText(count)} rows fetched
      {hasNextPage ? ', more as you scroll' : whole}
      {isFetchingNextPage ? ' · fetching' : ''}
      <Limits limits={data?.pages.at(-1)?.covers.limits ?? []} />
    </div>
  );
}

/** The row that a key goes to. */
function targetOf(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return at + 1;
    case 'ArrowUp':
    case 'k':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
