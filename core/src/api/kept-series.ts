import { amountsOf, Counting, grouped, type Key, type Part } from '#columns';
import type { KeptRows } from './kept-rows.ts';
import { seriesOf, type Buckets } from './buckets.ts';
import { largest } from './largest.ts';
import { MOST_SERIES, type PanelOf, type SeriesFound } from './panel-source.ts';

type TimePanel = PanelOf<'timeline'> | PanelOf<'lines'>;

/** Series over time from kept columns. */
export async function keptSeries(rows: KeptRows, panel: TimePanel): Promise<SeriesFound> {
  const parts = await rows.within(panel.where);
  const measure = await rows.measure(panel.metric);
  const bucket = bucketKey(rows);
  const ranked = panel.split === undefined ? undefined : await rank(rows, panel, parts);
  const keys = ranked === undefined ? [bucket] : [bucket, ranked.place];
  const groups = grouped(parts, keys);
  const counting = new Counting({ parts, groups });
  const counts = counting.rows([]);
  const amounts = amountsOf(counting, measure);
  const only = [...counts.keys()].filter((group) => counts[group] !== 0);
  const found = only.map((group) => {
    const [step = 0, place = 0] = groups.codesOf(group);
    return {
      bucket: rows.buckets.first + step,
      split: ranked?.names[place] ?? null,
      n: amounts[group] ?? 0,
      place,
    };
  });
  const named = found.filter(({ place }) => place < MOST_SERIES);
  const rest = found.filter(({ place }) => place >= MOST_SERIES).map((row) => ({ ...row, split: null }));
  return {
    series: seriesOf(named, rows.buckets, MOST_SERIES).series,
    other: seriesOf(rest, rows.buckets, 1).series[0]?.counts ?? null,
    distinct: ranked?.count ?? Math.min(1, only.length),
  };
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

interface Rank {
  /** Place of a row's value among the largest; the last place is for all others. */
  readonly place: Key;
  readonly names: readonly (string | null)[];
  readonly count: number;
}

/** The largest values of the split, by what the metric makes of them in all. */
async function rank(rows: KeptRows, panel: TimePanel, parts: readonly Part[]): Promise<Rank> {
  const path = panel.split ?? '';
  const groups = grouped(parts, [rows.key(path)]);
  const counting = new Counting({ parts, groups });
  const counts = counting.rows([]);
  const amounts = amountsOf(counting, await rows.measure(panel.metric));
  const found = largest({
    groups: groups.count,
    counts,
    amounts,
    most: MOST_SERIES,
    keysOf: (group) => groups.codesOf(group).map((code) => rows.textOf(path, code)),
    fields: [rows.field(path)],
  });
  const largestCodes = found.groups.map((group) => groups.codesOf(group)[0] ?? 0);
  const places = new Uint32Array(rows.key(path).size).fill(MOST_SERIES);
  for (const [place, code] of largestCodes.entries()) places[code] = place;
  const codes = (part: Part): Uint32Array => {
    const own = part.codes(path);
    const placed = new Uint32Array(own.length);
    for (let row = 0; row < own.length; row += 1) placed[row] = places[own[row] ?? 0] ?? MOST_SERIES;
    return placed;
  };
  return {
    place: { codes, size: MOST_SERIES + 1 },
    names: largestCodes.map((code) => rows.textOf(path, code)),
    count: found.count,
  };
}
