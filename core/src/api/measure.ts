import type { Metric } from './board.ts';
import { allOf, type Condition, type Resolve } from './condition.ts';

/** A metric as SQL over a group of rows. */
export function measureSql(metric: Metric, resolve: Resolve): Condition {
  const where = allOf(metric.where ?? [], resolve);
  const isWhole = (metric.where ?? []).length === 0;
  const filter = isWhole
    ? { duckdb: '', athena: '' }
    : { duckdb: ` FILTER (WHERE ${where.duckdb})`, athena: ` FILTER (WHERE ${where.athena})` };
  const { values } = where;
  if (metric.is === 'count')
    return { duckdb: `count(*)${filter.duckdb}`, athena: `count(*)${filter.athena}`, values };
  if (metric.is === 'share') {
    const part = (text: string) => `CAST(count(*)${text} AS DOUBLE) / nullif(count(*), 0)`;
    return { duckdb: part(filter.duckdb), athena: part(filter.athena), values };
  }
  const { duckdb, athena } = resolve(metric.field);
  const [ours, theirs] = CALLS[metric.is];
  return { duckdb: ours(duckdb) + filter.duckdb, athena: theirs(athena) + filter.athena, values };
}

type Call = (of: string) => string;

/** Each aggregate in DuckDB and in Athena. */
const CALLS: Readonly<Record<'distinct' | 'sum' | 'p95' | 'average', readonly [Call, Call]>> = {
  distinct: [(of) => `count(DISTINCT ${of})`, (of) => `count(DISTINCT ${of})`],
  sum: [(of) => `coalesce(sum(${of}), 0)`, (of) => `coalesce(sum(${of}), 0)`],
  p95: [(of) => `quantile_cont(${of}, 0.95)`, (of) => `approx_percentile(${of}, 0.95)`],
  average: [(of) => `avg(${of})`, (of) => `avg(${of})`],
};
