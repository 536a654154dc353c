import type { Base } from './board-base.ts';
import { keyFields, type Metric, type PanelDeclaration } from './board.ts';
import { bucketAthena } from './buckets.ts';
import { allOf } from './condition.ts';
import type { MetricInfo, Panel } from './contract.ts';
import { measureSql } from './measure.ts';
import { groupLimit, type PanelOf, type PanelSource } from './panel-source.ts';

const info = ({ name, title, unit }: Metric): MetricInfo => ({ name, title, unit });

/** Parts of the SQL that is shown: what the panel's numbers are, whichever way they were found. */
function shownOf(base: Base, panel: PanelDeclaration, metrics: readonly Metric[]) {
  const where = allOf(panel.where ?? [], base.resolve);
  const hasOwn = (panel.where ?? []).length > 0;
  return {
    columns: metrics.map((metric) => `${measureSql(metric, base.resolve).athena} AS ${metric.name}`),
    table: `FROM ${base.planned.table}`,
    where: `WHERE ${base.planned.where.athena}${hasOwn ? ` AND ${where.athena}` : ''}`,
  };
}

/** Numbers, how they went over time, and the same of the period before. */
export async function numberPanel(source: PanelSource, base: Base, panel: PanelOf<'number'>): Promise<Panel> {
  const { id, title, span, metrics } = panel;
  const { columns, table, where } = shownOf(base, panel, metrics);
  const { amounts, series } = await source.numbers(panel);
  return {
    kind: 'number',
    id,
    title,
    span,
    metrics: metrics.map(info),
    amounts,
    previous: base.previous === undefined ? null : await source.earlier(panel),
    series,
    bucketSeconds: base.buckets.seconds,
    buckets: [...base.buckets.starts],
    sql: `SELECT ${columns.join(', ')}\n${table}\n${where}`,
  };
}

/** Amounts over time, split by a field. */
export async function seriesPanel(
  source: PanelSource,
  base: Base,
  panel: PanelOf<'timeline'> | PanelOf<'lines'>,
): Promise<Panel> {
  const { id, title, span, metric, split } = panel;
  const { columns, table, where } = shownOf(base, panel, [metric]);
  const keys = [
    `${bucketAthena('event_time', base.buckets)} AS bucket`,
    ...(split === undefined ? [] : [base.resolve(split).athena]),
  ];
  const order = keys.map((_, at) => at + 1).join(', ');
  const { series, other, distinct } = await source.series(panel);
  const common = {
    id,
    title,
    span,
    metric: info(metric),
    bucketSeconds: base.buckets.seconds,
    buckets: [...base.buckets.starts],
    series,
    other,
    distinct,
    sql: `SELECT ${[...keys, ...columns].join(', ')}\n${table}\n${where}\nGROUP BY ${order}\nORDER BY 1`,
  };
  return panel.kind === 'lines'
    ? { kind: 'lines', split: panel.split, ...common }
    : { kind: 'timeline', split: split ?? null, ...common };
}

/** The largest groups of a field, or of several together. */
export async function breakdownPanel(
  source: PanelSource,
  base: Base,
  panel: PanelOf<'top'> | PanelOf<'map'>,
): Promise<Panel> {
  const { id, title, span, metrics } = panel;
  const sql = groupsAthena(base, panel);
  const common = { id, title, span, metrics: metrics.map(info), ...(await source.groups(panel)), sql };
  return panel.kind === 'map'
    ? { kind: 'map', field: panel.field, ...common }
    : { kind: 'top', fields: [...panel.fields], ...common };
}

function groupsAthena(base: Base, panel: PanelOf<'top'> | PanelOf<'map'>): string {
  const { columns, table, where } = shownOf(base, panel, panel.metrics);
  const resolved = keyFields(panel).map((name) => base.resolve(name));
  const keys = resolved.map(({ isList, athena }, at) => (isList ? `u${at}` : athena));
  const joins = resolved.flatMap(({ isList, athena }, at) =>
    isList ? [` CROSS JOIN UNNEST(${athena}) AS t${at}(u${at})`] : [],
  );
  return [
    `SELECT ${[...keys, ...columns].join(', ')}`,
    `${table}${joins.join('')}`,
    `${where} AND ${keys[0] ?? ''} IS NOT NULL`,
    `GROUP BY ${keys.map((_, at) => at + 1).join(', ')}`,
    `ORDER BY ${keys.length + 1} DESC`,
    `LIMIT ${groupLimit(panel)}`,
  ].join('\n');
}
