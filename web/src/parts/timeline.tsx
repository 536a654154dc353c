import { lazy, Suspense, useCallback, useMemo } from 'react';
import { brushed } from '../state/time-range.ts';
import { useNavigation } from '../state/navigation.tsx';
import { useSettings } from '../state/settings.ts';
import { Waiting } from './notices.tsx';
import { countText, shown, spanText, timeText } from './text.ts';
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
  /** A series was clicked: its value, and whether it is to be left out. */
  readonly onSeries?: (name: string | null, isExclude: boolean) => void;
}

const seriesName = (name: string | null): string =>
  name === null ? 'all' : name === '' ? '(none)' : shown(name.slice(0, 80));

/** Counts over time as stacked bars or lines; drawing over a part zooms into it. */
export function Timeline({ data, title, kind, height, onSeries }: TimelineProps) {
  const { go } = useNavigation();
  const { zone } = useSettings();
  const colours = useColours();
  const option = useMemo(() => optionOf({ data, kind, colours, zone }), [data, kind, colours, zone]);
  const onBrush = useCallback(
    (at: readonly [number, number]) => {
      const range = brushed(data.buckets, data.bucketSeconds, at);
      if (range !== undefined) go({ range });
    },
    [data, go],
  );
  const onClick = useCallback(
    ({ series, isExclude }: { series: string; isExclude: boolean }) => {
      const found = data.series.find(({ name }) => seriesName(name) === series);
      if (found !== undefined) onSeries?.(found.name, isExclude);
    },
    [data, onSeries],
  );
  return (
    <Suspense fallback={<Waiting what="Drawing" />}>
      <Chart
        option={option}
        summary={summaryOf(title, data, zone)}
        onBrush={onBrush}
        {...(onSeries === undefined ? {} : { onClick })}
        {...(height === undefined ? {} : { height })}
      />
      <div className="covers">one bar is {spanText(data.bucketSeconds)} · draw over the chart to zoom in</div>
    </Suspense>
  );
}

/** The chart in words: sums, and the highest bucket. */
export function summaryOf(title: string, data: TimelineData, zone: 'UTC' | 'local'): string {
  const totals = data.buckets.map((_bucket, at) =>
    data.series.reduce((sum, { counts }) => sum + (counts[at] ?? 0), 0),
  );
  const most = Math.max(0, ...totals);
  const peak = data.buckets[totals.indexOf(most)];
  const parts = data.series.map(({ name, total }) => `${seriesName(name)} ${countText(total)}`).join(', ');
  const top =
    peak === undefined || most === 0 ? 'nothing' : `most at ${timeText(peak, zone)} with ${countText(most)}`;
  return `${title} over time: ${parts}; ${top}`;
}

interface Drawing {
  readonly data: TimelineData;
  readonly kind: 'bars' | 'lines';
  readonly colours: Colours;
  readonly zone: 'UTC' | 'local';
}

function optionOf({ data, kind, colours, zone }: Drawing): Record<string, unknown> {
  const others = data.other?.some((count) => count > 0)
    ? [{ name: 'other', counts: data.other, total: 0 }]
    : [];
  const all = [...data.series, ...others];
  const drawn = all.map(({ name, counts }, at) => ({
    name: seriesName(name),
    type: kind === 'bars' ? 'bar' : 'line',
    stack: kind === 'bars' ? 'all' : undefined,
    data: counts,
    showSymbol: false,
    barCategoryGap: '8%',
    itemStyle: { color: name === 'other' ? colours.soft : seriesColour(name, at) },
    lineStyle: { color: name === 'other' ? colours.soft : seriesColour(name, at), width: 1.5 },
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
