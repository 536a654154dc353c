import type { MetricInfo, Panel } from '@levee/core/contract';
import { amountText } from './amount.ts';

/** Numbers, each with its change against the period before. */
export function NumberPanel({ panel }: { readonly panel: Extract<Panel, { kind: 'number' }> }) {
  return (
    <div className="row" style={{ gap: 28 }}>
      {panel.metrics.map((metric, at) => (
        <div key={metric.name}>
          <div className="soft">{metric.title}</div>
          <div className="number">{amountText(metric, panel.amounts[at] ?? null)}</div>
          <Change metric={metric} now={panel.amounts[at] ?? null} before={panel.previous?.[at] ?? null} />
        </div>
      ))}
    </div>
  );
}

interface ChangeProps {
  readonly metric: MetricInfo;
  readonly now: number | string | null;
  readonly before: number | string | null;
}

/** The change in words: how much more or less, and what it was. */
export function changeText(now: number, before: number): string {
  if (before === 0) return now === 0 ? 'as before' : 'none before';
  const change = now / before - 1;
  if (Math.abs(change) < 0.005) return 'as before';
  if (change >= 9) return `${Math.round(change + 1)} times as much`;
  return `${change > 0 ? '▲' : '▼'} ${Math.abs(Math.round(change * 100))} %`;
}

function Change({ metric, now, before }: ChangeProps) {
  if (typeof now !== 'number' || typeof before !== 'number') return null;
  return (
    <div
      className={now > before ? 'change-up' : 'change-down'}
      title={`before: ${amountText(metric, before)}`}
    >
      {changeText(now, before)}
    </div>
  );
}
