import { inert, LeveeError } from '#kernel';
import { literalArgument } from './athena-arguments.ts';
import { castAt, castOf } from './athena-casts.ts';
import { isoTime } from './athena-offsets.ts';
import { jsonQueryOf } from './athena-json-sql.ts';
import { formOf, subscriptOf } from './athena-forms.ts';
import { lambdaNames } from './athena-lambda-forms.ts';
import { ATHENA_FUNCTIONS, REFUSED_ATHENA_FUNCTIONS } from './athena-functions.ts';
import { calledName, closing, endOf, heresOf, type Here, type Writing } from './athena-here.ts';
import { aliasOf, Clause, fieldOf, tableOf } from './athena-names.ts';
import { unnestOf } from './athena-unnest.ts';
import { literalOf } from './athena-typed-literals.ts';
import { datePattern } from './athena-dates.ts';
import { intervalOf } from './athena-intervals.ts';
import { odderLiteral } from './athena-literals.ts';
import { shown } from './athena-shown.ts';
import { sumsOf } from './athena-sums.ts';
import { checkSyntax, extractOf, ignoredNulls, reservedOf, valuesOf } from './athena-syntax.ts';
import { ATHENA_NAMES, TRINO_NAME_OF } from './athena-trino-functions.ts';
import { nearest } from './athena-nearest.ts';
import { refusalAt } from './sql-mark.ts';
import { sqlWords, type SqlWord } from './sql-words.ts';

/** Unfilled names of other tools: Grafana's macros, templates. */
const PLACEHOLDER = /\$__\w+|\$\{[^}]*\}|\{\{[^}]*\}\}|<[a-z][\w ]*>/i;

/**
 * Athena's SQL (Trino's dialect) as DuckDB's: functions by their counterparts, types by their names, tables without the database
 * that a query was published with. All else means the same in both, under the settings of `athena-macros.ts`. Lines keep their
 * places, so that places in errors stay true; no text within a literal changes, but for patterns of dates.
 * @param onlySum see `sumsOf`
 * @throws LeveeError (exit code 2) for what has no counterpart, naming it and its place.
 */
export function athenaToDuckdb(sql: string, tables: ReadonlyMap<string, string>, onlySum?: number): string {
  const words = sqlWords(sql);
  refusePlaceholders(words, sql);
  const writing: Writing = { written: words.map(writtenWord), sql };
  const all = heresOf(words);
  wordByWord(all, writing, tables);
  sumsOf(all, writing, onlySum);
  for (const here of all) lambdaNames(here, writing);
  for (const here of all.toSorted((left, right) => endOf(left) - endOf(right))) {
    castOf(here, writing);
    jsonQueryOf(here, writing, castAt(here, sql));
    formOf(here, writing);
    subscriptOf(here, writing);
    unnestOf(here, writing);
  }
  return shown(words, writing.written.join(''));
}

/** A word as it is. A comment within a comment begins none in Athena, but one in DuckDB. */
const writtenWord = ({ kind, text }: SqlWord): string =>
  kind === 'blank' && text.startsWith('/*') ? `/*${text.slice(2).replaceAll('/*', '  ')}` : text;

function wordByWord(all: readonly Here[], writing: Writing, tables: ReadonlyMap<string, string>): void {
  const { written } = writing;
  const clause = new Clause();
  for (const here of all) {
    clause.read(here);
    if (clause.isSelectList) fieldOf(here, written);
    call(here, writing);
    literalOf(here, writing);
    odderLiteral(here, writing);
    extractOf(here, writing);
    valuesOf(here, written);
    ignoredNulls(here, written);
    checkSyntax(here, writing);
    reservedOf(here, written);
    intervalOf(here, writing);
    tableOf(here, written, tables);
    aliasOf(here, written, clause.isSelectList);
  }
}

function refusePlaceholders(words: readonly SqlWord[], sql: string): void {
  const found = words.find(({ kind, text }) => kind !== 'blank' && kind !== 'text' && PLACEHOLDER.test(text));
  const inText =
    found ?? (PLACEHOLDER.test(sql) ? words.find(({ text }) => /\$__|\$\{/.test(text)) : undefined);
  const offset = found?.offset ?? inText?.offset ?? sql.search(/\$__\w|\$\{|\{\{/);
  if (offset < 0) return;
  throw refusalAt(
    sql,
    { offset },
    {
      what: 'a placeholder of another tool is not filled in',
      hint: 'put the value or the table that it stands for in its place',
    },
  );
}

/** A function's name before its bracket. */
function call(here: Here, { written, sql }: Writing): void {
  const name = calledName(here);
  if (name === undefined) return;
  if (REFUSED_ATHENA_FUNCTIONS.has(name))
    throw refusal(here, sql, { what: `${inert(name)}() is not supported yet` });
  if (!ATHENA_NAMES.has(name) && isChecked(here)) throw unknown(here, sql, name);
  const end = closing(here);
  if (here.is(end + 1, 'filter') && here.is(closing(here, end + 2) + 1, 'over'))
    throw refusal(here, sql, {
      what: `${inert(name)}() with FILTER and OVER is not supported`,
      hint: `write ${inert(name)}(CASE WHEN … THEN x END) OVER (…)`,
    });
  const known = Object.hasOwn(ATHENA_FUNCTIONS, name) ? ATHENA_FUNCTIONS[name] : undefined;
  if (known !== undefined) written[here.at()] = known;
  if (name === 'from_iso8601_timestamp') isoTime(here, { written, sql });
  datePattern(here, name, { written, sql });
  literalArgument(here, name, { written, sql });
}

const STARTS = [
  'select',
  'with',
  'values',
  'table',
  'from',
  'describe',
  'desc',
  'summarize',
  'pivot',
  'unpivot',
  'explain',
  '(',
];

/** What is no query, and what stands in FROM, is refused with its own words later (`statement.ts`). */
const isChecked = (here: Here): boolean =>
  here.go(-here.place).is(0, ...STARTS) && !here.is(-1, 'from', 'join', 'lateral');

/** What is wrong with the word here, and what to do. */
const refusal = (
  here: Here,
  sql: string,
  { what, hint = 'docs/sql.md lists the functions that are' }: { what: string; hint?: string | undefined },
): LeveeError => refusalAt(sql, here.word(), { what, hint });

function unknown(here: Here, sql: string, name: string): LeveeError {
  const meant = Object.hasOwn(TRINO_NAME_OF, name) ? TRINO_NAME_OF[name] : undefined;
  const near = meant === undefined ? nearest(name, ATHENA_NAMES) : undefined;
  const hint = meant === undefined ? near && `did you mean "${near}"?` : `Athena's name for it is ${meant}`;
  return refusal(here, sql, {
    what: `${inert(name)}() cannot be used in a query: Athena has no such function`,
    hint,
  });
}
