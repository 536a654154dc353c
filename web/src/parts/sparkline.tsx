import type { MetricInfo } from '@levee/core/contract';
import { useSettings } from '../state/settings.ts';
import { amountText } from './amount.ts';
import { timeText } from './text.ts';

const WIDTH = 120;
const HEIGHT = 22;
const EDGE = 1.5;

interface SparklineProps {
  readonly metric: MetricInfo;
  /** Amounts in steps of equal length; null where there is nothing to measure: the line has a gap there. */
  readonly amounts: readonly (number | null)[];
  /** Start of each step. */
  readonly starts: readonly string[];
}

/** How a number went over the period, from 0 to its highest: as a line, and in words for whoever doesn't see it. */
export function Sparkline({ metric, amounts, starts }: SparklineProps) {
  const { zone } = useSettings();
  const highest = highestOf(amounts);
  if (highest === undefined || amounts.length < 2) return null;
  const start = starts[highest.at];
  const when = start === undefined ? '' : ` in the step from ${timeText(start, zone)}`;
  const words =
    highest.amount === 0 ? 'always 0' : `highest ${amountText(metric, highest.amount, zone)}${when}`;
  return (
    <svg
      className="spark"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`over time: ${words}`}
    >
      <path d={linePath(amounts, highest.amount)} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

interface Highest {
  readonly at: number;
  readonly amount: number;
}

function highestOf(amounts: readonly (number | null)[]): Highest | undefined {
  let found: Highest | undefined;
  for (const [at, amount] of amounts.entries())
    if (amount !== null && (found === undefined || amount > found.amount)) found = { at, amount };
  return found;
}

/** The line as an SVG path; a step by itself, between gaps, is a dot. */
export function linePath(amounts: readonly (number | null)[], most: number): string {
  const step = WIDTH / Math.max(1, amounts.length - 1);
  const height = HEIGHT - 2 * EDGE;
  let isDrawing = false;
  const pieces = amounts.map((amount, at) => {
    if (amount === null) {
      isDrawing = false;
      return '';
    }
    const [x, y] = [at * step, HEIGHT - EDGE - (most === 0 ? 0 : (Math.max(0, amount) / most) * height)];
    const command = isDrawing ? 'L' : 'M';
    const isAlone = !isDrawing && (amounts[at + 1] ?? null) === null;
    isDrawing = true;
    return `${command}${x.toFixed(1)} ${y.toFixed(1)}${isAlone ? 'h0.1' : ''}`;
  });
  return pieces.join('');
}
