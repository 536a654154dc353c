import type { EngineRow } from '#port';
import type { TimeRange } from './contract.ts';

const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800,
];
const DAY = 86_400;

/** Equal steps of time, aligned to the epoch, that cover a range. */
export interface Buckets {
  readonly seconds: number;
  /** Number of the first bucket since the epoch. */
  readonly first: number;
  readonly starts: readonly string[];
}

/** The smallest round step that gives at most so many points. */
export function bucketsOf({ from, to }: TimeRange, points: number): Buckets {
  const [start, end] = [Date.parse(from) / 1000, Date.parse(to) / 1000];
  const fits = (step: number) => Math.ceil(end / step) - Math.floor(start / step) <= points;
  const seconds = STEPS.find(fits) ?? DAY * Math.ceil((end - start) / DAY / Math.max(1, points - 1));
  const first = Math.floor(start / seconds);
  const count = Math.ceil(end / seconds) - first;
  const starts = Array.from({ length: count }, (_, at) =>
    new Date((first + at) * seconds * 1000).toISOString(),
  );
  return { seconds, first, starts };
}

/** The bucket's number since the epoch, as SQL. */
export const bucketSql = (time: string, { seconds }: Buckets): string =>
  `CAST(floor(epoch_us(${time}) / ${seconds * 1e6}) AS BIGINT)`;

export const bucketAthena = (time: string, { seconds }: Buckets): string =>
  `from_unixtime(floor(to_unixtime(${time}) / ${seconds}) * ${seconds})`;

/** Amounts by bucket, 0 where there is none. */
export function lane(rows: readonly EngineRow[], { first, starts }: Buckets): number[] {
  const counts = starts.map(() => 0);
  for (const row of rows) {
    const at = Number(row['bucket']) - first;
    if (at >= 0 && at < counts.length) counts[at] = (counts[at] ?? 0) + Number(row['n']);
  }
  return counts;
}

/** Series by value, the largest first. */
export function seriesOf(rows: readonly EngineRow[], buckets: Buckets, most: number) {
  const groups = Map.groupBy(rows, (row) => textOrNull(row['split']));
  const all = [...groups].map(([name, own]) => {
    const counts = lane(own, buckets);
    return { name, counts, total: counts.reduce((sum, each) => sum + each, 0) };
  });
  all.sort((a, b) => b.total - a.total || String(a.name).localeCompare(String(b.name)));
  return { series: all.slice(0, most) };
}

/** A value of JSON rows as text. */
export const textOrNull = (value: unknown): string | null =>
  value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
