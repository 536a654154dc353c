import { BarChart, LineChart } from 'echarts/charts';
import { BrushComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import {
  getInstanceByDom,
  init,
  use as register,
  type EChartsCoreOption,
  type EChartsType,
} from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { saveFile } from './save-file.ts';

register([
  BarChart,
  LineChart,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  BrushComponent,
  CanvasRenderer,
]);

export interface ChartEvents {
  /** First and last bucket of what was drawn over. */
  readonly onBrush?: ((at: readonly [number, number]) => void) | undefined;
  readonly onClick?: ((at: { series: number; isExclude: boolean }) => void) | undefined;
}

interface ChartProps extends ChartEvents {
  readonly option: EChartsCoreOption;
  /** What it shows, in words: for those who do not see it. */
  readonly summary: string;
  readonly height?: number;
}

/** A chart on a canvas. Everything it says is also in its summary, and in the table view of its panel. */
export function Chart({ option, summary, height = 200, onBrush, onClick }: ChartProps) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  useEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const made = init(current, undefined, { renderer: 'canvas' });
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(current);
    return () => {
      watch.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true });
    if (onBrush !== undefined)
      chart.current?.dispatchAction({
        type: 'takeGlobalCursor',
        key: 'brush',
        brushOption: { brushType: 'lineX', brushMode: 'single' },
      });
  }, [option, onBrush]);
  useEffect(() => listen(chart.current, { onBrush, onClick }), [onBrush, onClick]);
  return <div ref={element} data-chart role="img" aria-label={summary} style={{ height, width: '100%' }} />;
}

/** Saves the chart within an element as a picture of twice its size. */
export function savePicture(within: HTMLElement, name: string): void {
  const drawn = within.querySelector<HTMLElement>('[data-chart]');
  const chart = drawn === null ? undefined : getInstanceByDom(drawn);
  const backgroundColor = getComputedStyle(document.body).getPropertyValue('--paper').trim();
  chart?.renderToCanvas({ pixelRatio: 2, backgroundColor }).toBlob((picture) => {
    if (picture !== null) saveFile(picture, name);
  });
}

interface BrushEnd {
  readonly areas?: readonly { readonly coordRange?: readonly number[] }[];
}

interface Click {
  readonly seriesIndex?: number;
  readonly event?: { readonly event?: { readonly altKey?: boolean } };
}

function listen(chart: EChartsType | undefined, { onBrush, onClick }: ChartEvents): (() => void) | undefined {
  if (chart === undefined) return undefined;
  const brushEnd = (end: unknown) => {
    const [from, to] = (end as BrushEnd).areas?.[0]?.coordRange ?? [];
    if (from !== undefined && to !== undefined) onBrush?.([Math.max(0, Math.round(from)), Math.round(to)]);
  };
  const click = (each: unknown) => {
    const { seriesIndex = -1, event } = each as Click;
    onClick?.({ series: seriesIndex, isExclude: event?.event?.altKey === true });
  };
  chart.on('brushEnd', brushEnd);
  chart.on('click', click);
  return () => {
    chart.off('brushEnd', brushEnd);
    chart.off('click', click);
  };
}
