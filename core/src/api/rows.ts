import type { z } from 'zod';
import { parseJson, type Json } from '#kernel';
import type { EngineRow } from '#port';
import { BadRequest } from './bad-request.ts';
import { bucketsOf } from './buckets.ts';
import type { EventAnswer, eventRequest, Row, RowsAnswer, rowsRequest, Value } from './contract.ts';
import { ROW } from './field-path.ts';
import { edgeOf, type Edge } from './edge.ts';
import { hashOf } from './row-hash.ts';
import { keptRows } from './kept-rows.ts';
import { pageLimit } from './limits.ts';
import { coversOf, plan, resolver, type Plan } from './plan.ts';
import type { ApiWorld, Ask } from './world.ts';

interface Cursor {
  readonly micros: string;
  readonly hash: string;
  /** Which of the rows that are equal in all values, from 0. */
  readonly twin: string;
}

function cursorOf(text: string, field: string): Cursor {
  const [, micros, hash, twin = '0'] = /^(-?\d{1,18})-([0-9a-f]{32})(?:-(\d{1,9}))?$/.exec(text) ?? [];
  if (micros === undefined || hash === undefined)
    throw new BadRequest(field, 'what an earlier answer gave as id or next');
  return { micros, hash, twin };
}

interface Page {
  readonly columns: readonly string[];
  readonly limit: number;
  readonly order: 'newest' | 'oldest';
  readonly after: Cursor | undefined;
  /** Where the page ends, if it is known. */
  readonly edge?: Edge | undefined;
}

/** How an order compares and sorts. */
const ORDERS = {
  newest: { beyond: '<', direction: 'DESC', upTo: '>=', back: 'ASC' },
  oldest: { beyond: '>', direction: 'ASC', upTo: '<=', back: 'DESC' },
} as const;

/** One page of rows: the time of its last row is found first, so that only its own rows are read wide. */
export async function pageOf(
  ask: Ask,
  planned: Plan,
  page: Page,
): Promise<{ rows: Row[]; hasMore: boolean }> {
  const { limit, after, columns } = page;
  const { beyond, direction, upTo } = ORDERS[page.order];
  const edge = page.edge ?? (await edgeBySql(ask, planned, page));
  if (edge.files.length === 0) return { rows: [], hasMore: false };
  const values = columns.map((path, at) => `to_json(${planned.resolve(path).duckdb}) AS c${at}`);
  const shown = columns.map((_path, at) => `c${at}`).join(', ');
  const time = (operator: string, micros: number | string) =>
    ` AND ${ROW}.event_time ${operator} make_timestamptz(${micros})`;
  const within = edge.micros === undefined ? '' : time(upTo, edge.micros);
  const from = after === undefined ? '' : time(`${beyond}=`, after.micros);
  const rest =
    after === undefined ? 'true' : `(t, h, twin) ${beyond} (${after.micros}, '${after.hash}', ${after.twin})`;
  const found = await ask(
    `SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY t, h${shown === '' ? '' : ` ORDER BY ${shown}`}) - 1 AS twin
       FROM (SELECT epoch_us(${ROW}.event_time) AS t, ${hashOf(planned.scan.fields)} AS h, ${values.join(', ')}
         FROM ${planned.scan.relationFor(edge.files)} AS ${ROW} WHERE ${planned.where.duckdb}${within}${from})) WHERE ${rest}
     ORDER BY t ${direction}, h ${direction}, twin ${direction} LIMIT ${limit + 1}`,
    planned.where.values,
  );
  return { rows: found.slice(0, limit).map((row) => rowOf(row, columns)), hasMore: found.length > limit };
}

/** The time of a page's last row, looked for in all files. */
async function edgeBySql(ask: Ask, planned: Plan, { order, after, limit }: Page): Promise<Edge> {
  const { beyond, direction, back } = ORDERS[order];
  const { from, where, scan } = planned;
  const start =
    after === undefined ? '' : ` AND ${ROW}.event_time ${beyond} make_timestamptz(${after.micros})`;
  const [edge] = await ask(
    `SELECT epoch_us(event_time) AS t FROM (SELECT ${ROW}.event_time FROM ${from} WHERE ${where.duckdb}${start}
     ORDER BY ${ROW}.event_time ${direction} LIMIT ${limit + 1}) ORDER BY event_time ${back} LIMIT 1`,
    where.values,
  );
  return { micros: edge === undefined ? undefined : Number(edge['t']), files: scan.files };
}

const rowOf = (row: EngineRow, columns: readonly string[]): Row => ({
  id: [row['t'], row['h'], ...(Number(row['twin']) === 0 ? [] : [row['twin']])].map(String).join('-'),
  time: new Date(Math.floor(Number(row['t']) / 1000)).toISOString(),
  values: columns.map((_, at) => valueOf(row[`c${at}`])),
});

/** JSON text as a value whose long integers are text. */
function valueOf(text: unknown): Value {
  return typeof text === 'string' ? plain(parseJson(text)) : null;
}

const TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\+00$/;

function plain(value: Json): Value {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return value.replace(TIME, '$1T$2Z');
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}

const DEFAULT_COLUMNS = ['event_time', 'client_ip'];

interface Edging {
  readonly planned: Plan;
  readonly request: z.output<typeof rowsRequest>;
}

/** Rows of files up to which looking for the newest in columns is as fast as asking the engine (20 million: 350 ms instead of 100). */
const MOST_LOOKED_THROUGH = 2_000_000;

/** Where the first page ends, from kept columns. */
async function keptEdge(world: ApiWorld, ask: Ask, { planned, request }: Edging): Promise<Edge | undefined> {
  const { filters, limit } = request;
  if (planned.scan.files.reduce((sum, { records }) => sum + records, 0) > MOST_LOOKED_THROUGH)
    return undefined;
  const buckets = bucketsOf(planned.range, 1);
  const kept = await keptRows(world, { ask, planned, filters, buckets, fields: [], awaited: undefined });
  return kept === undefined ? undefined : edgeOf(await kept.within(), planned.scan.files, limit + 1);
}

/** Rows of a table, one page at a time. */
export async function rows(
  world: ApiWorld,
  ask: Ask,
  request: z.output<typeof rowsRequest>,
): Promise<RowsAnswer> {
  const planned = await plan(world, request);
  const board = world.boards.find(({ table }) => table === request.table);
  const columns = request.columns ?? [...(board?.columns ?? DEFAULT_COLUMNS)];
  const after = request.after === undefined ? undefined : cursorOf(request.after, 'after');
  const { limit, order } = request;
  const edge =
    order === 'newest' && after === undefined ? await keptEdge(world, ask, { planned, request }) : undefined;
  const page = await pageOf(ask, planned, { columns, limit, order, after, edge });
  return {
    columns,
    rows: page.rows,
    next: page.hasMore ? (page.rows.at(-1)?.id ?? null) : null,
    sql: rowsSql(planned, columns, request),
    covers: await coversOf(world, [planned.scan], pageLimit(page.rows.length, page.hasMore)),
  };
}

/** The rows as Athena SQL. */
export const rowsSql = (
  { table, where, resolve }: Plan,
  columns: readonly string[],
  { limit, order }: Pick<Page, 'limit' | 'order'>,
): string =>
  `SELECT ${columns.map((path) => resolve(path).athena).join(', ')}\nFROM ${table}\nWHERE ${where.athena}\nORDER BY event_time ${order === 'newest' ? 'DESC' : 'ASC'}\nLIMIT ${limit}`;

/** A row by its id: where to look for it, and the condition that finds it. */
export async function rowById(world: ApiWorld, { table, id }: z.output<typeof eventRequest>) {
  const { micros, hash } = cursorOf(id, 'id');
  const day = new Date(Math.floor(Number(micros) / 1000)).toISOString().slice(0, 10);
  const scan = await world.lake.scan(table, { days: { from: day, to: day } });
  if (scan === undefined) throw new BadRequest('table', 'a table of the lake; GET /tables lists them', 404);
  const where = `epoch_us(${ROW}.event_time) = ${micros} AND ${ROW}.event_time = make_timestamptz(${micros}) AND ${hashOf(scan.fields)} = '${hash}'`;
  return { scan, micros, day, from: `${scan.relation} AS ${ROW} WHERE ${where}` };
}

/** Why a row that has an id is not found. */
export const noSuchRow = (): BadRequest => new BadRequest('id', 'an event that is still in the lake', 404);

/** One row whole. */
export async function event(
  world: ApiWorld,
  ask: Ask,
  request: z.output<typeof eventRequest>,
): Promise<EventAnswer> {
  const { table, id } = request;
  const { scan, micros, from } = await rowById(world, request);
  const [found] = await ask(`SELECT CAST(to_json(${ROW}) AS VARCHAR) AS event FROM ${from} LIMIT 1`);
  if (found === undefined) throw noSuchRow();
  const value = valueOf(found['event']);
  const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : null);
  return {
    table,
    id,
    fields,
    source: { object: text('source_object'), ingestedAt: text('ingested_at') },
    sql: `SELECT *\nFROM ${table}\nWHERE ${resolver(world, scan)('event_time').athena} = from_unixtime_nanos(${micros}000)`,
    covers: await coversOf(world, [scan]),
  };
}
