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
  readonly onClick?: ((at: { series: number; bucket: number; isExclude: boolean }) => void) | undefined;
  readonly onDoubleClick?: (() => void) | undefined;
}

interface ChartProps extends ChartEvents {
  readonly option: EChartsCoreOption;
  /** What it shows, in words: for those who do not see it. */
  readonly summary: string;
  readonly height?: number;
  /** First and last bucket that the keyboard has chosen. */
  readonly cursor?: readonly [number, number] | undefined;
}

/** A chart on a canvas. Everything it says is also in its summary, and in the table view of its panel. */
export function Chart({ option, summary, height = 200, cursor, ...events }: ChartProps) {
  const { onBrush, onClick, onDoubleClick } = events;
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
  useEffect(
    () => listen(chart.current, { onBrush, onClick, onDoubleClick }),
    [onBrush, onClick, onDoubleClick],
  );
  const [from, to] = cursor ?? [];
  useEffect(() => mark(chart.current, from, to), [option, from, to]);
  return <div ref={element} data-chart role="img" aria-label={summary} style={{ height, width: '100%' }} />;
}

/** Shows which buckets are chosen, and what the last of them holds. */
function mark(chart: EChartsType | undefined, from: number | undefined, to: number | undefined): void {
  if (chart === undefined) return;
  if (from === undefined || to === undefined) {
    chart.dispatchAction({ type: 'hideTip' });
    chart.dispatchAction({ type: 'brush', areas: [] });
    return;
  }
  chart.dispatchAction({
    type: 'brush',
    areas: [{ brushType: 'lineX', xAxisIndex: 0, coordRange: [from, to] }],
  });
  chart.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: to });
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
  readonly dataIndex?: number;
  readonly event?: { readonly event?: { readonly altKey?: boolean } };
}

function listen(
  chart: EChartsType | undefined,
  { onBrush, onClick, onDoubleClick }: ChartEvents,
): (() => void) | undefined {
  if (chart === undefined) return undefined;
  const canvas = chart.getZr();
  const doubleClick = () => onDoubleClick?.();
  const brushEnd = (end: unknown) => {
    const [from, to] = (end as BrushEnd).areas?.[0]?.coordRange ?? [];
    if (from !== undefined && to !== undefined) onBrush?.([Math.max(0, Math.round(from)), Math.round(to)]);
  };
  const click = (each: unknown) => {
    const { seriesIndex = -1, dataIndex = -1, event } = each as Click;
    onClick?.({ series: seriesIndex, bucket: dataIndex, isExclude: event?.event?.altKey === true });
  };
  chart.on('brushEnd', brushEnd);
  chart.on('click', click);
  canvas.on('dblclick', doubleClick);
  return () => {
    chart.off('brushEnd', brushEnd);
    chart.off('click', click);
    canvas.off('dblclick', doubleClick);
  };
}
