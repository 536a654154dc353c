import type { TableScan } from '#lake';
import { BadRequest } from './bad-request.ts';
import type { DerivedField } from './board.ts';
import { allOf, timeLiteral, type Condition, type Resolve } from './condition.ts';
import type { Covers, Filter, TimeRange } from './contract.ts';
import { fieldSql, ROW, type FieldSql } from './field-path.ts';
import type { Limit } from './limits.ts';
import { needlesOf } from './needles.ts';
import type { ApiWorld } from './world.ts';

/** A table's part that a request asks for: what to read, and which rows of it. */
export interface Plan {
  readonly table: string;
  readonly scan: TableScan;
  readonly resolve: Resolve;
  readonly from: string;
  readonly where: Condition;
  readonly range: TimeRange;
}

export interface Scope {
  readonly table: string;
  readonly range: TimeRange;
  readonly filters: readonly Filter[];
}

/** Plans the files of the range's days that may have what the filters look for, and compiles the filters. */
export async function plan(world: ApiWorld, { table, range, filters }: Scope): Promise<Plan> {
  const { from, to } = checkedRange(range);
  const last = new Date(Date.parse(to) - 1).toISOString().slice(0, 10);
  const days = { from: from.slice(0, 10), to: last };
  const scan = await world.lake.scan(table, { days, needles: () => needlesOf(filters) });
  if (scan === undefined) throw new BadRequest('table', 'a table of the lake; GET /tables lists them', 404);
  const resolve = resolver(world, scan);
  const rest = allOf(filters, resolve);
  const where = {
    duckdb: `${ROW}.event_time >= CAST(? AS TIMESTAMPTZ) AND ${ROW}.event_time < CAST(? AS TIMESTAMPTZ) AND ${rest.duckdb}`,
    values: [from, to, ...rest.values],
    athena: `event_time >= ${timeLiteral(from)} AND event_time < ${timeLiteral(to)}${filters.length === 0 ? '' : ` AND ${rest.athena}`}`,
  };
  return { table, scan, resolve, from: `${scan.relation} AS ${ROW}`, where, range: { from, to } };
}

/** Finds fields of a scan by path, and those that its board derives from them. */
export const resolver =
  ({ boards }: Pick<ApiWorld, 'boards'>, scan: TableScan): Resolve =>
  (path) => {
    const derived = boards
      .filter(({ table }) => table === scan.table)
      .flatMap((board) => board.derived ?? [])
      .find(({ name }) => name === path);
    const found = fieldSql(scan.fields, path) ?? (derived && derivedSql(derived, scan.fields));
    if (found === undefined) throw new BadRequest('field', `a field of ${scan.table}, not ${path}`);
    return found;
  };

/** In brackets, as it may stand anywhere. */
const derivedSql = ({ name, of, duckdb, athena }: DerivedField, fields: TableScan['fields']): FieldSql => ({
  name,
  madeOf: fieldSql(fields, of),
  type: 'string',
  isList: false,
  duckdb: `(${duckdb})`,
  athena: `(${athena})`,
});

/** A range in UTC whose end lies after its beginning. */
export function checkedRange({ from, to }: TimeRange): TimeRange {
  const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  if (range.from >= range.to) throw new BadRequest('range.to', 'a time after range.from');
  return range;
}

/** What answers of these plans rest on; `elapsedMs` and `cached` are filled when the answer leaves. */
export async function coversOf(
  world: ApiWorld,
  scans: readonly TableScan[],
  limits: readonly Limit[] = [],
): Promise<Covers> {
  const files = [...new Map(scans.flatMap((scan) => scan.files).map((file) => [file.path, file])).values()];
  const tables = [...new Set(scans.map(({ table }) => table))];
  return {
    rows: files.reduce((total, { records }) => total + records, 0),
    files: files.length,
    bytes: files.reduce((total, { sizeBytes }) => total + sizeBytes, 0),
    elapsedMs: 0,
    cached: false,
    limits: [...limits],
    newestEvent: await newestEventOf(world, tables),
    snapshotId: scans.length === 1 ? (scans[0]?.snapshotId ?? null) : null,
  };
}

/** The newest event of some tables; null where they have none. */
export async function newestEventOf({ lake }: ApiWorld, tables: readonly string[]): Promise<string | null> {
  const described = await Promise.all(tables.map((table) => lake.describe(table)));
  const times = described.flatMap((each) => each?.lastEvent ?? []);
  return times.toSorted().at(-1) ?? null;
}
