import type { Column, ColumnKind, Columns, Format } from '#format';
import { columnName, COMMON } from '#format';
import { ident, literal } from '#port';
import { EXTRA, ORDINAL } from './lanes.ts';
import { cellName, cellsOf, sourceOf } from './cells.ts';
import type { Spool } from './spool-set.ts';

const SCALARS: Readonly<Record<Exclude<ColumnKind, 'struct' | 'list'>, string>> = {
  string: 'VARCHAR',
  json: 'VARCHAR',
  int: 'INTEGER',
  long: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
};

/** The engine's type of a column; field names as AWS writes them, or lower-case as the table has them. */
function engineType(column: Column, name: (key: string) => string): string {
  if (column.kind === 'struct') return structType(column.fields ?? {}, name);
  if (column.kind === 'list')
    return column.element === undefined ? 'VARCHAR[]' : `${engineType(column.element, name)}[]`;
  return SCALARS[column.kind];
}

const structType = (fields: Columns, name: (key: string) => string): string =>
  `STRUCT(${Object.entries(fields)
    .map(([key, field]) => `${ident(name(key))} ${engineType(field, name)}`)
    .join(', ')})`;

/** Names and engine types of what a record of the format is made of, before any column is computed. */
function sourceFields(format: Format): ReadonlyMap<string, string> {
  if (format.framing.framing === 'lines')
    return new Map([...cellsOf(format).values()].flat().map(({ name, kind }) => [name, SCALARS[kind]]));
  return new Map(
    Object.entries(format.columns).map(([key, column]) => [key, engineType(column, (name) => name)]),
  );
}

const NO_EXTRA = 'NULL::MAP(VARCHAR, VARCHAR)';

/** A SELECT of all source fields, the object's ordinal and `extra` over the spools of one lane and layout. */
export function sourceSelect(format: Format, spools: readonly Spool[]): string {
  const [first] = spools;
  if (first === undefined) return '';
  const columns =
    format.framing.framing === 'lines' ? cellColumns(format, first) : recordColumns(format, first);
  return `SELECT ${ident(ORDINAL)}, ${extraSql(format, first)} AS ${ident(EXTRA)}, ${columns.join(', ')} FROM ${reader(format, spools)}`;
}

/**
 * Names of table columns that no record of the spools can have: their tokens are in no layout, or nothing is beyond the
 * declaration. Data files go without them, and every reader gives null. Measured on flow logs of 24 of 55 columns: an
 * eighth of the engine's time.
 */
export function absentColumns(format: Format, spools: readonly Spool[]): ReadonlySet<string> {
  const read = spools.filter(({ lane }) => lane !== 'rejects');
  if (read.some(({ lane }) => lane === 'explained')) return new Set();
  const hasExtra = read.some(({ tokens }) => unknownTokens(format, tokens).length > 0);
  const present = new Set(read.flatMap(({ tokens }) => tokens));
  const isColumns = read.every(({ lane }) => lane === 'text' || lane === 'records');
  const absent = Object.entries(format.columns)
    .filter(([key, column]) => isColumns && !present.has(sourceOf(key, column).token))
    .map(([key]) => columnName(key))
    .filter((name) => !COMMON.some((common) => common.name === name));
  return new Set(hasExtra ? absent : [...absent, 'extra']);
}

/** What a JSON record has: as the spool has it, or null where no record had it. */
function recordColumns(format: Format, { lane, tokens }: Spool): string[] {
  const present = new Set(tokens);
  return [...sourceFields(format)].map(([key, type]) =>
    lane !== 'records' || present.has(key) ? ident(key) : `NULL::${type} AS ${ident(key)}`,
  );
}

/** Cells of a text format: as the spool has them, or cut out of the tokens that the explaining reader wrote. */
function cellColumns(format: Format, { lane, tokens }: Spool): string[] {
  const present = new Set(tokens);
  return [...cellsOf(format).values()].flat().map(({ name, token, part, kind }) => {
    const type = SCALARS[kind];
    if (lane === 'text') return present.has(token) ? ident(name) : `NULL::${type} AS ${ident(name)}`;
    const text = part === 'whole' ? ident(token) : withNulls(PARTS[part](ident(token)), format.nulls);
    return `CAST(${text} AS ${type}) AS ${ident(name)}`;
  });
}

/** What `extra` is in a lane: in text spools the tokens that no column is read from and that have a value. */
function extraSql(format: Format, { lane, tokens }: Spool): string {
  if (lane === 'explained') return ident(EXTRA);
  const unknown = lane === 'text' ? unknownTokens(format, tokens) : [];
  if (unknown.length === 0) return NO_EXTRA;
  const entries = unknown.map((token) => `{'key': ${literal(token)}, 'value': ${ident(token)}}`);
  const present = `list_filter([${entries.join(', ')}], lambda entry: entry.value IS NOT NULL)`;
  const isAny = unknown.map((token) => `${ident(token)} IS NOT NULL`).join(' OR ');
  return `CASE WHEN ${isAny} THEN map_from_entries(${present}) END`;
}

function unknownTokens(format: Format, tokens: readonly string[]): string[] {
  const cells = cellsOf(format);
  return tokens.filter((token) => !cells.has(token));
}

const reader = (format: Format, spools: readonly Spool[]): string =>
  spools[0]?.lane === 'text' || spools[0]?.lane === 'records'
    ? columnReader(spools)
    : jsonReader(format, spools);

const pathList = (spools: readonly Spool[]): string =>
  `[${spools.map((spool) => literal(spool.path)).join(', ')}]`;

const columnReader = (spools: readonly Spool[]): string =>
  `read_parquet(${pathList(spools)}, hive_partitioning = false)`;

function jsonReader(format: Format, spools: readonly Spool[]): string {
  const isText = format.framing.framing === 'lines';
  const fields = isText
    ? [...cellsOf(format).keys()].map((token) => [token, 'VARCHAR'] as const)
    : sourceFields(format);
  const columns = new Map([[ORDINAL, 'INTEGER'], [EXTRA, 'MAP(VARCHAR, VARCHAR)'], ...fields]);
  if (spools[0]?.lane === 'json') columns.delete(EXTRA);
  return `read_json(${pathList(spools)}, format = 'newline_delimited', columns = ${typeMap(columns)}${objectSize(spools)})`;
}

/** DuckDB's default buffer takes records of 16 MiB; a larger one is asked for only where a record needs it. */
function objectSize(spools: readonly Spool[]): string {
  const longest = Math.max(...spools.map((spool) => spool.longest));
  return longest < 16_000_000 ? '' : `, maximum_object_size = ${longest + 4096}`;
}

const typeMap = (types: ReadonlyMap<string, string>): string =>
  `{${[...types].map(([name, type]) => `${literal(name)}: ${literal(type)}`).join(', ')}}`;

/**
 * The expression of a table column over source fields. Structs and lists stay as they were read: roles look into
 * them, and their names are made lower-case once, at the end (`renamedSql`). The format's null tokens are the
 * reader's.
 */
export function columnSql(key: string, column: Column): string {
  if (column.kind === 'struct' || column.kind === 'list') return ident(key);
  const { token, part } = sourceOf(key, column);
  return `CAST(${withNulls(ident(cellName(token, part)), column.nulls)} AS ${engineType(column, columnName)})`;
}

const withNulls = (sql: string, nulls: readonly string[]): string =>
  nulls.reduce((known, text) => `nullif(${known}, ${literal(text)})`, sql);

/** The final expression of a column by its name: nested names lower-case, as the table has them. */
export function renamedSql(name: string, column: Column): string {
  const isNested = column.kind === 'struct' || column.kind === 'list';
  return isNested
    ? `CAST(timed.${ident(name)} AS ${engineType(column, columnName)})`
    : `timed.${ident(name)}`;
}

/** How a part of a token is cut out (`host:port` at its last colon, brackets off; a request line at its outer spaces). */
const PARTS = {
  whole: (token: string) => token,
  host: (token: string) => `regexp_extract(${token}, '^\\[?(.*?)\\]?:\\d+$', 1)`,
  port: (token: string) => `regexp_extract(${token}, ':(\\d+)$', 1)`,
  verb: (token: string) => `split_part(${token}, ' ', 1)`,
  url: (token: string) => `regexp_extract(${token}, '^[^ ]+ (.*) [^ ]+$', 1)`,
  protocol: (token: string) => `regexp_extract(${token}, ' ([^ ]+)$', 1)`,
} as const;
