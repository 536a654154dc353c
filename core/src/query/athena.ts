import { inert, LeveeError } from '#kernel';
import { ATHENA_FUNCTIONS, REFUSED_ATHENA_FUNCTIONS } from './athena-functions.ts';
import { strftimePattern } from './date-pattern.ts';
import { markAt } from './sql-mark.ts';
import { nameOf, sqlWords, type SqlWord } from './sql-words.ts';

/** Words before which a bracket is no call. */
const KEYWORDS = new Set(
  'and as between by case distinct else end except exists from group having in intersect is join like limit not on or order over partition select set some then union unnest using values when where with all any array'.split(
    ' ',
  ),
);

/** Unfilled names of other tools: Grafana's macros, templates. */
const PLACEHOLDER = /\$__\w+|\$\{[^}]*\}|\{\{[^}]*\}\}|<[a-z][\w ]*>/i;

/**
 * Athena's SQL (Trino's dialect) as DuckDB's: functions by their counterparts, types by their names, tables without the database
 * that a query was published with. All else means the same in both, under the settings of `athena-macros.ts`. Words keep
 * their order and lines, so that places in errors stay true.
 * @throws LeveeError (exit code 2) for what has no counterpart, naming it and its place.
 */
export function athenaToDuckdb(sql: string, tables: ReadonlyMap<string, string>): string {
  const words = sqlWords(sql);
  refusePlaceholders(words, sql);
  const written = words.map((word) => word.text);
  const solid = words.flatMap((word, at) => (word.kind === 'blank' ? [] : [at]));
  for (const place of solid.keys()) {
    const here = new Here(words, solid, place);
    call(here, written, sql);
    literalOf(here, written);
    typeOf(here, written);
    tableOf(here, written, tables);
  }
  return written.join('');
}

/** A word among its neighbours, blanks left out. */
class Here {
  readonly #words: readonly SqlWord[];
  readonly #solid: readonly number[];
  readonly #place: number;

  constructor(words: readonly SqlWord[], solid: readonly number[], place: number) {
    this.#words = words;
    this.#solid = solid;
    this.#place = place;
  }

  /** Index among all words of the neighbour `by` places on. */
  at(by = 0): number {
    return this.#solid[this.#place + by] ?? -1;
  }

  word(by = 0): SqlWord | undefined {
    return this.#words[this.at(by)];
  }

  is(by: number, ...texts: readonly string[]): boolean {
    return texts.includes(this.word(by)?.text.toLowerCase() ?? '');
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
function call(here: Here, written: string[], sql: string): void {
  const word = here.word();
  const name = nameOf(word);
  if (word === undefined || name === undefined || !here.is(1, '(') || KEYWORDS.has(name) || here.is(-1, '.'))
    return;
  if (REFUSED_ATHENA_FUNCTIONS.has(name))
    throw new LeveeError(`${inert(name)}() is not supported yet${markAt(sql, word.offset)}`, {
      hint: 'docs/sql.md lists the functions that are',
      exitCode: 2,
    });
  const known = Object.hasOwn(ATHENA_FUNCTIONS, name) ? ATHENA_FUNCTIONS[name] : undefined;
  if (known !== undefined) written[here.at()] = known;
  if (name === 'date_format' || name === 'date_parse') datePattern(here, written, sql);
}

/** The pattern of `date_format(x, '…')`: the text before the closing bracket. */
function datePattern(here: Here, written: string[], sql: string): void {
  let depth = 0;
  for (let by = 1; here.word(by) !== undefined; by += 1) {
    if (here.is(by, '(')) depth += 1;
    if (here.is(by, ')')) depth -= 1;
    if (depth > 0) continue;
    const text = here.word(by - 1);
    if (text?.kind !== 'text') return;
    const read = strftimePattern(text.text.slice(1, -1));
    if ('unknown' in read)
      throw new LeveeError(
        `${inert(read.unknown)} is no specifier of date patterns${markAt(sql, text.offset)}`,
        {
          hint: 'Athena takes those of MySQL, for example %Y-%m-%d %H:%i:%s',
          exitCode: 2,
        },
      );
    written[here.at(by - 1)] = `'${read.pattern}'`;
    return;
  }
}

/** `TIMESTAMP '… UTC'` has a zone: it is an instant. */
function literalOf(here: Here, written: string[]): void {
  const text = here.word(1);
  if (!here.is(0, 'timestamp') || text?.kind !== 'text') return;
  if (/(?:[+-]\d\d:?\d\d|[A-Za-z_]+(?:\/[A-Za-z_]+)?)'$/.test(text.text)) written[here.at()] = 'TIMESTAMPTZ';
}

/** `ROW(name type)` behind AS in a CAST is a STRUCT; `ARRAY(type)` is not DuckDB's form. */
function typeOf(here: Here, written: string[]): void {
  if (here.is(0, 'row') && here.is(1, '(') && here.word(2)?.kind === 'name' && here.word(3)?.kind === 'name')
    written[here.at()] = 'STRUCT';
  if (here.is(0, 'varbinary')) written[here.at()] = 'BLOB';
}

/** `"database"."table"`: the database is left out where the table is one of the lake. */
function tableOf(here: Here, written: string[], tables: ReadonlyMap<string, string>): void {
  if (!here.is(-1, 'from', 'join', ',') || nameOf(here.word()) === undefined) return;
  let last = 0;
  while (here.is(last + 1, '.') && nameOf(here.word(last + 2)) !== undefined) last += 2;
  const parts = Array.from({ length: last / 2 + 1 }, (_, part) => nameOf(here.word(part * 2)) ?? '');
  const table = tables.get(parts.join('.')) ?? tables.get(parts.at(-1) ?? '');
  if (table === undefined || !isDatabase(parts)) return;
  const isSame = table === parts.at(-1);
  for (let at = here.at(); at < here.at(last); at += 1) written[at] = '';
  if (!isSame) written[here.at(last)] = `"${table}"`;
}

/** `table`, `database.table`, or `awsdatacatalog.database.table`; DuckDB's own schemas stay as they are written. */
function isDatabase(parts: readonly string[]): boolean {
  const [catalog, database] = parts.length === 3 ? parts : [undefined, ...parts];
  const isKnown = catalog === undefined || catalog === 'awsdatacatalog';
  return parts.length <= 3 && isKnown && !OWN_SCHEMAS.has(database ?? '');
}

const OWN_SCHEMAS = new Set(['information_schema', 'main', 'pg_catalog']);
