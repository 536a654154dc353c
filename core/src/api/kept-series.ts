import {
  amountsOf,
  Counting,
  grouped,
  type Amounts,
  type Groups,
  type Key,
  type Part,
  type Rows,
} from '#columns';
import type { Metric } from './board.ts';
import { seriesOf, type Buckets } from './buckets.ts';
import { placesOf, rankOf, type Rank } from './kept-rank.ts';
import type { KeptRows } from './kept-rows.ts';
import { MOST_SERIES, type PanelOf, type SeriesFound } from './panel-source.ts';

type TimePanel = PanelOf<'timeline'> | PanelOf<'lines'>;

/** Amounts of a metric over time: what a panel counts, and of which rows. */
interface Counted {
  readonly rows: KeptRows;
  readonly within: Rows;
  readonly metric: Metric;
}

/** Series over time from kept columns. */
export async function keptSeries(rows: KeptRows, panel: TimePanel): Promise<SeriesFound> {
  const counted = { rows, within: await rows.within(panel.where), metric: panel.metric };
  const { steps, rank } =
    panel.split === undefined ? await plain(counted) : await splitBy(counted, panel.split);
  const named = steps.filter(({ place }) => place < MOST_SERIES);
  const rest = steps.filter(({ place }) => place >= MOST_SERIES);
  const rowsOf = (some: readonly Step[], isNamed: boolean) =>
    some.map(({ step, place, amount }) => ({
      bucket: rows.buckets.first + step,
      split: isNamed ? (rank?.names[place] ?? null) : null,
      n: amount,
    }));
  return {
    series: seriesOf(rowsOf(named, true), rows.buckets, MOST_SERIES).series,
    other: seriesOf(rowsOf(rest, false), rows.buckets, 1).series[0]?.counts ?? null,
    distinct: rank?.count ?? Math.min(1, steps.length),
  };
}

/** An amount in a step of time, and the place of its series among the largest. */
interface Step {
  readonly step: number;
  readonly place: number;
  readonly amount: number;
}

interface Split {
  readonly steps: readonly Step[];
  readonly rank?: Rank;
}

async function plain(counted: Counted): Promise<Split> {
  const { groups, ...found } = await amountsBy(counted, [bucketKey(counted.rows)]);
  return { steps: stepsBy(groups, found, () => 0) };
}

/** What adds up over time is ranked first, so that all but the largest are one series; anything else is needed of each. */
async function splitBy(counted: Counted, path: string): Promise<Split> {
  const { rows, metric } = counted;
  const [bucket, key] = [bucketKey(rows), rows.key(path)];
  if (metric.is === 'count' || metric.is === 'sum') {
    const rank = rankOf(rows, path, await amountsBy(counted, [key]));
    const { groups, ...found } = await amountsBy(counted, [bucket, placesOf(rank, key)]);
    return { rank, steps: stepsBy(groups, found, (place) => place) };
  }
  const { groups, ...found } = await amountsBy(counted, [bucket, key]);
  const rank = rankOf(rows, path, overSteps(groups, found, key));
  return { rank, steps: stepsBy(groups, found, rank.placeOf) };
}

/** Rows of each group, and the metric of them. */
interface Found {
  readonly counts: ArrayLike<number>;
  readonly amounts: Amounts;
}

async function amountsBy(
  { rows, within, metric }: Counted,
  keys: readonly Key[],
): Promise<Found & { readonly groups: Groups }> {
  const measure = await rows.measure(metric);
  const groups = await grouped(within, keys);
  const counting = new Counting({ rows: within, groups });
  const [counts, amounts] = await Promise.all([counting.rows([]), amountsOf(counting, measure)]);
  return { groups, counts, amounts };
}

/** Groups of a step and a code as steps of series. */
function stepsBy(groups: Groups, { counts, amounts }: Found, placeOf: (code: number) => number): Step[] {
  const steps: Step[] = [];
  for (let group = 0; group < groups.count; group += 1) {
    if (counts[group] === 0) continue;
    const [step = 0, code = 0] = groups.codesOf(group);
    steps.push({ step, place: placeOf(code), amount: amounts[group] ?? 0 });
  }
  return steps;
}

/** The amounts of each code in all steps together. */
function overSteps(groups: Groups, { counts, amounts }: Found, { size }: Key): Found {
  const none = Array.from({ length: size }, (): number | null => null);
  const all = { counts: new Uint32Array(size), amounts: none };
  for (let group = 0; group < groups.count; group += 1) {
    const [, code = 0] = groups.codesOf(group);
    const amount = amounts[group] ?? null;
    all.counts[code] = (all.counts[code] ?? 0) + (counts[group] ?? 0);
    if (amount !== null) all.amounts[code] = (all.amounts[code] ?? 0) + amount;
  }
  return all;
}

/** The step of time that a row lies in, from 0 on. */
export function bucketKey({ buckets }: KeptRows): Key {
  const codes = (part: Part): Uint32Array => {
    const known = stepsOf.get(part);
    if (known?.buckets === buckets) return known.steps;
    const steps = stepsIn(part.times, buckets);
    stepsOf.set(part, { buckets, steps });
    return steps;
  };
  return { codes, size: buckets.starts.length };
}

/** Panels without a condition of their own have the same rows. */
const stepsOf = new WeakMap<Part, { readonly buckets: Buckets; readonly steps: Uint32Array }>();

function stepsIn(times: Float64Array, { seconds, first }: Buckets): Uint32Array {
  const micros = seconds * 1e6;
  const steps = new Uint32Array(times.length);
  for (let row = 0; row < steps.length; row += 1) steps[row] = Math.floor((times[row] ?? 0) / micros) - first;
  return steps;
}
