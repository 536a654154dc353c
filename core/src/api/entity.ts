import type { z } from 'zod';
import type { TableScan } from '#lake';
import { BadRequest } from './bad-request.ts';
import { bucketsOf, bucketSql, lane, textOrNull, type Buckets } from './buckets.ts';
import { filterPaths } from './condition.ts';
import type {
  EntityAnswer,
  EntityKind,
  entityRequest,
  Filter,
  HuntAnswer,
  huntRequest,
  TableFinding,
  TimeRange,
} from './contract.ts';
import { ROW } from './field-path.ts';
import { listLimit, type Limit } from './limits.ts';
import { coversOf, plan, type Plan } from './plan.ts';
import type { ApiWorld, Ask } from './world.ts';

const LANE_POINTS = 100;
const MOST_VERDICTS = 10;

const KINDS: readonly (readonly [EntityKind, RegExp])[] = [
  ['cidr', /^[0-9a-f.:]+\/\d{1,3}$/i],
  ['ip', /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]+:[0-9a-f:.]*)$/i],
  ['arn', /^arn:aws[a-z-]*:/],
  ['access-key', /^A[KS]IA[A-Z0-9]{12,}$/],
  ['account', /^\d{12}$/],
  ['instance', /^i-[0-9a-f]{8,17}$/],
  ['network-interface', /^eni-[0-9a-f]{8,17}$/],
  ['ja4', /^[tqd]\d\d[di]\d{4}[a-z0-9]{2}_[0-9a-f]{12}_[0-9a-f]{12}$/],
  ['ja3', /^[0-9a-f]{32}$/],
  [
    'request-id',
    /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+-[0-9a-f]{8}-[0-9a-f]{24}|[A-Z0-9]{16})$/i,
  ],
  ['domain', /^(?=.{4,253}$)(?:[a-z0-9_-]+\.)+[a-z]{2,}\.?$/i],
  ['bucket', /^[a-z0-9][a-z0-9.-]{2,62}$/],
];

/** What a text most likely names, by its form. */
const kindOf = (value: string): EntityKind => KINDS.find(([, pattern]) => pattern.test(value))?.[0] ?? 'text';

/** Where a table may hold a value: its declared entity fields, and the search arrays of every table. */
const SEARCHED = ['ips', 'principals', 'resources', 'client_ip', 'account_id'];

function fieldsFor(world: ApiWorld, table: string, kind: EntityKind): string[] {
  if (kind === 'ip' || kind === 'cidr') return ['ips'];
  const declared = world.boards.find((board) => board.table === table)?.entities ?? [];
  return [...new Set([...SEARCHED, ...declared])].filter((field) => field !== 'ips' && field !== 'client_ip');
}

/** One value in every table. */
export async function entity(
  world: ApiWorld,
  ask: Ask,
  { value, range }: z.output<typeof entityRequest>,
): Promise<EntityAnswer> {
  const kind = kindOf(value);
  const found: Found[] = [];
  const related: EntityAnswer['related'] = [];
  for (const table of await eventTables(world)) {
    const filter = await filterFor(world, { table, range, kind, value });
    const finding = await findingOf({ world, ask }, { table, range, filters: [filter] });
    found.push(finding);
    if (finding.finding.count > 0) related.push(...(await relatedOf({ world, ask }, finding.planned, value)));
  }
  const buckets = bucketsOf(range, LANE_POINTS);
  return {
    value,
    kind,
    bucketSeconds: buckets.seconds,
    buckets: [...buckets.starts],
    tables: found.map(({ finding }) => finding),
    related: related.toSorted((a, b) => b.count - a.count).slice(0, MOST_RELATED),
    covers: await coversOf(world, scansOf(found), [
      ...found.flatMap(({ limits }) => limits),
      ...relatedLimits(related),
    ]),
  };
}

const MOST_RELATED = 50;
const RELATED_EACH = 5;

async function relatedOf(at: At, planned: Plan, value: string): Promise<EntityAnswer['related']> {
  const { table } = planned;
  const fields = at.world.boards.find((board) => board.table === table)?.entities ?? [];
  const all: EntityAnswer['related'] = [];
  for (const field of fields) {
    const { duckdb, isList } = planned.resolve(field);
    const rows = await at.ask(
      `SELECT value, count(*) AS n FROM (SELECT ${isList ? `unnest(${duckdb})` : duckdb} AS value FROM ${planned.from} WHERE ${planned.where.duckdb})
       WHERE value IS NOT NULL AND CAST(value AS VARCHAR) <> ? GROUP BY value ORDER BY n DESC, value LIMIT ${RELATED_EACH}`,
      [...planned.where.values, value],
    );
    all.push(
      ...rows.map((row) => ({
        table,
        field,
        value: textOrNull(row['value']) ?? '',
        count: Number(row['n']),
      })),
    );
  }
  return all;
}

interface Wanted {
  readonly table: string;
  readonly range: TimeRange;
  readonly kind: EntityKind;
  readonly value: string;
}

/** The one field of the table that has the value, or the first that could. */
async function filterFor(world: ApiWorld, { table, range, kind, value }: Wanted): Promise<Filter> {
  if (kind === 'cidr') return { op: 'cidr', field: 'ips', value };
  const fields = fieldsFor(world, table, kind);
  const planned = await plan(world, { table, range, filters: [] });
  const usable = fields.filter((field) => planned.resolve(field).type === 'string');
  return { op: 'any', fields: usable, value };
}

interface At {
  readonly world: ApiWorld;
  readonly ask: Ask;
}
interface Found {
  readonly finding: TableFinding;
  readonly limits: readonly Limit[];
  readonly planned: Plan;
}

/** Of each field only the most frequent are looked for, and of all together the most frequent are shown. */
function relatedLimits(related: EntityAnswer['related']): Limit[] {
  const full = Map.groupBy(related, ({ table, field }) => `${table}.${field}`);
  const cut = [...full].flatMap(([name, values]) => (values.length === RELATED_EACH ? [name] : []));
  const each =
    cut.length === 0
      ? []
      : [
          {
            limit: `${RELATED_EACH} related values a field`,
            cut: `less frequent ones of ${cut.join(', ')}, if any`,
          },
        ];
  return [...each, ...listLimit(Math.min(related.length, MOST_RELATED), related.length, 'related values')];
}

const scansOf = (found: readonly Found[]): TableScan[] => found.map(({ planned }) => planned.scan);

/** Tables with events: `rejects` has its own page. */
async function eventTables(world: ApiWorld): Promise<string[]> {
  const withBoards = new Set(world.boards.map(({ table }) => table));
  return (await world.lake.tables()).filter((name) => withBoards.has(name));
}

async function findingOf(
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

/** The same filters in every table that has their fields. */
export async function hunt(
  world: ApiWorld,
  ask: Ask,
  request: z.output<typeof huntRequest>,
): Promise<HuntAnswer> {
  const found: Found[] = [];
  const skipped: HuntAnswer['skipped'] = [];
  for (const table of await eventTables(world)) {
    const missing = await missingField(world, table, request);
    if (missing !== undefined) skipped.push({ table, field: missing });
    else
      found.push(await findingOf({ world, ask }, { table, range: request.range, filters: request.filters }));
  }
  const buckets = bucketsOf(request.range, LANE_POINTS);
  return {
    bucketSeconds: buckets.seconds,
    buckets: [...buckets.starts],
    tables: found.map(({ finding }) => finding).toSorted((a, b) => b.count - a.count),
    skipped,
    covers: await coversOf(
      world,
      scansOf(found),
      found.flatMap(({ limits }) => limits),
    ),
  };
}

async function missingField(
  world: ApiWorld,
  table: string,
  { range, filters }: z.output<typeof huntRequest>,
): Promise<string | undefined> {
  const { resolve } = await plan(world, { table, range, filters: [] });
  return filters.flatMap(filterPaths).find((field) => !isField(resolve, field));
}

function isField(resolve: Plan['resolve'], field: string): boolean {
  try {
    resolve(field);
    return true;
  } catch (error) {
    if (error instanceof BadRequest) return false;
    throw error;
  }
}
