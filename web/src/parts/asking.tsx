import type { UseQueryResult } from '@tanstack/react-query';
import { Empty, Problem, Waiting } from './notices.tsx';

interface AskingProps {
  readonly what: string;
  readonly query: Pick<UseQueryResult, 'fetchStatus' | 'refetch' | 'isPlaceholderData' | 'data' | 'error'>;
}

/**
 * Why an answer is not on show, or not the answer to this question: it is on its way, was stopped, or failed. Nothing where
 * all is well; how long it takes, and the way to stop it, are at the top of the page.
 */
export function Asking({ what, query }: AskingProps) {
  const { fetchStatus, refetch, isPlaceholderData, data, error } = query;
  const again = () => void refetch();
  if (error !== null) return <Problem error={error} retry={again} />;
  const isOther = data === undefined || isPlaceholderData;
  if (fetchStatus === 'idle' && isOther)
    return (
      <Empty title={data === undefined ? 'Stopped' : 'Stopped: what is shown answers the question before'}>
        <button type="button" className="small" onClick={again}>
          Ask again
        </button>
      </Empty>
    );
  return data === undefined ? <Waiting what={what} /> : null;
}
