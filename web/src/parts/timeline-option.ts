import type { MetricInfo } from '@levee/core/contract';
import type { Zone } from '../state/zones.ts';
import { amountText } from './amount.ts';
import { seriesName } from './series-name.ts';
import { timeText } from './text.ts';
import { seriesColour, type Colours } from './theme.ts';

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

export const ROWS: MetricInfo = { name: 'rows', title: 'Rows', unit: 'count' };

/** What a chart is drawn of. */
export interface Drawing {
  readonly data: TimelineData;
  /** The period before, bucket by bucket. */
  readonly before: TimelineData | undefined;
  readonly kind: 'bars' | 'lines';
  readonly colours: Colours;
  readonly zone: Zone;
  readonly isSplit: boolean;
  readonly metric: MetricInfo;
  /** Keys of series that are not drawn. */
  readonly hidden: ReadonlySet<string>;
}

/** A series as the legend names it; `at` is its place among the server's, absent for the others together. */
export interface Line {
  readonly key: string;
  readonly name: string;
  readonly counts: readonly number[];
  readonly colour: string;
  readonly at?: number;
}

/** Grey, readable on both themes. */
const NO_VALUE = '#8a93a0';

/** The series of a chart, and the others together. */
export function linesOf({ data, isSplit, colours }: Pick<Drawing, 'data' | 'isSplit' | 'colours'>): Line[] {
  const named = data.series.map(({ name, counts }, at) => ({
    key: JSON.stringify(name),
    name: seriesName(name, isSplit),
    counts,
    colour: isSplit && name === null ? NO_VALUE : seriesColour(name, at),
    at,
  }));
  const hasOthers = data.other?.some((count) => count > 0) === true;
  if (!hasOthers || data.other === null) return named;
  return [...named, { key: 'others', name: 'all others', counts: data.other, colour: colours.soft }];
}

/** All series of a bucket together. */
export const totalsOf = ({ buckets, series, other }: TimelineData): number[] =>
  buckets.map((_bucket, at) => series.reduce((sum, { counts }) => sum + (counts[at] ?? 0), other?.[at] ?? 0));

/** The option of ECharts that draws it. Tooltips are drawn, not HTML: names of series come from logs. */
export function optionOf(drawing: Drawing): Record<string, unknown> {
  const { data, colours, zone, metric } = drawing;
  const axis = { axisLabel: { color: colours.soft }, axisLine: { lineStyle: { color: colours.line } } };
  const amount = (value: number) => amountText(metric, value);
  return {
    animation: false,
    grid: { left: 8, right: 12, top: 12, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      order: 'valueDesc',
      valueFormatter: amount,
    },
    brush: { toolbox: [], xAxisIndex: 0, brushStyle: { color: 'rgba(11, 92, 173, 0.2)' } },
    xAxis: {
      type: 'category',
      data: data.buckets.map((bucket) => timeText(bucket, zone).slice(5, data.bucketSeconds < 60 ? 19 : 16)),
      ...axis,
      axisLabel: { ...axis.axisLabel, hideOverlap: true, alignMinLabel: 'left', alignMaxLabel: 'right' },
    },
    yAxis: {
      type: 'value',
      ...(metric.unit === 'count' ? { minInterval: 1 } : {}),
      ...axis,
      axisLabel: { color: colours.soft, formatter: amount },
      splitLine: { lineStyle: { color: colours.line } },
    },
    series: [...linesOf(drawing).map((line) => seriesOf(line, drawing)), ...ghostsOf(drawing)],
  };
}

function seriesOf({ key, name, counts, colour }: Line, { kind, hidden }: Drawing) {
  return {
    name,
    type: kind === 'bars' ? 'bar' : 'line',
    stack: kind === 'bars' ? 'all' : undefined,
    // A hidden one keeps its place, so that a click still tells which series it is.
    data: hidden.has(key) ? [] : counts,
    showSymbol: false,
    barCategoryGap: '8%',
    itemStyle: { color: colour },
    lineStyle: { color: colour, width: 1.5 },
  };
}

/** The period before, dashed: of bars their sum, of lines each that there was too. */
function ghostsOf(drawing: Drawing) {
  const { before, kind, hidden } = drawing;
  if (before === undefined) return [];
  const ghost = (name: string, counts: readonly number[], color: string) => ({
    name,
    type: 'line',
    data: drawing.data.buckets.map((_bucket, at) => counts[at] ?? 0),
    showSymbol: false,
    silent: true,
    itemStyle: { color },
    lineStyle: { color, width: 1.5, type: 'dashed' },
  });
  if (kind === 'bars') return [ghost('period before', totalsOf(before), drawing.colours.ink)];
  const earlier = new Map(before.series.map(({ name, counts }) => [JSON.stringify(name), counts]));
  return linesOf(drawing).flatMap(({ key, name, colour }) => {
    const counts = earlier.get(key);
    return counts === undefined || hidden.has(key) ? [] : [ghost(`${name}, before`, counts, colour)];
  });
}
