import type { Column, EventTime, Format, Roles, TimeForm } from '#format';
import { columnName, COMMON, DAY_COLUMNS } from '#format';
import { ident, literal } from '#port';
import type { DayPart } from './day-parts.ts';
import { EXTRA, ORDINAL } from './lanes.ts';
import { CLIENT_FUNCTION } from './trusted-client.ts';
import { columnSql, renamedSql, sourceSelect } from './source-sql.ts';
import type { Spool } from './spool-set.ts';

/** What is known of a batch besides its spools. */
export interface BatchFacts {
  /** Path of the NDJSON file that lists the batch's objects: ordinal, uri, account, region, stream. */
  readonly objectsPath: string;
  /** Microseconds since the epoch: `ingested_at` of every row. */
  readonly ingestedAt: bigint;
  /** The day of all rows (`YYYY-MM-DD`), where they are of one: the engine then has no dates to print. */
  readonly onlyDay?: string | undefined;
  /** Only its rows are selected; all by default. */
  readonly part?: DayPart;
  /** Whether hops are trusted: the engine then has `levee_client_ip`. */
  readonly hasTrustedHops?: boolean;
  /** The spools' ordinals number the records of one object: the rows get them as `@o`, and nothing of the object. */
  readonly isNumbered?: boolean;
}

/** Relation of a batch's objects. */
export const objectsRelation = (path: string): string =>
  `read_json(${literal(path)}, format = 'newline_delimited', columns = {'@ordinal': 'INTEGER', '@uri': 'VARCHAR', ` +
  `'@account': 'VARCHAR', '@region': 'VARCHAR', '@stream': 'VARCHAR'})`;

/** What is known of an object, by the name it has in the objects' file. */
const KNOWN = ['@uri', '@account', '@region', '@stream'] as const;

/**
 * One row of lists with what is known of the objects, in the order of their ordinals. Looking into a list costs a tenth of
 * what joining does, which takes every wide row apart (measured on WAF: 0.14 of 0.91 processor seconds).
 */
const objectLists = (path: string): string =>
  `SELECT ${KNOWN.map((name) => `list(${ident(name)} ORDER BY "@ordinal") AS ${ident(name)}`).join(', ')} FROM ${objectsRelation(path)}`;

const ofObject = (name: (typeof KNOWN)[number]): string =>
  `object.${ident(name)}[timed.${ident(ORDINAL)} + 1]`;

/**
 * The planned SQL of a batch: every column of the format's table in order, then `event_day` (`YYYY-MM-DD`).
 * Undefined when the batch has no rows.
 */
export function rowSelect(format: Format, spools: readonly Spool[], facts: BatchFacts): string | undefined {
  const sources = groupSpools(spools).map((group) => sourceSelect(format, group) + ofObjects(facts));
  if (sources.length === 0) return undefined;
  const own = Object.entries(format.columns).map(([key, column]) => ({
    name: columnName(key),
    sql: columnSql(key, column),
  }));
  const typed = own.map(({ name, sql }) => `${sql} AS ${ident(name)}`).join(', ');
  return (
    `WITH source AS (${sources.join(' UNION ALL ')}), ` +
    `typed AS (SELECT ${ident(ORDINAL)}, ${ident(EXTRA)}, ${timeSql(format.time)} AS "@t", ${typed} FROM source), ` +
    `timed AS (SELECT *, ${daySql(facts)} AS "@d" FROM typed${ofDay(facts)}) ` +
    `SELECT ${columnList(format, facts)} ` +
    `FROM timed, (${objectLists(facts.objectsPath)}) AS object`
  );
}

const daySql = ({ onlyDay }: BatchFacts): string =>
  onlyDay === undefined ? `strftime("@t", '%Y-%m-%d')` : literal(onlyDay);

/** By the objects, which the engine looks at before it reads a row's other columns. */
const ofObjects = ({ part }: BatchFacts): string =>
  part === undefined ? '' : ` WHERE ${ident(ORDINAL)} BETWEEN ${part.from} AND ${part.to}`;

function ofDay({ part }: BatchFacts): string {
  if (part === undefined) return '';
  const begin = `TIMESTAMP ${literal(part.day)}`;
  return ` WHERE "@t" >= ${begin} AND "@t" < ${begin} + INTERVAL 1 DAY`;
}

function columnList(format: Format, facts: BatchFacts): string {
  const common = commonSql(format.roles, facts);
  const own = Object.entries(format.columns).map(([key, column]) => ({ name: columnName(key), column }));
  const taken = new Set(own.map(({ name }) => name));
  const shared = [...COMMON, ...DAY_COLUMNS].filter(({ name }) => !taken.has(name));
  const first = own.map(({ name, column }) => `${ownSql(name, column, common)} AS ${ident(name)}`);
  return [
    ...first,
    ...shared.map(({ name }) => `${common[name]} AS ${ident(name)}`),
    '"@d" AS event_day',
    ...(facts.isNumbered === true ? [`timed.${ident(ORDINAL)} AS ${ident(ORDINAL)}`] : []),
  ].join(', ');
}

/** A format's own column; where it is a common one too and has no value, what the object's key says. */
const ownSql = (name: string, column: Column, common: Readonly<Record<string, string>>): string =>
  ['account_id', 'region', 'stream'].includes(name)
    ? `coalesce(timed.${ident(name)}, ${common[name]})`
    : renamedSql(name, column);

function commonSql(roles: Roles, facts: BatchFacts): Readonly<Record<string, string>> {
  const keyed = (sql: string | undefined, fromKey: (typeof KNOWN)[number]) =>
    sql === undefined ? ofObject(fromKey) : `coalesce(nullif(${sql}, ''), ${ofObject(fromKey)})`;
  return {
    event_time: `make_timestamptz(epoch_us("@t"))`,
    account_id: keyed(roles.account_id, '@account'),
    region: keyed(roles.region, '@region'),
    stream: keyed(roles.stream, '@stream'),
    client_ip: clientSql(roles, facts),
    ips: listSql(roles.ips),
    principals: listSql(roles.principals),
    resources: listSql(roles.resources),
    source_object: ofObject('@uri'),
    ingested_at: `make_timestamptz(${facts.ingestedAt})`,
    extra: ident(EXTRA),
    year: `left("@d", 4)`,
    month: `substr("@d", 6, 2)`,
    day: `right("@d", 2)`,
  };
}

/** The peer's address, or behind trusted hops the address that they vouch for. */
function clientSql(
  { client_ip: peer, forwarded_for: forwarded }: Roles,
  { hasTrustedHops = false }: BatchFacts,
): string {
  if (peer === undefined) return 'NULL::VARCHAR';
  return forwarded === undefined || !hasTrustedHops ? peer : `${CLIENT_FUNCTION}(${peer}, ${forwarded})`;
}

/**
 * Distinct values that are neither null nor '': in the declared order, or sorted where lists are among them. Values
 * are compared pair by pair: on 300,000 rows six of them took 50 ms so, 200 ms by `list_distinct`.
 */
function listSql(items: Roles['ips']): string {
  const scalars = items.filter((item) => typeof item === 'string');
  const lists = items.filter((item) => typeof item !== 'string').map(({ each }) => `coalesce(${each}, [])`);
  if (items.length === 0) return '[]::VARCHAR[]';
  const values = scalars.map((sql, at) => newValue(sql, scalars.slice(0, at)));
  const scalarList = `list_filter([${values.join(', ')}]::VARCHAR[], lambda value: value IS NOT NULL)`;
  return lists.length === 0
    ? scalarList
    : `list_sort(list_distinct(${[scalarList, ...lists].reduce((left, right) => `list_concat(${left}, ${right})`)}))`;
}

/** A value that is not '' and not one of those before it; else null. */
const newValue = (sql: string, before: readonly string[]): string =>
  `CASE WHEN ${[`${sql} <> ''`, ...before.map((other) => `${sql} IS DISTINCT FROM ${other}`)].join(' AND ')} THEN ${sql} END`;

const READ_TIME: Readonly<Record<Exclude<TimeForm, 'date-and-time'>, (field: string) => string>> = {
  'iso-8601': (field) => `CAST(${field} AS TIMESTAMP)`,
  'epoch-seconds': (field) => `make_timestamp(CAST(${field} AS BIGINT) * 1000000)`,
  'epoch-millis': (field) => `make_timestamp(CAST(${field} AS BIGINT) * 1000)`,
  'common-log': (field) => `strptime(left(${field}, 20), '%d/%b/%Y:%H:%M:%S')`,
};

/** Event time as a timestamp in UTC, from the first time field that has a value. */
function timeSql(time: EventTime): string {
  const { form, fields } = time;
  if (form === 'date-and-time') return `CAST(${fields.map(ident).join(" || ' ' || ")} AS TIMESTAMP)`;
  const reads = fields.map((field) => READ_TIME[form](ident(field)));
  return reads.length === 1 ? (reads[0] ?? '') : `coalesce(${reads.join(', ')})`;
}

/** Spools that one reader can take together: same lane, same tokens. */
function groupSpools(spools: readonly Spool[]): Spool[][] {
  const groups = new Map<string, Spool[]>();
  for (const spool of spools) {
    if (spool.lane === 'rejects') continue;
    const key = `${spool.lane} ${spool.tokens.join(' ')}`;
    groups.set(key, [...(groups.get(key) ?? []), spool]);
  }
  return [...groups.values()];
}
