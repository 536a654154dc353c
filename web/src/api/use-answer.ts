import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';

/** An answer of the server; the one before stays on show while the next is on its way, and a question nobody waits for is cancelled. */
export function useAnswer<Request, Answer>(
  name: string,
  ask: (request: Request, signal?: AbortSignal) => Promise<Answer>,
  request: Request | undefined,
): UseQueryResult<Answer> {
  return useQuery({
    queryKey: [name, request],
    queryFn: ({ signal }) => ask(request as Request, signal),
    enabled: request !== undefined,
    placeholderData: keepPreviousData,
  });
}

/** An answer that rests on more than the lake: asked for anew each time it is opened, and never shown for another question. */
export const useFresh = <Request, Answer>(
  name: string,
  ask: (request: Request, signal?: AbortSignal) => Promise<Answer>,
  request: Request,
): UseQueryResult<Answer> =>
  useQuery({
    queryKey: [name, request],
    queryFn: ({ signal }) => ask(request, signal),
    gcTime: 0,
    staleTime: 0,
    refetchOnWindowFocus: false,
  });

/** An answer to a question without parameters. */
export const useList = <Answer>(
  name: string,
  ask: (signal?: AbortSignal) => Promise<Answer>,
): UseQueryResult<Answer> => useQuery({ queryKey: [name], queryFn: ({ signal }) => ask(signal) });
