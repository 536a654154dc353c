import { lazy, Suspense, useMemo } from 'react';
import { Waiting } from './notices.tsx';
import type { ResultDrawing } from './result-chart.ts';
import { countText } from './text.ts';
import { seriesColour, useColours, type Colours } from './theme.ts';

const Chart = lazy(async () => ({ default: (await import('./chart.tsx')).Chart }));

/** The numbers of a result drawn along its names or times; the rows below it are the same as a table. */
export function ResultChart({ drawn }: { readonly drawn: ResultDrawing }) {
  const colours = useColours();
  const option = useMemo(() => optionOf(drawn, colours), [drawn, colours]);
  return (
    <section className="panel" aria-label="Chart of the result">
      <Suspense fallback={<Waiting what="Drawing" />}>
        <Chart option={option} summary={summaryOf(drawn)} height={260} />
      </Suspense>
      {drawn.isCut ? (
        <div className="limit">drawn: the first {drawn.labels.length} rows and six columns of numbers</div>
      ) : null}
    </section>
  );
}

/** The chart in words. */
const summaryOf = ({ along, labels, series }: ResultDrawing): string =>
  `Result by ${along}, ${countText(labels.length)} points: ${series
    .map(({ name, values }) => {
      const most = Math.max(...values.map((value) => value ?? -Infinity));
      return `${name}, most ${countText(most)} at ${labels[values.indexOf(most)] ?? ''}`;
    })
    .join('; ')}`;

function optionOf({ labels, series, kind }: ResultDrawing, colours: Colours): Record<string, unknown> {
  const axis = { axisLabel: { color: colours.soft }, axisLine: { lineStyle: { color: colours.line } } };
  return {
    animation: false,
    grid: { left: 8, right: 12, top: 30, bottom: 4, containLabel: true },
    tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
    legend: { type: 'scroll', top: 0, textStyle: { color: colours.ink } },
    xAxis: { type: 'category', data: labels, ...axis },
    yAxis: { type: 'value', ...axis, splitLine: { lineStyle: { color: colours.line } } },
    series: series.map(({ name, values }, at) => ({
      name,
      type: kind,
      data: values,
      showSymbol: false,
      itemStyle: { color: seriesColour(null, at) },
    })),
  };
}
