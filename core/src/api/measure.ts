import type { FieldMeasure, Metric } from './board.ts';
import { allOf, type Condition, type Resolve } from './condition.ts';

/** A metric as SQL over a group of rows. */
export function measureSql(metric: Metric, resolve: Resolve): Condition {
  const where = allOf(metric.where ?? [], resolve);
  const isWhole = (metric.where ?? []).length === 0;
  const filter = isWhole ? '' : ` FILTER (WHERE ${where.duckdb})`;
  const counted = isWhole ? 'count(*)' : `count(CASE WHEN ${where.athena} THEN 1 END)`;
  const { values } = where;
  if (metric.is === 'count') return { duckdb: `count(*)${filter}`, athena: counted, values };
  if (metric.is === 'share') {
    const part = (of: string) => `CAST(${of} AS DOUBLE) / nullif(count(*), 0)`;
    return { duckdb: part(`count(*)${filter}`), athena: part(counted), values };
  }
  const { duckdb, athena } = resolve(metric.field);
  const [ours, theirs] = CALLS[metric.is];
  const narrowed = isWhole ? athena : `CASE WHEN ${where.athena} THEN ${athena} END`;
  return { duckdb: ours(duckdb, filter), athena: theirs(narrowed), values };
}

type Call = (of: string, filter: string) => string;

/** The nearest rank, exact: approx_percentile would give each engine its own number. */
function percentile(share: number): readonly [Call, (of: string) => string] {
  return [
    (of, filter) => `quantile_disc(${of}, ${share})${filter}`,
    (of) =>
      `element_at(array_sort(array_agg(${of}) FILTER (WHERE ${of} IS NOT NULL)), CAST(ceil(${share} * count(${of})) AS bigint))`,
  ];
}

/** Each aggregate in DuckDB and in Athena. */
const CALLS: Readonly<Record<FieldMeasure, readonly [Call, (of: string) => string]>> = {
  distinct: [(of, filter) => `count(DISTINCT ${of})${filter}`, (of) => `count(DISTINCT ${of})`],
  sum: [(of, filter) => `coalesce(sum(${of})${filter}, 0)`, (of) => `coalesce(sum(${of}), 0)`],
  p50: percentile(0.5),
  p95: percentile(0.95),
  p99: percentile(0.99),
  first: [(of, filter) => `epoch(min(${of})${filter})`, (of) => `to_unixtime(min(${of}))`],
  last: [(of, filter) => `epoch(max(${of})${filter})`, (of) => `to_unixtime(max(${of}))`],
  average: [(of, filter) => `avg(${of})${filter}`, (of) => `avg(${of})`],
};
