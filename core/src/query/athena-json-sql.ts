import { closing, replaceText, type Here, type Range, type Writing } from './athena-here.ts';
import { clausesOf, type Clauses, type Outcome } from './athena-json-clauses.ts';
import { refusalAt } from './sql-mark.ts';

/** How a value is cast to the type that stands between two places. */
export type CastTo = (value: string, type: Range) => string;

/**
 * `JSON_EXISTS`, `JSON_VALUE` and `JSON_QUERY` with paths of names, places and `*`.
 * https://trino.io/docs/current/functions/json.html
 * @throws LeveeError (exit code 2) for other clauses and paths, with their place.
 */
export function jsonQueryOf(here: Here, writing: Writing, cast: CastTo): void {
  if (!here.is(0, 'json_exists', 'json_query', 'json_value') || !here.is(1, '(')) return;
  const clauses = clausesOf(here, writing);
  const made = here.is(0, 'json_exists')
    ? exists(clauses)
    : here.is(0, 'json_value')
      ? valueOf(clauses, cast)
      : query(here, writing.sql, clauses);
  replaceText(here, writing.written, {
    to: closing(here),
    text: `CASE WHEN (${clauses.input}) IS NOT NULL THEN list_transform([{'l': ${clauses.items}}], athena_found -> ${made})[1] END`,
  });
}

const ITEMS = 'athena_found.l';
const ITEM = `${ITEMS}[1]`;

/** Outcomes that are the same whatever is asked. */
const FIXED: Readonly<Partial<Record<Outcome['kind'], string>>> = {
  null: 'NULL',
  true: 'true',
  false: 'false',
  array: "'[]'",
  object: "'{}'",
};

/** What is done where nothing is found, or something is wrong. */
function outcomeText(outcome: Outcome | undefined, why: string, cast: (value: string) => string): string {
  const { kind, value = 'NULL' } = outcome ?? { kind: 'null' };
  return FIXED[kind] ?? cast(kind === 'error' ? `CAST(CAST('! ${why}' AS INTEGER) AS VARCHAR)` : value);
}

const WRONG = 'the path of JSON does not fit the value, or the text is no JSON';
const NOTHING = 'the path of JSON found no items';
const NO_SCALAR = 'the path of JSON found several items, or none that is a scalar of this type';

function exists({ onError = { kind: 'false' } }: Clauses): string {
  const wrong = outcomeText(onError, WRONG, (value) => `CAST(${value} AS BOOLEAN)`);
  return `CASE WHEN ${ITEMS} IS NULL THEN ${wrong} ELSE len(${ITEMS}) > 0 END`;
}

/** A scalar is cast from what it is: text, a whole number, a double, true or false. */
function valueOf({ returning, onEmpty, onError }: Clauses, castTo: CastTo): string {
  const cast = (value: string): string =>
    returning === undefined ? `athena_text(${value})` : castTo(value, returning);
  const scalar = `CASE json_type(${ITEM}) WHEN 'VARCHAR' THEN ${cast(`(${ITEM} ->> '$')`)} WHEN 'BOOLEAN' THEN ${cast(`CAST(${ITEM} AS BOOLEAN)`)} ELSE CASE WHEN athena_path_whole(${ITEM}) THEN ${cast(`CAST(CAST(${ITEM} AS VARCHAR) AS BIGINT)`)} ELSE ${cast(`CAST(CAST(${ITEM} AS VARCHAR) AS DOUBLE)`)} END END`;
  const wrong = outcomeText(onError, NO_SCALAR, cast);
  const made = onError?.kind === 'error' ? scalar : `coalesce(TRY(${scalar}), ${wrong})`;
  return `CASE WHEN ${ITEMS} IS NULL THEN ${wrong} WHEN len(${ITEMS}) = 0 THEN ${outcomeText(onEmpty, NOTHING, cast)} WHEN len(${ITEMS}) > 1 OR json_type(${ITEM}) IN ('OBJECT', 'ARRAY') THEN ${wrong} WHEN json_type(${ITEM}) <> 'NULL' THEN ${made} END`;
}

/** @throws LeveeError (exit code 2) for another type than varchar, and for quotes of what has none. */
function checkQuery(here: Here, sql: string, { returning, wrapper, omitsQuotes }: Clauses): void {
  const isText =
    returning === undefined || (returning.from === returning.to && here.is(returning.from, 'varchar'));
  if (isText && !(wrapper === 'always' && omitsQuotes === true)) return;
  throw refusalAt(sql, here.word(returning?.from ?? 0), {
    what: isText ? 'json_query() with a wrapper has no quotes to omit' : 'json_query() returns varchar',
    hint: 'write json_query without it',
  });
}

function query(here: Here, sql: string, clauses: Clauses): string {
  checkQuery(here, sql, clauses);
  const { onEmpty, onError, wrapper, omitsQuotes } = clauses;
  const plain = (value: string): string => `CAST(${value} AS VARCHAR)`;
  const text = `athena_path_text(${plain(ITEM)})`;
  const item =
    omitsQuotes === true
      ? `CASE json_type(${ITEM}) WHEN 'VARCHAR' THEN ${ITEM} ->> '$' ELSE ${text} END`
      : text;
  const wrapped = `athena_path_text('[' || array_to_string(list_transform(${ITEMS}, athena_item -> ${plain('athena_item')}), ',') || ']')`;
  const made = {
    always: wrapped,
    conditional: `CASE WHEN len(${ITEMS}) = 1 AND json_type(${ITEM}) IN ('OBJECT', 'ARRAY') THEN ${item} ELSE ${wrapped} END`,
    none: `CASE WHEN len(${ITEMS}) > 1 THEN ${outcomeText(onError, NO_SCALAR, plain)} ELSE ${item} END`,
  }[wrapper ?? 'none'];
  return `CASE WHEN ${ITEMS} IS NULL THEN ${outcomeText(onError, WRONG, plain)} WHEN len(${ITEMS}) = 0 THEN ${outcomeText(onEmpty, NOTHING, plain)} ELSE ${made} END`;
}
