import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useRunning } from '../api/running.ts';

/** Questions that take longer are shown, with a way to stop them. */
const SHOWN_AFTER_MILLISECONDS = 700;
const STEP_MILLISECONDS = 250;

/** How long the server has been asked, how far it is, and a button that stops it. */
export function Progress() {
  const client = useQueryClient();
  const running = useRunning();
  const since = Math.min(...running.map((each) => each.since));
  const now = useNow(running.length > 0);
  const milliseconds = Math.max(0, now - since);
  if (running.length === 0) return null;
  if (milliseconds < SHOWN_AFTER_MILLISECONDS) return <span hidden data-waiting />;
  const known = running.flatMap(({ share }) => share ?? []);
  const share = known.length === 0 ? undefined : known.reduce((sum, each) => sum + each, 0) / running.length;
  return (
    <div className="progress row" data-waiting>
      <progress aria-label="Answered" {...(share === undefined ? {} : { value: share })} />
      <span role="status">{running.length === 1 ? 'Asking' : `Asking ${running.length} questions`}</span>
      <span className="soft">
        {Math.floor(milliseconds / 1000)} s{share === undefined ? '' : ` · ${Math.round(share * 100)} %`}
      </span>
      <button type="button" className="small" onClick={() => void client.cancelQueries()}>
        Stop
      </button>
    </div>
  );
}

/** The time, while somebody waits. */
function useNow(isWaiting: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setInterval(() => setNow(Date.now()), STEP_MILLISECONDS);
    return () => clearInterval(timer);
  }, [isWaiting]);
  return now;
}
