import { columnName, type Column, type EventTime, type Format } from '#format';
import { ident, literal } from '#port';
import { sourceOf } from './cells.ts';
import type { DecodeLimits } from './limits.ts';
import { EXTRA, ORDINAL } from './lanes.ts';

/** A column of a Parquet object, and the token of the format that it carries; none where the format has no such column. */
export interface ParquetColumn {
  readonly name: string;
  readonly token: string | undefined;
  readonly kind: Column['kind'];
}

/** Which columns of an object carry which tokens: by the table's column name, case aside, or by an alias. Each token once. */
export function parquetColumns(format: Format, names: readonly string[]): ParquetColumn[] {
  const taken = new Set<string>();
  const known = new Map(
    Object.entries(format.columns).flatMap(([key, column]) => {
      const { token, part } = sourceOf(key, column);
      const spelt = [columnName(key), token, token.replaceAll('-', '_'), ...column.aliases];
      return part === 'whole' ? spelt.map((name) => [name, { token, kind: column.kind }] as const) : [];
    }),
  );
  return names.map((name) => {
    const found = known.get(name.toLowerCase());
    if (found === undefined || taken.has(found.token)) return { name, token: undefined, kind: 'string' };
    taken.add(found.token);
    return { name, ...found };
  });
}

/** Units per day of the times that Parquet objects carry as numbers. */
const PER_DAY: Partial<Readonly<Record<EventTime['form'], number>>> = {
  'epoch-seconds': 86_400,
  'epoch-millis': 86_400_000,
};
/** 9999-12-31, in days since 1970. */
const LAST_DAY = 2_932_896;

/** Whether a format's event time can be read from Parquet columns. */
export const hasParquetTime = ({ time }: Format): boolean => PER_DAY[time.form] !== undefined;

export interface ParquetPlan {
  readonly format: Format;
  readonly columns: readonly ParquetColumn[];
  readonly path: string;
  readonly ordinal: number;
  readonly limits: DecodeLimits;
}

/** What is wrong with a row: its kind of reject and the reason, as SQL. */
const NO_TIME = 'no_event_time';
const BAD_TIME = 'unreadable_event_time';
const TOO_LONG = 'too_long';

/** Every row with its texts (`c0` …), whether each is kept out of its column (`b0` …), its length, day and problem. */
function readRows(plan: ParquetPlan): string {
  const { format, columns, path, limits } = plan;
  const texts = columns.map(({ name }, at) => `${textOf(name, format.nulls)} AS c${at}`);
  const bad = columns.map((column, at) => `${isKeptOut(column, `c${at}`)} AS b${at}`);
  const length = columns.map((_, at) => `coalesce(strlen(c${at}), 0)`).join(' + ');
  const times = format.time.fields.flatMap((field) =>
    columns.flatMap(({ token }, at) => (token === field ? [`c${at}`] : [])),
  );
  const time = times.length === 0 ? 'NULL::VARCHAR' : `coalesce(${times.join(', ')})`;
  const day = `CASE WHEN regexp_full_match("@t", '\\d{1,15}') THEN CAST("@t" AS BIGINT) // ${PER_DAY[format.time.form] ?? 1} END`;
  const problem =
    `CASE WHEN "@l" > ${limits.maxRecordBytes} THEN '${TOO_LONG}' WHEN "@t" IS NULL THEN '${NO_TIME}' ` +
    `WHEN "@d" IS NULL OR "@d" > ${LAST_DAY} THEN '${BAD_TIME}' END`;
  return (
    `WITH texts AS (SELECT file_row_number AS "@n", ${texts.join(', ')} FROM ${parquet(path)}), ` +
    `timed AS (SELECT *, ${bad.join(', ')}, ${length} AS "@l", ${time} AS "@t" FROM texts), ` +
    `dated AS (SELECT *, ${day} AS "@d" FROM timed), ` +
    `checked AS (SELECT *, ${problem} AS "@p" FROM dated) `
  );
}

const parquet = (path: string): string =>
  `read_parquet(${literal(path)}, hive_partitioning = false, file_row_number = true)`;

/** Text of a value; NUL bytes, which no reader of text lets through, in the spelling of rejects. */
function textOf(name: string, nulls: readonly string[]): string {
  const text = `replace(CAST(${ident(name)} AS VARCHAR), chr(0), '\\x00')`;
  return nulls.reduce((known, no) => `nullif(${known}, ${literal(no)})`, text);
}

const WHOLE = String.raw`-?\d{1,19}`;

/** Whether a text goes to `extra`: it has no column, or does not read as its column says. */
function isKeptOut({ token, kind }: ParquetColumn, text: string): string {
  const has = `${text} IS NOT NULL`;
  if (token === undefined) return has;
  const type = TYPES[kind];
  if (type === undefined) return 'false';
  const isWhole = kind === 'double' || kind === 'boolean' ? 'true' : `regexp_full_match(${text}, '${WHOLE}')`;
  return `${has} AND (NOT ${isWhole} OR TRY_CAST(${text} AS ${type}) IS NULL)`;
}

/** What texts of a kind must read as. */
const TYPES: Partial<Readonly<Record<Column['kind'], string>>> = {
  int: 'INTEGER',
  long: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
};

/** One row: `records`, `rows`, `first`, `last` (days since 1970), `bytes`, `longest`, and how many texts of each column went to `extra` (`b0` …). */
export function parquetSums(plan: ParquetPlan): string {
  const counts = plan.columns.map((_, at) => `count(*) FILTER ("@p" IS NULL AND b${at}) AS b${at}`);
  return (
    `${readRows(plan)} SELECT count(*) AS records, count(*) FILTER ("@p" IS NULL) AS rows, ` +
    `min("@d") FILTER ("@p" IS NULL) AS first, max("@d") FILTER ("@p" IS NULL) AS last, ` +
    `coalesce(sum("@l"), 0) AS bytes, coalesce(max("@l"), 0) AS longest, ${counts.join(', ')} FROM checked`
  );
}

/** Good rows, in the shape that the explaining reader writes. */
export function parquetRows(plan: ParquetPlan): string {
  const tokens = plan.columns.flatMap(({ token }, at) =>
    token === undefined ? [] : [`CASE WHEN NOT b${at} THEN c${at} END AS ${ident(token)}`],
  );
  const entries = plan.columns.map(
    ({ name }, at) => `{'key': ${literal(name)}, 'value': CASE WHEN b${at} THEN c${at} END}`,
  );
  const isAny = plan.columns.map((_, at) => `b${at}`).join(' OR ');
  const extra = `CASE WHEN ${isAny} THEN map_from_entries(list_filter([${entries.join(', ')}], lambda entry: entry.value IS NOT NULL)) END`;
  return `${readRows(plan)} SELECT ${[`${plan.ordinal} AS ${ident(ORDINAL)}`, `${extra} AS ${ident(EXTRA)}`, ...tokens].join(', ')} FROM checked WHERE "@p" IS NULL`;
}

/** Rows that can't be rows of the table, the first ones, in the shape of the rejects' spool. The raw text is the row as JSON. */
export function parquetRejects(plan: ParquetPlan): string {
  const { format, columns, limits } = plan;
  const raw = `CAST(json_object(${columns.map(({ name }, at) => `${literal(name)}, c${at}`).join(', ')}) AS VARCHAR)`;
  const fields = format.time.fields.join(' or ');
  const reasons: readonly (readonly [string, string])[] = [
    [TOO_LONG, `longer than ${limits.maxRecordBytes} bytes (maxRecordBytes)`],
    [NO_TIME, `no value in ${fields}, which carries the event time`],
    [BAD_TIME, `the value of ${fields} is no time in years 1970 to 9999`],
  ];
  const reason = `CASE "@p" ${reasons.map(([kind, words]) => `WHEN '${kind}' THEN ${literal(words)}`).join(' ')} END`;
  return (
    `${readRows(plan)}, rejected AS (SELECT "@n", "@p", ${raw} AS raw FROM checked WHERE "@p" IS NOT NULL ` +
    `ORDER BY "@n" LIMIT ${limits.maxRejectsPerObject}) SELECT ${plan.ordinal} AS ${ident(ORDINAL)}, "@n" AS record, "@p" AS kind, ` +
    `${reason} AS reason, left(raw, ${limits.rejectRawBytes}) AS raw, strlen(raw) AS "rawBytes", ` +
    `CASE WHEN strlen(raw) > ${limits.rejectRawBytes} THEN sha256(raw) END AS sha256 FROM rejected`
  );
}
