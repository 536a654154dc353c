import { inert, LeveeError } from '#kernel';
import { castOf, literalOf } from './athena-casts.ts';
import { formOf, lambdaNames, subscriptOf } from './athena-forms.ts';
import { ATHENA_FUNCTIONS, REFUSED_ATHENA_FUNCTIONS } from './athena-functions.ts';
import { calledName, closing, endOf, Here, type Writing } from './athena-here.ts';
import { aliasOf, Clause, fieldOf, tableOf } from './athena-names.ts';
import { unnestOf } from './athena-unnest.ts';
import { shown } from './athena-shown.ts';
import { dayOf, extractOf, ignoredNulls, reservedOf, valuesOf } from './athena-syntax.ts';
import { ATHENA_NAMES, TRINO_NAME_OF } from './athena-trino-functions.ts';
import { nearest } from './athena-nearest.ts';
import { jodaPattern, strftimePattern } from './date-pattern.ts';
import { markAt } from './sql-mark.ts';
import { sqlWords, type SqlWord } from './sql-words.ts';

/** Unfilled names of other tools: Grafana's macros, templates. */
const PLACEHOLDER = /\$__\w+|\$\{[^}]*\}|\{\{[^}]*\}\}|<[a-z][\w ]*>/i;

/**
 * Athena's SQL (Trino's dialect) as DuckDB's: functions by their counterparts, types by their names, tables without the database
 * that a query was published with. All else means the same in both, under the settings of `athena-macros.ts`. Lines keep their
 * places, so that places in errors stay true; no text within a literal changes, but for patterns of dates.
 * @throws LeveeError (exit code 2) for what has no counterpart, naming it and its place.
 */
export function athenaToDuckdb(sql: string, tables: ReadonlyMap<string, string>): string {
  const words = sqlWords(sql);
  refusePlaceholders(words, sql);
  const writing: Writing = { written: words.map((word) => word.text), sql };
  const solid = words.flatMap((word, at) => (word.kind === 'blank' ? [] : [at]));
  const all = solid.map((_, place) => new Here(words, solid, place));
  wordByWord(all, writing, tables);
  for (const here of all) lambdaNames(here, writing);
  for (const here of all.toSorted((left, right) => endOf(left) - endOf(right))) {
    castOf(here, writing);
    formOf(here, writing);
    subscriptOf(here, writing);
    unnestOf(here, writing);
  }
  return shown(words, writing.written.join(''));
}

function wordByWord(all: readonly Here[], writing: Writing, tables: ReadonlyMap<string, string>): void {
  const { written } = writing;
  const clause = new Clause();
  for (const here of all) {
    clause.read(here);
    if (clause.isSelectList) fieldOf(here, written);
    call(here, writing);
    literalOf(here, writing);
    extractOf(here, written);
    valuesOf(here, written);
    ignoredNulls(here, written);
    reservedOf(here, written);
    dayOf(here, written);
    tableOf(here, written, tables);
    aliasOf(here, written);
  }
}

function refusePlaceholders(words: readonly SqlWord[], sql: string): void {
  const found = words.find(({ kind, text }) => kind !== 'blank' && kind !== 'text' && PLACEHOLDER.test(text));
  const inText =
    found ?? (PLACEHOLDER.test(sql) ? words.find(({ text }) => /\$__|\$\{/.test(text)) : undefined);
  const offset = found?.offset ?? inText?.offset ?? sql.search(/\$__\w|\$\{|\{\{/);
  if (offset < 0) return;
  throw new LeveeError(`a placeholder of another tool is not filled in${markAt(sql, offset)}`, {
    hint: 'put the value or the table that it stands for in its place',
    exitCode: 2,
  });
}

/** A function's name before its bracket. */
function call(here: Here, { written, sql }: Writing): void {
  const name = calledName(here);
  if (name === undefined) return;
  if (REFUSED_ATHENA_FUNCTIONS.has(name))
    throw refusal(here, sql, { what: `${inert(name)}() is not supported yet` });
  if (!ATHENA_NAMES.has(name) && isChecked(here)) throw unknown(here, sql, name);
  const known = Object.hasOwn(ATHENA_FUNCTIONS, name) ? ATHENA_FUNCTIONS[name] : undefined;
  if (known !== undefined) written[here.at()] = known;
  const read = PATTERNS.get(name);
  if (read !== undefined) datePattern(here, { written, sql, read });
}

const STARTS = ['select', 'with', 'values', 'explain', '('];

/** What is no query, and what stands in FROM, is refused with its own words later (`statement.ts`). */
const isChecked = (here: Here): boolean =>
  here.go(-here.place).is(0, ...STARTS) && !here.is(-1, 'from', 'join', 'lateral');

/** What is wrong with the word here, and what to do. */
const refusal = (
  here: Here,
  sql: string,
  { what, hint = 'docs/sql.md lists the functions that are' }: { what: string; hint?: string | undefined },
): LeveeError => new LeveeError(`${what}${markAt(sql, here.word()?.offset)}`, { hint, exitCode: 2 });

function unknown(here: Here, sql: string, name: string): LeveeError {
  const meant = Object.hasOwn(TRINO_NAME_OF, name) ? TRINO_NAME_OF[name] : undefined;
  const near = meant === undefined ? nearest(name, ATHENA_NAMES) : undefined;
  const hint = meant === undefined ? near && `did you mean "${near}"?` : `Athena's name for it is ${meant}`;
  return refusal(here, sql, {
    what: `${inert(name)}() cannot be used in a query: Athena has no such function`,
    hint,
  });
}

/** Functions whose last argument is a pattern of dates, and how it is read. */
const PATTERNS = new Map([
  ['date_format', strftimePattern],
  ['date_parse', strftimePattern],
  ['format_datetime', jodaPattern],
  ['parse_datetime', jodaPattern],
]);

const PATTERN_HINT =
  'date_format and date_parse take the specifiers of MySQL (%Y-%m-%d %H:%i:%s), format_datetime and parse_datetime those of Joda (yyyy-MM-dd HH:mm:ss)';

interface Patterned extends Writing {
  readonly read: typeof strftimePattern;
}

/** The pattern of `date_format(x, '…')`: the text before the closing bracket. */
function datePattern(here: Here, { written, sql, read }: Patterned): void {
  const last = closing(here) - 1;
  const text = here.word(last);
  if (text?.kind !== 'text')
    throw refusal(here.go(last), sql, {
      what: 'the pattern of dates must be a text in the query',
      hint: PATTERN_HINT,
    });
  const made = read(text.text.slice(1, -1));
  if ('unknown' in made)
    throw refusal(here.go(last), sql, {
      what: `${inert(made.unknown)} is no specifier of this pattern`,
      hint: PATTERN_HINT,
    });
  written[here.at(last)] = `'${made.pattern}'`;
}
