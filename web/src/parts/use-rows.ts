import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { RowsRequest } from '@levee/core/contract';
import { useMemo } from 'react';
import { api } from '../api/client.ts';
import { active } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';

/** The first page is there soon, the next are there before they are reached. */
const FIRST = 200;
const PAGE = 1000;
/** Rows that the grid holds; beyond them a smaller time range is the better question. */
export const MOST_HELD = 100_000;
/** Rows of a question that was left are forgotten soon: they may be many. */
const KEPT_MILLISECONDS = 20_000;

/** The pages of rows that have been fetched, how to fetch more, and the question as text: it changes when the rows do. */
export function useRows(table: string, columns: readonly string[]) {
  const { state, moments } = useNavigation();
  const { filters, order } = state;
  const request = useMemo<RowsRequest>(
    () => ({
      table,
      range: moments,
      filters: active(filters),
      columns: [...columns],
      ...(order === undefined ? {} : { order }),
    }),
    [table, moments, filters, order, columns],
  );
  const answer = useInfiniteQuery({
    queryKey: ['rows', request],
    queryFn: ({ pageParam, signal }) =>
      api.rows(
        pageParam === '' ? { ...request, limit: FIRST } : { ...request, after: pageParam, limit: PAGE },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last, pages) =>
      FIRST + (pages.length - 1) * PAGE >= MOST_HELD ? undefined : last.next,
    placeholderData: keepPreviousData,
    structuralSharing: false,
    gcTime: KEPT_MILLISECONDS,
  });
  const rows = useMemo(() => answer.data?.pages.flatMap((page) => page.rows) ?? [], [answer.data]);
  return { answer, rows, question: JSON.stringify(request) };
}

export type RowsQuery = ReturnType<typeof useRows>['answer'];
