import type { z } from 'zod';
import type { Rows } from '#columns';
import { bucketAthena, bucketsOf, bucketSql, textOrNull, type Buckets } from './buckets.ts';
import { BadRequest } from './bad-request.ts';
import type { HistogramAnswer, histogramRequest, TopAnswer, topRequest } from './contract.ts';
import type { FieldSql } from './field-path.ts';
import { keptRows } from './kept-rows.ts';
import { keptSeries } from './kept-series.ts';
import { listLimit, seriesLimit } from './limits.ts';
import { coversOf, plan, type Plan } from './plan.ts';
import { splitSeries } from './series-query.ts';
import type { ApiWorld, Ask } from './world.ts';

/** Values of a field as rows of one column: elements of a list one by one. */
const valueSql = ({ isList, duckdb }: FieldSql): string => (isList ? `unnest(${duckdb})` : duckdb);

/** A field that can be grouped by. */
function groupable({ resolve }: Pick<Plan, 'resolve'>, path: string): FieldSql {
  const field = resolve(path);
  if (field.type === 'nested')
    throw new BadRequest('field', `one value, and ${path} has parts: name one of them`);
  return field;
}

/** Rows over time. */
export async function histogram(
  world: ApiWorld,
  ask: Ask,
  request: z.output<typeof histogramRequest>,
): Promise<HistogramAnswer> {
  const planned = await plan(world, request);
  const buckets = bucketsOf(planned.range, request.points);
  const split = request.split === undefined ? undefined : groupable(planned, request.split);
  const { series, other, total, distinct } =
    (await keptHistogram(world, ask, { request, planned, buckets })) ??
    (await splitSeries(
      ask,
      {
        sql: `SELECT bucket, split, count(*) AS n FROM (SELECT ${bucketSql('r.event_time', buckets)} AS bucket, ${split === undefined ? 'NULL' : valueSql(split)} AS split
        FROM ${planned.from} WHERE ${planned.where.duckdb}) GROUP BY bucket, split`,
        values: planned.where.values,
      },
      buckets,
    ));
  const columns = [
    `${bucketAthena('event_time', buckets)} AS bucket`,
    ...(split === undefined ? [] : [split.athena]),
  ];
  const sql = `SELECT ${columns.join(', ')}, count(*) AS n\nFROM ${planned.table}\nWHERE ${planned.where.athena}\nGROUP BY ${columns.map((_, at) => at + 1).join(', ')}\nORDER BY 1`;
  const covers = await coversOf(world, [planned.scan], seriesLimit(series, distinct));
  return {
    bucketSeconds: buckets.seconds,
    buckets: [...buckets.starts],
    series,
    other,
    distinct,
    total,
    sql,
    covers,
  };
}

const ROWS = { name: 'n', title: 'Rows', unit: 'count', is: 'count' } as const;

interface Histogram {
  readonly request: z.output<typeof histogramRequest>;
  readonly planned: Plan;
  readonly buckets: Buckets;
}

/** From kept columns, where they hold what is asked. */
async function keptHistogram(world: ApiWorld, ask: Ask, { request, planned, buckets }: Histogram) {
  const { split, filters } = request;
  if (split !== undefined && planned.resolve(split).isList) return undefined;
  const fields = split === undefined ? [] : [split];
  const rows = await keptRows(world, { ask, planned, filters, buckets, fields, awaited: undefined });
  if (rows === undefined) return undefined;
  const panel = {
    kind: 'timeline',
    id: '',
    title: '',
    span: 12,
    metric: ROWS,
    ...(split === undefined ? {} : { split }),
  } as const;
  const [found, total] = await Promise.all([keptSeries(rows, panel), countOf(await rows.within())]);
  return { ...found, total };
}

async function countOf(rows: Rows): Promise<number> {
  let count = 0;
  await rows.each((part) => {
    count += part.rows;
  });
  return count;
}

/** The most frequent values of a field. */
export async function top(
  world: ApiWorld,
  ask: Ask,
  request: z.output<typeof topRequest>,
): Promise<TopAnswer> {
  const planned = await plan(world, request);
  const field = groupable(planned, request.field);
  const rows = await ask(
    `WITH found AS (SELECT ${valueSql(field)} AS value FROM ${planned.from} WHERE ${planned.where.duckdb}),
       counted AS (SELECT value, count(*) AS n FROM found GROUP BY value)
     SELECT value, n, sum(n) OVER () AS total, count(value) OVER () AS distinct_values,
       coalesce(sum(n) FILTER (value IS NULL) OVER (), 0) AS missing
     FROM counted ORDER BY value IS NULL, n DESC, value LIMIT ${request.n}`,
    planned.where.values,
  );
  const head = rows[0] ?? {};
  const [total, missing] = [Number(head['total'] ?? 0), Number(head['missing'] ?? 0)];
  const values = rows
    .filter((row) => row['value'] !== null)
    .map((row) => ({
      value: textOrNull(row['value']),
      count: Number(row['n']),
      share: Number(row['n']) / total,
    }));
  const listed = values.reduce((sum, { count }) => sum + count, 0);
  const distinct = Number(head['distinct_values'] ?? 0);
  const source = field.isList
    ? `${planned.table} CROSS JOIN UNNEST(${field.athena}) AS t(value)`
    : planned.table;
  const value = field.isList ? 'value' : field.athena;
  return {
    values,
    other: total - missing - listed,
    missing,
    total,
    distinct,
    sql: `SELECT ${value} AS value, count(*) AS n\nFROM ${source}\nWHERE ${planned.where.athena}\nGROUP BY 1\nORDER BY n DESC\nLIMIT ${request.n}`,
    covers: await coversOf(world, [planned.scan], listLimit(values.length, distinct, 'values')),
  };
}
