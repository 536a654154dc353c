import Button from '@cloudscape-design/components/button';
import { useEffect, useState } from 'react';
import { useNavigation } from '../state/navigation.tsx';
import { useSettings } from '../state/settings.ts';
import { parseRange, rangeText, shifted, zoomedOut } from '../state/time-range.ts';
import { momentAt, zoneName } from '../state/zones.ts';
import { timeText } from './text.ts';

const QUICK = ['15m', '1h', '4h', '24h', '2d', '7d', '30d', '90d'] as const;
const REFRESH = [
  [0, 'off'],
  [10, '10 s'],
  [60, '1 min'],
  [300, '5 min'],
] as const;

interface TimeControlsProps {
  /** The page has charts that can show the period before as well. */
  readonly hasCharts?: boolean;
}

/** The time range: quick ones, exact ones, one window back or on, twice as long, and refreshing by itself. */
export function TimeControls({ hasCharts = false }: TimeControlsProps) {
  const { state, moments, go, refresh } = useNavigation();
  const { zone } = useSettings();
  const current = rangeText(state.range);
  return (
    <div className="row time-controls" role="group" aria-label="Time range">
      <Button
        iconName="angle-left"
        variant="icon"
        ariaLabel="One window earlier"
        onClick={() => go({ range: shifted(moments, -1) })}
      />
      <select
        className="plain-input"
        aria-label="Range"
        data-range
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
      {hasCharts ? <CompareChoice /> : null}
      <Button iconName="refresh" variant="icon" ariaLabel="Refresh" onClick={refresh} />
      <AutoRefresh />
    </div>
  );
}

function choose(text: string, go: ReturnType<typeof useNavigation>['go']): void {
  const range = parseRange(text);
  if (range !== undefined) go({ range });
}

function AutoRefresh() {
  const { refresh } = useNavigation();
  const [every, setEvery] = useState(0);
  useEffect(() => {
    if (every === 0) return undefined;
    const timer = setInterval(refresh, every * 1000);
    return () => clearInterval(timer);
  }, [every, refresh]);
  return (
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
  );
}

/** Whether charts show the period before, as a dashed line. */
function CompareChoice() {
  const { state, go } = useNavigation();
  return (
    <label className="row check" title="Charts show the period before as a dashed line">
      <input
        type="checkbox"
        checked={state.compare !== undefined}
        onChange={({ target }) => go({ compare: target.checked ? 'before' : undefined })}
      />
      period before
    </label>
  );
}

/** The two moments as text that can be changed. */
function ExactRange() {
  const { moments, go } = useNavigation();
  const { zone } = useSettings();
  const [from, setFrom] = useState(timeText(moments.from, zone));
  const [to, setTo] = useState(timeText(moments.to, zone));
  const iso = (text: string) => {
    const moment = momentAt(text, zone);
    return Number.isNaN(moment) ? '' : new Date(moment).toISOString();
  };
  const range = parseRange(`${iso(from)}..${iso(to)}`);
  return (
    <form
      className="row exact"
      onSubmit={(event) => {
        event.preventDefault();
        if (range !== undefined) go({ range });
      }}
    >
      <input
        className="plain-input"
        aria-label="From"
        size={18}
        value={from}
        onChange={({ target }) => setFrom(target.value)}
      />
      –
      <input
        className="plain-input"
        aria-label="To"
        size={18}
        value={to}
        onChange={({ target }) => setTo(target.value)}
        aria-invalid={range === undefined}
      />
      <span className="soft">{zoneName(zone)}</span>
      <button type="submit" className="visually-hidden">
        Apply range
      </button>
    </form>
  );
}
