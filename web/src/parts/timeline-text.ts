import { amountText } from './amount.ts';
import type { ChartCursor } from './chart-keys.ts';
import { seriesName } from './series-name.ts';
import { timeText } from './text.ts';
import { totalsOf, type Drawing } from './timeline-option.ts';

type Told = Pick<Drawing, 'data' | 'zone' | 'isSplit' | 'metric'>;

/** The chart in words: sums, and the highest bucket. */
export function summaryOf(title: string, { data, zone, isSplit, metric }: Told): string {
  const totals = totalsOf(data);
  const most = Math.max(0, ...totals);
  const peak = data.buckets[totals.indexOf(most)];
  const top =
    peak === undefined || most === 0
      ? 'nothing'
      : `most at ${timeText(peak, zone)} with ${amountText(metric, most)}`;
  // Times and shares do not add up.
  const isSum = metric.unit === 'count' || metric.unit === 'bytes';
  if (!isSum) return `${title} over time: ${top}`;
  const rest = (data.other ?? []).reduce((sum, count) => sum + count, 0);
  const parts = [
    ...data.series.map(({ name, total }) => `${seriesName(name, isSplit)} ${amountText(metric, total)}`),
    ...(rest === 0 ? [] : [`all others ${amountText(metric, rest)}`]),
  ].join(', ');
  return `${title} over time: ${parts}; ${top}`;
}

/** What the keyboard has chosen, and what the keys would do with it. */
export function cursorText({ buckets: [from, to], series }: ChartCursor, told: Told): string {
  const { data, zone, isSplit, metric } = told;
  const sum = (counts: readonly number[]) =>
    counts.slice(from, to + 1).reduce((total, count) => total + count, 0);
  const time = (at: number) => timeText(data.buckets[at] ?? '', zone);
  const parts = data.series
    .map(({ name, counts }) => ({ name: seriesName(name, isSplit), count: sum(counts) }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${name} ${amountText(metric, count)}`);
  const others = data.other === null ? 0 : sum(data.other);
  const all = [...parts, ...(others === 0 ? [] : [`all others ${amountText(metric, others)}`])];
  const chosen = data.series[series];
  const filters =
    isSplit && chosen !== undefined
      ? ` · f filters for ${seriesName(chosen.name, true)}, x excludes it, up and down choose another`
      : '';
  const when = from === to ? time(from) : `${time(from)} to ${time(to)}`;
  return `${when}: ${all.length === 0 ? 'nothing' : all.join(', ')} · Enter zooms in${filters}`;
}
