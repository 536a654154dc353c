import type { TableScan } from '#lake';
import { bucketsOf, bucketSql, lane, textOrNull, type Buckets } from './buckets.ts';
import type { Filter, TableFinding, TimeRange } from './contract.ts';
import { ROW } from './field-path.ts';
import { listLimit, type Limit } from './limits.ts';
import { plan, type Plan } from './plan.ts';
import type { ApiWorld, Ask } from './world.ts';

/** Buckets of a table's time axis. */
export const LANE_POINTS = 100;
const MOST_VERDICTS = 10;

/** Where rows are looked for, and who is asked. */
export interface At {
  readonly world: ApiWorld;
  readonly ask: Ask;
}

/** What a table has of what is looked for. */
export interface Found {
  readonly finding: TableFinding;
  readonly limits: readonly Limit[];
  readonly planned: Plan;
}

/** What was read. */
export const scansOf = (found: readonly Found[]): TableScan[] => found.map(({ planned }) => planned.scan);

/** Tables with events: `rejects` has its own page. */
export async function eventTables(world: ApiWorld): Promise<string[]> {
  const withBoards = new Set(world.boards.map(({ table }) => table));
  return (await world.lake.tables()).filter((name) => withBoards.has(name));
}

/** The rows of a table that pass filters: how many, when, with which outcomes. */
export async function findingOf(
  { world, ask }: At,
  scope: { table: string; range: TimeRange; filters: Filter[] },
): Promise<Found> {
  const planned = await plan(world, scope);
  const verdict = world.boards.find(({ table }) => table === scope.table)?.verdict;
  const buckets = bucketsOf(planned.range, LANE_POINTS);
  const rows = await ask(
    `SELECT ${bucketSql(`${ROW}.event_time`, buckets)} AS bucket, ${verdict === undefined ? 'NULL' : planned.resolve(verdict).duckdb} AS verdict,
       count(*) AS n, epoch_us(min(${ROW}.event_time)) AS first, epoch_us(max(${ROW}.event_time)) AS last
     FROM ${planned.from} WHERE ${planned.where.duckdb} GROUP BY ALL`,
    planned.where.values,
  );
  const { names, ...found } = summary(rows, buckets);
  return {
    planned,
    limits: listLimit(found.verdicts.length, names, `outcomes of ${scope.table}`),
    finding: { ...found, table: scope.table, filters: scope.filters, sql: sqlOf(planned) },
  };
}

const sqlOf = ({ table, where }: Plan): string =>
  `SELECT *\nFROM ${table}\nWHERE ${where.athena}\nORDER BY event_time DESC`;

function summary(rows: Awaited<ReturnType<Ask>>, buckets: Buckets) {
  const verdicts = [...Map.groupBy(rows, (row) => textOrNull(row['verdict']))].map(([value, own]) => ({
    value,
    count: own.reduce((sum, row) => sum + Number(row['n']), 0),
  }));
  const times = (name: string) => rows.map((row) => Number(row[name])).toSorted((a, b) => a - b);
  return {
    count: verdicts.reduce((sum, { count }) => sum + count, 0),
    first: isoOf(times('first')[0]),
    last: isoOf(times('last').at(-1)),
    names: verdicts.length,
    verdicts: verdicts.toSorted((a, b) => b.count - a.count).slice(0, MOST_VERDICTS),
    lane: lane(rows, buckets),
  };
}

const isoOf = (micros: number | undefined): string | null =>
  micros === undefined ? null : new Date(Math.floor(micros / 1000)).toISOString();
