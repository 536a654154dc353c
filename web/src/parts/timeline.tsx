import { lazy, Suspense, useCallback, useMemo } from 'react';
import { brushed } from '../state/time-range.ts';
import { valueFilter, withFilter } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { useSettings } from '../state/settings.ts';
import { Waiting } from './notices.tsx';
import { seriesName } from './series-name.ts';
import { countText, spanText, timeText } from './text.ts';
import { seriesColour, useColours, type Colours } from './theme.ts';

const Chart = lazy(async () => ({ default: (await import('./chart.tsx')).Chart }));

/** Counts over time, as the server gives them. */
export interface TimelineData {
  readonly bucketSeconds: number;
  readonly buckets: readonly string[];
  readonly series: readonly {
    readonly name: string | null;
    readonly counts: readonly number[];
    readonly total: number;
  }[];
  readonly other: readonly number[] | null;
}

interface TimelineProps {
  readonly data: TimelineData;
  /** What is counted. */
  readonly title: string;
  readonly kind: 'bars' | 'lines';
  readonly height?: number;
  /** Field whose values the series are: a click filters by one. */
  readonly split?: string | null | undefined;
}

/** Counts over time as stacked bars or lines; drawing over a part zooms into it. */
export function Timeline({ data, title, kind, height, split = null }: TimelineProps) {
  const { state, go } = useNavigation();
  const { zone } = useSettings();
  const colours = useColours();
  const option = useMemo(
    () => optionOf({ data, kind, colours, zone, isSplit: split !== null }),
    [data, kind, colours, zone, split],
  );
  const onBrush = useCallback(
    (at: readonly [number, number]) => {
      const range = brushed(data.buckets, data.bucketSeconds, at);
      if (range !== undefined) go({ range });
    },
    [data, go],
  );
  const onClick = useCallback(
    ({ series, isExclude }: { series: number; isExclude: boolean }) => {
      const name = data.series[series]?.name;
      if (split !== null && name !== undefined)
        go({ filters: withFilter(state.filters, valueFilter(split, name, isExclude)) });
    },
    [data, split, state.filters, go],
  );
  return (
    <Suspense fallback={<Waiting what="Drawing" />}>
      <Chart
        option={option}
        summary={summaryOf(title, { data, zone, isSplit: split !== null })}
        onBrush={onBrush}
        {...(split === null ? {} : { onClick })}
        {...(height === undefined ? {} : { height })}
      />
      <div className="covers">one bar is {spanText(data.bucketSeconds)} · draw over the chart to zoom in</div>
    </Suspense>
  );
}

/** The chart in words: sums, and the highest bucket. */
export function summaryOf(title: string, { data, zone, isSplit }: Omit<Drawing, 'kind' | 'colours'>): string {
  const other = data.other ?? [];
  const totals = data.buckets.map((_bucket, at) =>
    data.series.reduce((sum, { counts }) => sum + (counts[at] ?? 0), other[at] ?? 0),
  );
  const most = Math.max(0, ...totals);
  const peak = data.buckets[totals.indexOf(most)];
  const rest = other.reduce((sum, count) => sum + count, 0);
  const parts = [
    ...data.series.map(({ name, total }) => `${seriesName(name, isSplit)} ${countText(total)}`),
    ...(rest === 0 ? [] : [`all others ${countText(rest)}`]),
  ].join(', ');
  const top =
    peak === undefined || most === 0 ? 'nothing' : `most at ${timeText(peak, zone)} with ${countText(most)}`;
  return `${title} over time: ${parts}; ${top}`;
}

interface Drawing {
  readonly data: TimelineData;
  readonly kind: 'bars' | 'lines';
  readonly colours: Colours;
  readonly zone: 'UTC' | 'local';
  readonly isSplit: boolean;
}

function optionOf({ data, kind, colours, zone, isSplit }: Drawing): Record<string, unknown> {
  const named = data.series.map(({ name, counts }, at) => ({
    name: seriesName(name, isSplit),
    counts,
    color: seriesColour(name, at),
  }));
  const others = data.other?.some((count) => count > 0)
    ? [{ name: 'all others', counts: data.other, color: colours.soft }]
    : [];
  const all = [...named, ...others];
  const drawn = all.map(({ name, counts, color }) => ({
    name,
    type: kind === 'bars' ? 'bar' : 'line',
    stack: kind === 'bars' ? 'all' : undefined,
    data: counts,
    showSymbol: false,
    barCategoryGap: '8%',
    itemStyle: { color },
    lineStyle: { color, width: 1.5 },
  }));
  const axis = { axisLabel: { color: colours.soft }, axisLine: { lineStyle: { color: colours.line } } };
  return {
    animation: false,
    grid: { left: 56, right: 12, top: all.length > 1 ? 34 : 12, bottom: 24 },
    tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
    ...(all.length > 1 ? { legend: { type: 'scroll', top: 0, textStyle: { color: colours.ink } } } : {}),
    brush: { toolbox: [], xAxisIndex: 0, brushStyle: { color: 'rgba(11, 92, 173, 0.2)' } },
    xAxis: {
      type: 'category',
      data: data.buckets.map((bucket) => timeText(bucket, zone).slice(5, data.bucketSeconds < 60 ? 19 : 16)),
      ...axis,
    },
    yAxis: { type: 'value', minInterval: 1, ...axis, splitLine: { lineStyle: { color: colours.line } } },
    series: drawn,
  };
}
