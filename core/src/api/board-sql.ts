import type { EngineRow } from '#port';
import type { Base, Period } from './board-base.ts';
import { keyFields, type Metric, type PanelDeclaration } from './board.ts';
import { textOrNull } from './buckets.ts';
import { allOf } from './condition.ts';
import { ROW, type FieldSql } from './field-path.ts';
import { measureSql } from './measure.ts';
import {
  groupLimit,
  type Amount,
  type GroupsFound,
  type NumbersFound,
  type PanelOf,
  type PanelSource,
} from './panel-source.ts';
import { splitSeries } from './series-query.ts';
import type { Ask } from './world.ts';

/** Numbers of panels by SQL over the data files: for all fields and filters. */
export function sqlSource(ask: Ask, base: Base): PanelSource {
  return {
    numbers: (panel) => numbersOf(ask, base, panel),
    earlier: async (panel) => {
      const { metrics } = panel;
      const parts = partsOf(base, { panel, metrics, period: base.previous ?? base.now });
      const sql = `SELECT ${parts.columns} FROM ${parts.from} WHERE ${parts.where.duckdb}`;
      const [row = {}]: EngineRow[] = await ask(sql, parts.values);
      return metrics.map((_, at) => amount(row[`m${at}`]));
    },
    series: (panel) => seriesOf(ask, base, panel),
    groups: (panel) => groupsOf(ask, base, panel),
  };
}

const amount = (value: unknown): Amount => (value === null || value === undefined ? null : Number(value));

interface Parts {
  readonly panel: PanelDeclaration;
  readonly metrics: readonly Metric[];
  readonly period: Period;
}

/** Parts that every panel's SQL is made of. */
function partsOf(base: Base, { panel, metrics, period }: Parts) {
  const where = allOf(panel.where ?? [], base.resolve);
  const measures = metrics.map((metric) => measureSql(metric, base.resolve));
  return {
    where,
    from: `${period.sql} AS ${ROW}`,
    measures,
    columns: measures.map(({ duckdb }, at) => `${duckdb} AS m${at}`).join(', '),
    values: [...measures.flatMap(({ values }) => values), ...period.values, ...where.values],
  };
}

/** The whole period and each step of it, by one reading. */
async function numbersOf(ask: Ask, base: Base, panel: PanelOf<'number'>): Promise<NumbersFound> {
  const { metrics } = panel;
  const { columns, from, where, values } = partsOf(base, { panel, metrics, period: base.now });
  const rows = await ask(
    `SELECT bucket, grouping(bucket) AS whole, ${columns} FROM ${from} WHERE ${where.duckdb} GROUP BY GROUPING SETS ((bucket), ())`,
    values,
  );
  const isWhole = (row: EngineRow): boolean => Number(row['whole']) === 1;
  const whole = rows.find(isWhole) ?? {};
  const steps = new Map(rows.filter((row) => !isWhole(row)).map((row) => [Number(row['bucket']), row]));
  const { first, starts } = base.buckets;
  const valueAt = (step: number, metric: Metric, at: number): Amount => {
    const row = steps.get(first + step);
    return row === undefined ? nothing(metric) : amount(row[`m${at}`]);
  };
  return {
    amounts: metrics.map((_, at) => amount(whole[`m${at}`])),
    series: metrics.map((metric, at) => starts.map((_start, step) => valueAt(step, metric, at))),
  };
}

/** What a metric is of no rows. */
const nothing = ({ is }: Metric): Amount => (is === 'count' || is === 'sum' || is === 'distinct' ? 0 : null);

function seriesOf(ask: Ask, base: Base, panel: PanelOf<'timeline'> | PanelOf<'lines'>) {
  const parts = partsOf(base, { panel, metrics: [panel.metric], period: base.now });
  const field = panel.split === undefined ? undefined : base.resolve(panel.split);
  const sql = `SELECT bucket, ${field?.duckdb ?? 'NULL'} AS split, ${parts.measures[0]?.duckdb ?? ''} AS n FROM ${parts.from}
    WHERE ${parts.where.duckdb} GROUP BY ALL`;
  return splitSeries(ask, { sql, values: parts.values }, base.buckets);
}

async function groupsOf(ask: Ask, base: Base, panel: PanelOf<'top'> | PanelOf<'map'>): Promise<GroupsFound> {
  const { metrics } = panel;
  const resolved = keyFields(panel).map((name) => base.resolve(name));
  const fields = resolved.map(elementOf);
  const parts = partsOf(base, { panel, metrics, period: base.now });
  const order = fields.map((_, at) => `k${at}`).join(', ');
  const keys = fields.map((key, at) => `${key} AS k${at}`).join(', ');
  const found = await ask(
    `SELECT *, sum(m0) OVER () AS total, count(*) OVER () AS groups FROM (
       SELECT ${keys}, ${parts.columns} FROM ${unnested(parts.from, resolved)} WHERE ${parts.where.duckdb} AND ${fields[0] ?? ''} IS NOT NULL
       GROUP BY ${order}) ORDER BY m0 DESC, ${order} LIMIT ${groupLimit(panel)}`,
    parts.values,
  );
  const [head = {}] = found;
  const total = Number(head['total'] ?? 0);
  const rows = found.map((row) => ({
    keys: fields.map((_, at) => textOrNull(row[`k${at}`])),
    amounts: metrics.map((_, at) => amount(row[`m${at}`])),
    share: total === 0 ? 0 : Number(row['m0']) / total,
  }));
  return { rows, distinct: Number(head['groups'] ?? 0), total };
}

/** A list is looked at element by element. */
const elementOf = (field: FieldSql, at: number): string => (field.isList ? `u${at}` : field.duckdb);

/** The rows once for each element of the lists among the fields, as `u0`, `u1` …. */
function unnested(from: string, fields: readonly FieldSql[]): string {
  const lists = fields.flatMap(({ isList, duckdb }, at) => (isList ? [`unnest(${duckdb}) AS u${at}`] : []));
  return lists.length === 0 ? from : `(SELECT *, ${lists.join(', ')} FROM ${from}) AS ${ROW}`;
}
