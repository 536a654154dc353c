import type { MetricInfo, Panel } from '@levee/core/contract';
import { valueFilter, withFilter } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { amountText } from './amount.ts';
import { bandsOf, type FlowNode } from './flow-bands.ts';
import { valueText } from './text.ts';
import { seriesColour } from './theme.ts';

type TopPanel = Extract<Panel, { kind: 'top' }>;

const WIDTH = 640;
const HEIGHT = 280;
const BAR = 10;
const LABELS = 150;
const LONGEST = 24;

/** The groups of two fields as bands from one to the other; the table beside it says the same. */
export function Flows({ panel }: { readonly panel: TopPanel }) {
  const { state, go } = useNavigation();
  const [first = '', second = ''] = panel.fields;
  const [metric] = panel.metrics;
  const { left, right, bands } = bandsOf(
    panel.rows.map(({ keys, amounts }) => ({
      from: valueText(keys[0]),
      to: valueText(keys[1]),
      amount: Number(amounts[0] ?? 0),
    })),
  );
  if (bands.length === 0 || metric === undefined) return null;
  const choose = (field: string, name: string, isExclude: boolean) =>
    go({ filters: withFilter(state.filters, valueFilter(field, name, isExclude)) });
  const summary = bands
    .slice(0, 5)
    .map(({ from, to, amount }) => `${from} to ${to} ${amountText(metric, amount)}`)
    .join(', ');
  return (
    <svg
      className="flows"
      viewBox={`0 -6 ${WIDTH} ${HEIGHT + 12}`}
      role="img"
      aria-label={`${panel.title}: ${summary}`}
    >
      {bands.map(({ from, to, amount, left: out, right: into }) => (
        <path
          key={`${from} ${to}`}
          d={bandPath(out, into)}
          fill={seriesColour(
            null,
            left.findIndex(({ name }) => name === from),
          )}
          fillOpacity={0.4}
        >
          <title>{`${from} to ${to}: ${amountText(metric, amount)}`}</title>
        </path>
      ))}
      {left.map((node, at) => (
        <Bar
          key={node.name}
          node={node}
          metric={metric}
          isLeft
          colour={seriesColour(null, at)}
          choose={(isExclude) => choose(first, node.name, isExclude)}
        />
      ))}
      {right.map((node) => (
        <Bar
          key={node.name}
          node={node}
          metric={metric}
          isLeft={false}
          colour="var(--ink-soft)"
          choose={(isExclude) => choose(second, node.name, isExclude)}
        />
      ))}
    </svg>
  );
}

interface BarProps {
  readonly node: FlowNode;
  readonly metric: MetricInfo;
  readonly isLeft: boolean;
  readonly colour: string;
  readonly choose: (isExclude: boolean) => void;
}

/** A name with its bar: a click filters by it, Alt-click excludes it. */
function Bar({ node: { name, amount, start, end }, metric, isLeft, colour, choose }: BarProps) {
  const x = isLeft ? LABELS : WIDTH - LABELS - BAR;
  return (
    <g cursor="pointer" onClick={({ altKey }) => choose(altKey)}>
      <title>{`${name}: ${amountText(metric, amount)}`}</title>
      <rect x={x} y={start * HEIGHT} width={BAR} height={Math.max(1, (end - start) * HEIGHT)} fill={colour} />
      <text
        x={isLeft ? x - 6 : x + BAR + 6}
        y={((start + end) / 2) * HEIGHT + 4}
        textAnchor={isLeft ? 'end' : 'start'}
        fontSize={11}
        fill="var(--ink)"
      >
        {valueText(name, LONGEST)}
      </text>
    </g>
  );
}

/** A band from the right edge of a bar to the left edge of another. */
function bandPath(out: readonly [number, number], into: readonly [number, number]): string {
  const [start, end] = [LABELS + BAR, WIDTH - LABELS - BAR];
  const middle = (start + end) / 2;
  const [a, b, c, d] = [...out, ...into].map((each) => each * HEIGHT);
  return `M${start},${a} C${middle},${a} ${middle},${c} ${end},${c} L${end},${d} C${middle},${d} ${middle},${b} ${start},${b} Z`;
}
