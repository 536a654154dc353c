import type { Column, ColumnKind, Columns, Format } from '#format';
import { columnName } from '#format';
import { ident, literal } from '#port';
import { EXTRA, ORDINAL } from './lanes.ts';
import { declaredTokens } from './line-layout.ts';
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
    return new Map(declaredTokens(format).map((token) => [token, 'VARCHAR']));
  return new Map(
    Object.entries(format.columns).map(([key, column]) => [key, engineType(column, (name) => name)]),
  );
}

const NO_EXTRA = 'NULL::MAP(VARCHAR, VARCHAR)';

/** A SELECT of all source fields, the object's ordinal and `extra` over the spools of one lane and layout. */
export function sourceSelect(format: Format, spools: readonly Spool[]): string {
  const [first] = spools;
  if (first === undefined) return '';
  const fields = sourceFields(format);
  const present = first.lane === 'text' ? new Set(first.tokens) : new Set(fields.keys());
  const columns = [...fields].map(([name, type]) =>
    present.has(name) ? ident(name) : `NULL::${type} AS ${ident(name)}`,
  );
  const extra = extraSql(
    first,
    first.tokens.filter((token) => !fields.has(token)),
  );
  return `SELECT ${ident(ORDINAL)}, ${extra} AS ${ident(EXTRA)}, ${columns.join(', ')} FROM ${reader(format, spools, fields)}`;
}

/** What `extra` is in a lane: in text spools the tokens that no column is read from and that have a value. */
function extraSql({ lane }: Spool, unknown: readonly string[]): string {
  if (lane === 'explained') return ident(EXTRA);
  if (lane !== 'text' || unknown.length === 0) return NO_EXTRA;
  const entries = unknown.map((token) => `{'key': ${literal(token)}, 'value': ${ident(token)}}`);
  const present = `list_filter([${entries.join(', ')}], lambda entry: entry.value IS NOT NULL)`;
  const isAny = unknown.map((token) => `${ident(token)} IS NOT NULL`).join(' OR ');
  return `CASE WHEN ${isAny} THEN map_from_entries(${present}) END`;
}

function reader(format: Format, spools: readonly Spool[], fields: ReadonlyMap<string, string>): string {
  const paths = `[${spools.map((spool) => literal(spool.path)).join(', ')}]`;
  return spools[0]?.lane === 'text'
    ? csvReader(format, paths, spools[0].tokens)
    : jsonReader(spools, paths, fields);
}

function jsonReader(spools: readonly Spool[], paths: string, fields: ReadonlyMap<string, string>): string {
  const columns = new Map([[ORDINAL, 'INTEGER'], [EXTRA, 'MAP(VARCHAR, VARCHAR)'], ...fields]);
  if (spools[0]?.lane === 'json') columns.delete(EXTRA);
  return `read_json(${paths}, format = 'newline_delimited', columns = ${typeMap(columns)}${objectSize(spools)})`;
}

/** DuckDB's default buffer takes records of 16 MiB; a larger one is asked for only where a record needs it. */
function objectSize(spools: readonly Spool[]): string {
  const longest = Math.max(...spools.map((spool) => spool.longest));
  return longest < 16_000_000 ? '' : `, maximum_object_size = ${longest + 4096}`;
}

/** A control character, which no regular line has: without it the reader would take an empty token for null. */
const NO_TOKEN = '\u0001';

function csvReader(format: Format, paths: string, tokens: readonly string[]): string {
  const columns = new Map([[ORDINAL, 'INTEGER'], ...tokens.map((token) => [token, 'VARCHAR'] as const)]);
  const nulls = format.nulls.length === 0 ? [NO_TOKEN] : format.nulls;
  return (
    `read_csv(${paths}, delim = '\t', quote = '', escape = '', header = false, auto_detect = false, ` +
    `new_line = '\\n', columns = ${typeMap(columns)}, nullstr = [${nulls.map(literal).join(', ')}])`
  );
}

const typeMap = (types: ReadonlyMap<string, string>): string =>
  `{${[...types].map(([name, type]) => `${literal(name)}: ${literal(type)}`).join(', ')}}`;

/**
 * The expression of a table column over source fields. Structs and lists stay as they were read: roles look into
 * them, and their names are made lower-case once, at the end (`renamedSql`). The format's null tokens are the
 * reader's where a token is a column, and are looked for here in the parts of a token.
 */
export function columnSql(key: string, column: Column, formatNulls: readonly string[] = []): string {
  if (column.kind === 'struct' || column.kind === 'list') return ident(key);
  const token = ident(column.from?.token ?? key);
  const raw = column.from === undefined ? token : PARTS[column.from.part](token);
  const isPart = column.from !== undefined && column.from.part !== 'whole';
  const nulls = isPart ? [...column.nulls, ...formatNulls] : column.nulls;
  const known = nulls.reduce((sql, text) => `nullif(${sql}, ${literal(text)})`, raw);
  return `CAST(${known} AS ${engineType(column, columnName)})`;
}

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
