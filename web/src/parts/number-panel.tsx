import type { MetricInfo, Panel } from '@levee/core/contract';
import { useSettings } from '../state/settings.ts';
import { amountText } from './amount.ts';
import { Sparkline } from './sparkline.tsx';

type Amount = number | string | null;

interface NumberPanelProps {
  readonly panel: Extract<Panel, { kind: 'number' }>;
  /** What narrows the page to the rows of a number. */
  readonly narrow?: (metric: string) => (() => void) | undefined;
}

/** Numbers, each with its change against the period before and how it went; a click shows only its rows. */
export function NumberPanel({ panel, narrow }: NumberPanelProps) {
  return (
    <div className="tiles">
      {panel.metrics.map((metric, at) => {
        const tile = (
          <>
            <Tile metric={metric} now={panel.amounts[at] ?? null} before={panel.previous?.[at] ?? null} />
            <Sparkline metric={metric} amounts={panel.series[at] ?? []} starts={panel.buckets} />
          </>
        );
        const act = narrow?.(metric.name);
        return act === undefined ? (
          <div key={metric.name} className="tile">
            {tile}
          </div>
        ) : (
          <button
            key={metric.name}
            type="button"
            className="tile"
            title="Show only these in every panel"
            onClick={act}
          >
            {tile}
          </button>
        );
      })}
    </div>
  );
}

interface TileProps {
  readonly metric: MetricInfo;
  readonly now: Amount;
  readonly before: Amount;
}

function Tile({ metric, now, before }: TileProps) {
  const { zone } = useSettings();
  return (
    <>
      <span className="soft">{metric.title}</span>
      <span className="number">{amountText(metric, now, zone)}</span>
      {typeof now === 'number' && typeof before === 'number' ? (
        <span className={changeClass(now, before)} title={`before: ${amountText(metric, before, zone)}`}>
          {changeText(now, before)}
        </span>
      ) : null}
    </>
  );
}

const changeClass = (now: number, before: number): string =>
  before === 0 || now === before ? 'soft' : now > before ? 'change-up' : 'change-down';

/** The change in words: how much more or less, and what it was. */
export function changeText(now: number, before: number): string {
  if (before === 0) return now === 0 ? 'as before' : 'none before';
  const change = now / before - 1;
  if (Math.abs(change) < 0.005) return 'as before';
  if (change >= 9) return `${Math.round(change + 1)} times as much`;
  return `${change > 0 ? '▲' : '▼'} ${Math.abs(Math.round(change * 100))} %`;
}
