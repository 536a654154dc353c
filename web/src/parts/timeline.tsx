import type { MetricInfo } from '@levee/core/contract';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { brushed, zoomedOut } from '../state/time-range.ts';
import { valueFilter, withFilter } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { useSettings } from '../state/settings.ts';
import { zoneName } from '../state/zones.ts';
import { useChartKeys } from './chart-keys.ts';
import { Legend } from './legend.tsx';
import { Waiting } from './notices.tsx';
import { linesOf, optionOf, ROWS, type TimelineData } from './timeline-option.ts';
import { cursorText, summaryOf } from './timeline-text.ts';
import { spanText } from './text.ts';
import { useColours } from './theme.ts';

const Chart = lazy(async () => ({ default: (await import('./chart.tsx')).Chart }));

interface TimelineProps {
  readonly data: TimelineData;
  /** The same of the period before: a dashed line. */
  readonly before?: TimelineData | undefined;
  /** What is counted. */
  readonly title: string;
  readonly kind: 'bars' | 'lines';
  readonly metric?: MetricInfo;
  readonly height?: number;
  /** Field whose values the series are: a click filters by one. */
  readonly split?: string | null | undefined;
}

/** Counts over time as stacked bars or lines; drawing over a part zooms into it, a double click out of it. */
export function Timeline({ data, before, title, kind, metric = ROWS, height, split = null }: TimelineProps) {
  const { zone } = useSettings();
  const colours = useColours();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const isSplit = split !== null;
  const option = useMemo(
    () => optionOf({ data, before, kind, colours, zone, isSplit, metric, hidden }),
    [data, before, kind, colours, zone, isSplit, metric, hidden],
  );
  const { zoom, zoomOut, filter, click } = useDeeds(data, split);
  const { cursor, ...keys } = useChartKeys({
    buckets: data.buckets.length,
    series: data.series.length,
    zoom,
    ...(isSplit ? { filter } : {}),
  });
  const lines = linesOf({ data, isSplit, colours });
  const toggle = (key: string) =>
    setHidden(new Set(hidden.has(key) ? [...hidden].filter((each) => each !== key) : [...hidden, key]));
  return (
    <Suspense fallback={<Waiting what="Drawing" />}>
      {lines.length > 1 || isSplit ? (
        <Legend lines={lines} data={data} split={split} hidden={hidden} toggle={toggle} />
      ) : null}
      <div
        className="chart"
        role="application"
        aria-roledescription="chart"
        aria-label={`${title}: arrow keys go through it, Enter zooms`}
        tabIndex={0}
        {...keys}
      >
        <Chart
          option={option}
          summary={summaryOf(title, { data, zone, isSplit, metric })}
          cursor={cursor?.buckets}
          onBrush={zoom}
          onClick={click}
          onDoubleClick={zoomOut}
          {...(height === undefined ? {} : { height })}
        />
      </div>
      <div className="covers" role="status">
        {cursor === undefined
          ? `one ${kind === 'bars' ? 'bar' : 'point'} is ${spanText(data.bucketSeconds)}, ${zoneName(zone)} · draw over the chart to zoom in, double-click to zoom out`
          : cursorText(cursor, { data, zone, isSplit, metric })}
      </div>
    </Suspense>
  );
}

/** What can be done with a chart's buckets and series. */
function useDeeds(data: TimelineData, split: string | null) {
  const { state, moments, go } = useNavigation();
  const zoom = useCallback(
    (at: readonly [number, number]) => {
      const range = brushed(data.buckets, data.bucketSeconds, at);
      if (range !== undefined) go({ range });
    },
    [data, go],
  );
  const zoomOut = useCallback(() => go({ range: zoomedOut(moments) }), [moments, go]);
  const filter = useCallback(
    (series: number, isExclude: boolean) => {
      const name = data.series[series]?.name;
      if (split !== null && name !== undefined)
        go({ filters: withFilter(state.filters, valueFilter(split, name, isExclude)) });
    },
    [data, split, state.filters, go],
  );
  const click = useCallback(
    ({ series, bucket, isExclude }: { series: number; bucket: number; isExclude: boolean }) =>
      split === null ? zoom([bucket, bucket]) : filter(series, isExclude),
    [split, zoom, filter],
  );
  return { zoom, zoomOut, filter, click };
}
