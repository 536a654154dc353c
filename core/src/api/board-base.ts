import type { TableScan } from '#lake';
import { ident } from '#port';
import { bucketsOf, bucketSql, type Buckets } from './buckets.ts';
import type { Board, Metric, PanelDeclaration } from './board.ts';
import { filterPaths, type Resolve } from './condition.ts';
import type { Filter, TimeRange } from './contract.ts';
import { ROW, type FieldSql } from './field-path.ts';
import { checkedRange, plan, type Plan, type Scope } from './plan.ts';
import type { ApiWorld, Ask } from './world.ts';

const POINTS = 120;

/** The rows of a board's range, and of the period before it, with the fields that its panels need. */
export interface Base {
  readonly name: string;
  readonly scope: Scope;
  readonly planned: Plan;
  readonly scans: readonly TableScan[];
  readonly buckets: Buckets;
  /** Finds a field in the temporary table. */
  readonly resolve: Resolve;
  readonly hasPrevious: boolean;
}

interface BaseRequest {
  readonly range: TimeRange;
  readonly filters: readonly Filter[];
  readonly compare: boolean;
}

let bases = 0;

/** Reads the files once. Columns: `is_now`, `bucket` and the fields in order, `f0`, `f1` …. */
export async function baseOf(
  { world, ask }: { world: ApiWorld; ask: Ask },
  board: Board,
  request: BaseRequest,
): Promise<Base> {
  const range = checkedRange(request.range);
  const scope = { table: board.table, range, filters: request.filters };
  const planned = await plan(world, scope);
  const parts = [
    planned,
    ...(request.compare ? [await plan(world, { ...scope, range: before(range) })] : []),
  ];
  const buckets = bucketsOf(range, POINTS);
  const paths = [...new Set(board.panels.flatMap(fieldsOf))];
  const fields = paths.map((path) => planned.resolve(path));
  const selects = parts.map((part, at) => {
    const columns = paths.map((path, index) => `${part.resolve(path).duckdb} AS f${index}`);
    const bucket = bucketSql(`${ROW}.event_time`, buckets);
    return `SELECT ${[`${at === 0} AS is_now`, `${bucket} AS bucket`, ...columns].join(', ')} FROM ${part.from} WHERE ${part.where.duckdb}`;
  });
  const name = `temp.${ident(`levee_board_${(bases += 1)}`)}`;
  await ask(
    `CREATE TEMP TABLE ${name} AS ${selects.join(' UNION ALL ')}`,
    parts.flatMap(({ where }) => where.values),
  );
  const scans = parts.map(({ scan }) => scan);
  return {
    name,
    scope,
    planned,
    scans,
    buckets,
    resolve: tableResolver(fields),
    hasPrevious: request.compare,
  };
}

export const dropBase = (ask: Ask, { name }: Base): Promise<unknown> => ask(`DROP TABLE ${name}`);

/** The period of equal length that ends where the range begins. */
function before({ from, to }: TimeRange): TimeRange {
  const length = Date.parse(to) - Date.parse(from);
  return { from: new Date(Date.parse(from) - length).toISOString(), to: from };
}

function tableResolver(fields: readonly FieldSql[]): Resolve {
  const known = new Map(fields.map((field, at) => [field.name, { ...field, duckdb: `${ROW}.f${at}` }]));
  return (path) => {
    const found = known.get(path);
    if (found === undefined) throw new Error(`field ${path} was not read for the board`);
    return found;
  };
}

const filterFields = (filters: readonly Filter[] = []): string[] => filters.flatMap(filterPaths);

const metricFields = (metric: Metric): string[] => [
  ...('field' in metric ? [metric.field] : []),
  ...filterFields(metric.where),
];

function fieldsOf(panel: PanelDeclaration): string[] {
  const own = filterFields(panel.where);
  switch (panel.kind) {
    case 'number':
      return [...own, ...panel.metrics.flatMap(metricFields)];
    case 'timeline':
    case 'lines':
      return [...own, ...metricFields(panel.metric), ...(panel.split === undefined ? [] : [panel.split])];
    case 'top':
      return [...own, ...panel.metrics.flatMap(metricFields), ...panel.fields];
    case 'map':
      return [...own, ...panel.metrics.flatMap(metricFields), panel.field];
    case 'table':
      return [];
  }
}
