import Button from '@cloudscape-design/components/button';
import { useEffect, useState } from 'react';
import { useNavigation } from '../state/navigation.tsx';
import { useSettings } from '../state/settings.ts';
import { parseRange, rangeText, shifted, zoomedOut } from '../state/time-range.ts';
import { timeText } from './text.ts';

const QUICK = ['15m', '1h', '4h', '24h', '2d', '7d', '30d', '90d'] as const;
const REFRESH = [
  [0, 'off'],
  [10, '10 s'],
  [60, '1 min'],
  [300, '5 min'],
] as const;

/** The time range: quick ones, exact ones, one window back or on, twice as long, and refreshing by itself. */
export function TimeControls() {
  const { state, moments, go, refresh } = useNavigation();
  const { zone } = useSettings();
  const [every, setEvery] = useState(0);
  useEffect(() => {
    if (every === 0) return undefined;
    const timer = setInterval(refresh, every * 1000);
    return () => clearInterval(timer);
  }, [every, refresh]);
  const current = rangeText(state.range);
  return (
    <div className="row" role="group" aria-label="Time range">
      <Button
        iconName="angle-left"
        variant="icon"
        ariaLabel="One window earlier"
        onClick={() => go({ range: shifted(moments, -1) })}
      />
      <select
        className="plain-input"
        aria-label="Range"
        value={state.range.kind === 'relative' ? current : 'exact'}
        onChange={({ target }) => choose(target.value, go)}
      >
        {state.range.kind === 'absolute' ? <option value="exact">exact</option> : null}
        {[...new Set([...QUICK, ...(state.range.kind === 'relative' ? [current] : [])])].map((each) => (
          <option key={each} value={each}>
            last {each}
          </option>
        ))}
      </select>
      <Button
        iconName="angle-right"
        variant="icon"
        ariaLabel="One window later"
        onClick={() => go({ range: shifted(moments, 1) })}
      />
      <Button
        iconName="zoom-out"
        variant="icon"
        ariaLabel="Twice as long"
        onClick={() => go({ range: zoomedOut(moments) })}
      />
      <ExactRange key={`${moments.from}${moments.to}${zone}`} />
      <Button iconName="refresh" variant="icon" ariaLabel="Refresh" onClick={refresh} />
      <select
        className="plain-input"
        aria-label="Refresh by itself"
        value={every}
        onChange={({ target }) => setEvery(Number(target.value))}
      >
        {REFRESH.map(([seconds, label]) => (
          <option key={seconds} value={seconds}>
            auto {label}
          </option>
        ))}
      </select>
    </div>
  );
}

function choose(text: string, go: ReturnType<typeof useNavigation>['go']): void {
  const range = parseRange(text);
  if (range !== undefined) go({ range });
}

/** The two moments as text that can be changed. */
function ExactRange() {
  const { moments, go } = useNavigation();
  const { zone } = useSettings();
  const [from, setFrom] = useState(timeText(moments.from, zone));
  const [to, setTo] = useState(timeText(moments.to, zone));
  const iso = (text: string) => `${text.trim().replace(' ', 'T')}${zone === 'UTC' ? 'Z' : ''}`;
  const range = parseRange(`${iso(from)}..${iso(to)}`);
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        if (range !== undefined) go({ range });
      }}
    >
      <input
        className="plain-input"
        aria-label="From"
        size={19}
        value={from}
        onChange={({ target }) => setFrom(target.value)}
      />
      –
      <input
        className="plain-input"
        aria-label="To"
        size={19}
        value={to}
        onChange={({ target }) => setTo(target.value)}
        aria-invalid={range === undefined}
      />
      <span className="soft">{zone === 'UTC' ? 'UTC' : 'local time'}</span>
      <button type="submit" className="visually-hidden">
        Apply range
      </button>
    </form>
  );
}
