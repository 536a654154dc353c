import { seriesOf, type Buckets } from './buckets.ts';
import type { Bound } from './condition.ts';
import { MOST_SERIES } from './panel-source.ts';
import type { Ask } from './world.ts';

/** A query of `bucket`, `split` and `n`, with its values. */
export interface Grouped {
  readonly sql: string;
  readonly values: readonly Bound[];
}

/** Amounts by bucket for the ten largest values of the split, and the others together. */
export async function splitSeries(ask: Ask, grouped: Grouped, buckets: Buckets) {
  const rows = await ask(
    `SELECT bucket, CASE WHEN rank <= ${MOST_SERIES} THEN split END AS split, rank > ${MOST_SERIES} AS is_other, sum(n) AS n,
       max(max(rank)) OVER () AS names
     FROM (SELECT *, dense_rank() OVER (ORDER BY total DESC, split) AS rank
       FROM (SELECT *, sum(n) OVER (PARTITION BY split) AS total FROM (${grouped.sql})))
     GROUP BY ALL`,
    grouped.values,
  );
  const rest = rows.filter((row) => row['is_other'] === true);
  const named = rows.filter((row) => row['is_other'] !== true);
  const other = seriesOf(rest, buckets, 1).series[0]?.counts ?? null;
  const distinct = Number(rows[0]?.['names'] ?? 0);
  const total = rows.reduce((sum, row) => sum + Number(row['n']), 0);
  return { series: seriesOf(named, buckets, MOST_SERIES).series, other, total, distinct };
}
