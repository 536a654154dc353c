import Spinner from '@cloudscape-design/components/spinner';
import { useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Empty } from './notices.tsx';

interface AskingProps {
  /** The first part of the question's key. */
  readonly name: string;
  readonly what: string;
  readonly query: Pick<UseQueryResult, 'fetchStatus' | 'refetch'>;
}

/** A question on its way: how long it has taken, and a way to stop it; stopped, a way to ask again. */
export function Asking({ name, what, query }: AskingProps) {
  const client = useQueryClient();
  const seconds = useSeconds();
  if (query.fetchStatus === 'idle')
    return (
      <Empty title="Stopped">
        <button type="button" className="small" onClick={() => void query.refetch()}>
          Ask again
        </button>
      </Empty>
    );
  return (
    <div className="row">
      <Spinner /> <span role="status">{what}</span>
      {seconds < 1 ? null : (
        <>
          <span className="soft">{seconds} s</span>
          <button
            type="button"
            className="small"
            onClick={() => void client.cancelQueries({ queryKey: [name] })}
          >
            Stop
          </button>
        </>
      )}
    </div>
  );
}

/** Whole seconds since it is shown. */
function useSeconds(): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return seconds;
}
