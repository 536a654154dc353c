import type { EngineRow } from '#port';
import type { Base, Period } from './board-base.ts';
import type { PanelWorld } from './board-data.ts';
import type { Metric, PanelDeclaration } from './board.ts';
import { bucketAthena, textOrNull } from './buckets.ts';
import { allOf } from './condition.ts';
import type { MetricInfo, Panel } from './contract.ts';
import { ROW, type FieldSql } from './field-path.ts';
import { measureSql } from './measure.ts';
import { splitSeries } from './series-query.ts';

type Of<Kind extends PanelDeclaration['kind']> = PanelDeclaration & { readonly kind: Kind };

const TOP_ROWS = 10;
/** More than there are countries. */
const MAP_ROWS = 300;

const info = ({ name, title, unit }: Metric): MetricInfo => ({ name, title, unit });

const amount = (value: unknown): number | null =>
  value === null || value === undefined ? null : Number(value);

interface Parts {
  readonly panel: PanelDeclaration;
  readonly metrics: readonly Metric[];
  /** The board's own period where absent. */
  readonly period?: Period;
}

/** Parts that every panel's SQL is made of. */
function partsOf(base: Base, { panel, metrics, period = base.now }: Parts) {
  const where = allOf(panel.where ?? [], base.resolve);
  const measures = metrics.map((metric) => measureSql(metric, base.resolve));
  const hasOwn = (panel.where ?? []).length > 0;
  return {
    where,
    from: `${period.sql} AS ${ROW}`,
    measures,
    columns: measures.map(({ duckdb }, at) => `${duckdb} AS m${at}`).join(', '),
    values: [...measures.flatMap(({ values }) => values), ...period.values, ...where.values],
    athenaColumns: measures.map(({ athena }, at) => `${athena} AS ${metrics[at]?.name ?? ''}`),
    athenaFrom: `FROM ${base.planned.table}\nWHERE ${base.planned.where.athena}${hasOwn ? ` AND ${where.athena}` : ''}`,
  };
}

/** Numbers, and the same of the period before. */
export async function numberPanel({ ask, base }: PanelWorld, panel: Of<'number'>): Promise<Panel> {
  const { id, title, span, metrics } = panel;
  const amountsOf = async (period: Period) => {
    const { columns, from, where, values } = partsOf(base, { panel, metrics, period });
    const [row = {}]: EngineRow[] = await ask(`SELECT ${columns} FROM ${from} WHERE ${where.duckdb}`, values);
    return metrics.map((_, at) => amount(row[`m${at}`]));
  };
  const parts = partsOf(base, { panel, metrics });
  return {
    kind: 'number',
    id,
    title,
    span,
    metrics: metrics.map(info),
    amounts: await amountsOf(base.now),
    previous: base.previous === undefined ? null : await amountsOf(base.previous),
    sql: `SELECT ${parts.athenaColumns.join(', ')}\n${parts.athenaFrom}`,
  };
}

/** Amounts over time, split by a field. */
export async function seriesPanel(
  { ask, base }: PanelWorld,
  panel: Of<'timeline'> | Of<'lines'>,
): Promise<Panel> {
  const { id, title, span, metric, split } = panel;
  const parts = partsOf(base, { panel, metrics: [metric] });
  const field = split === undefined ? undefined : base.resolve(split);
  const grouped = `SELECT bucket, ${field?.duckdb ?? 'NULL'} AS split, ${parts.measures[0]?.duckdb ?? ''} AS n FROM ${parts.from}
    WHERE ${parts.where.duckdb} GROUP BY ALL`;
  const { series, other, distinct } = await splitSeries(
    ask,
    { sql: grouped, values: parts.values },
    base.buckets,
  );
  const keys = [
    `${bucketAthena('event_time', base.buckets)} AS bucket`,
    ...(field === undefined ? [] : [field.athena]),
  ];
  const order = keys.map((_, at) => at + 1).join(', ');
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
    sql: `SELECT ${[...keys, ...parts.athenaColumns].join(', ')}\n${parts.athenaFrom}\nGROUP BY ${order}\nORDER BY 1`,
  };
  return panel.kind === 'lines'
    ? { kind: 'lines', split: panel.split, ...common }
    : { kind: 'timeline', split: split ?? null, ...common };
}

/** The largest groups of a field, or of several together. */
export async function breakdownPanel(
  { ask, base }: PanelWorld,
  panel: Of<'top'> | Of<'map'>,
): Promise<Panel> {
  const { id, title, span, metrics } = panel;
  const names = panel.kind === 'map' ? [panel.field] : panel.fields;
  const groups = groupsOf(base, panel, names);
  const found = await ask(groups.duckdb, groups.values);
  const [head = {}] = found;
  const total = Number(head['total'] ?? 0);
  const rows = found.map((row) => ({
    keys: names.map((_, at) => textOrNull(row[`k${at}`])),
    amounts: metrics.map((_, at) => amount(row[`m${at}`])),
    share: total === 0 ? 0 : Number(row['m0']) / total,
  }));
  const distinct = Number(head['groups'] ?? 0);
  const common = { id, title, span, metrics: metrics.map(info), rows, distinct, total, sql: groups.athena };
  return panel.kind === 'map'
    ? { kind: 'map', field: panel.field, ...common }
    : { kind: 'top', fields: [...panel.fields], ...common };
}

/** SQL of the groups: keys `k0` …, metrics `m0` …, the whole as `total`, and how many groups there are. */
function groupsOf(base: Base, panel: Of<'top'> | Of<'map'>, names: readonly string[]) {
  const most = panel.kind === 'map' ? MAP_ROWS : TOP_ROWS;
  const resolved = names.map((name) => base.resolve(name));
  const fields = resolved.map(elementOf);
  const parts = partsOf(base, { panel, metrics: panel.metrics });
  const order = fields.map((_, at) => `k${at}`).join(', ');
  const keys = fields.map(({ duckdb }, at) => `${duckdb} AS k${at}`).join(', ');
  const isThere = (pick: 'duckdb' | 'athena') =>
    fields.slice(0, 1).map((field) => `${field[pick]} IS NOT NULL`);
  const athena = fields.map((field) => field.athena);
  const joins = resolved.flatMap((field, at) =>
    field.isList ? [` CROSS JOIN UNNEST(${field.athena}) AS t${at}(u${at})`] : [],
  );
  return {
    duckdb: `SELECT *, sum(m0) OVER () AS total, count(*) OVER () AS groups FROM (
       SELECT ${keys}, ${parts.columns} FROM ${unnested(parts.from, resolved)} WHERE ${parts.where.duckdb} AND ${isThere('duckdb').join('')}
       GROUP BY ${order}) ORDER BY m0 DESC, ${order} LIMIT ${most}`,
    values: parts.values,
    athena: `SELECT ${[...athena, ...parts.athenaColumns].join(', ')}\n${parts.athenaFrom.replace('\n', `${joins.join('')}\n`)} AND ${isThere('athena').join('')}\nGROUP BY ${athena.map((_, at) => at + 1).join(', ')}\nORDER BY ${athena.length + 1} DESC\nLIMIT ${most}`,
  };
}

/** A list is looked at element by element. */
const elementOf = (field: FieldSql, at: number): FieldSql =>
  field.isList ? { ...field, duckdb: `u${at}`, athena: `u${at}` } : field;

/** The rows once for each element of the lists among the fields, as `u0`, `u1` …. */
function unnested(from: string, fields: readonly FieldSql[]): string {
  const lists = fields.flatMap(({ isList, duckdb }, at) => (isList ? [`unnest(${duckdb}) AS u${at}`] : []));
  return lists.length === 0 ? from : `(SELECT *, ${lists.join(', ')} FROM ${from}) AS ${ROW}`;
}
