import { inert, LeveeError } from '#kernel';
import { ATHENA_FUNCTIONS, REFUSED_ATHENA_FUNCTIONS } from './athena-functions.ts';
import { jodaPattern, strftimePattern } from './date-pattern.ts';
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
  const clause = new Clause();
  for (const place of solid.keys()) {
    const here = new Here(words, solid, place);
    clause.read(here);
    if (clause.isSelectList) fieldOf(here, written);
    call(here, written, sql);
    literalOf(here, written);
    typeOf(here, written);
    tableOf(here, written, tables);
    aliasOf(here, written);
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
  const name = calledName(here);
  if (name === undefined) return;
  if (REFUSED_ATHENA_FUNCTIONS.has(name))
    throw new LeveeError(`${inert(name)}() is not supported yet${markAt(sql, here.word()?.offset)}`, {
      hint: 'docs/sql.md lists the functions that are',
      exitCode: 2,
    });
  const known = Object.hasOwn(ATHENA_FUNCTIONS, name) ? ATHENA_FUNCTIONS[name] : undefined;
  if (known !== undefined) written[here.at()] = known;
  around(here, written, name);
  const read = PATTERNS.get(name);
  if (read !== undefined) datePattern(here, { written, sql, read });
}

/** The function that is called here, lower-case. */
function calledName(here: Here): string | undefined {
  const name = nameOf(here.word());
  const isCall = name !== undefined && here.is(1, '(') && !KEYWORDS.has(name) && !here.is(-1, '.', ')');
  return isCall ? name : undefined;
}

/** Functions that become another form around their arguments: what stands in place of the name, the bracket, and the closing one. */
const AROUND: Readonly<Record<string, readonly [name: string, open: string, close: string]>> = {
  any_match: ['(len(list_filter', '(', ')) > 0)'],
  // Counts 0 where no condition is known, as a window function too.
  count_if: ['count', '(nullif(', ', false))'],
  none_match: ['(len(list_filter', '(', ')) = 0)'],
};

function around(here: Here, written: string[], name: string): void {
  const forms = Object.hasOwn(AROUND, name) ? AROUND[name] : undefined;
  if (forms === undefined) return;
  const [called, open, close] = forms;
  written[here.at()] = called;
  written[here.at(1)] = open;
  written[here.at(closing(here))] = close;
}

/** How many places on the bracket stands that closes the call. */
function closing(here: Here): number {
  let depth = 0;
  for (let by = 1; here.word(by) !== undefined; by += 1) {
    if (here.is(by, '(')) depth += 1;
    if (here.is(by, ')')) depth -= 1;
    if (depth === 0) return by;
  }
  return 0;
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

interface Patterned {
  readonly written: string[];
  readonly sql: string;
  readonly read: typeof strftimePattern;
}

/** The pattern of `date_format(x, '…')`: the text before the closing bracket. */
function datePattern(here: Here, { written, sql, read }: Patterned): void {
  const last = closing(here) - 1;
  const text = here.word(last);
  if (text?.kind !== 'text') return;
  const made = read(text.text.slice(1, -1));
  if ('unknown' in made)
    throw new LeveeError(
      `${inert(made.unknown)} is no specifier of this pattern${markAt(sql, text.offset)}`,
      { hint: PATTERN_HINT, exitCode: 2 },
    );
  written[here.at(last)] = `'${made.pattern}'`;
}

/** `TIMESTAMP '… UTC'` has a zone: it is an instant. */
function literalOf(here: Here, written: string[]): void {
  const text = here.word(1);
  if (!here.is(0, 'timestamp') || text?.kind !== 'text') return;
  if (/(?:[+-]\d\d:?\d\d|[A-Za-z_]+(?:\/[A-Za-z_]+)?)'$/.test(text.text)) written[here.at()] = 'TIMESTAMPTZ';
}

/** `ROW(name type)` behind AS in a CAST is a STRUCT. */
function typeOf(here: Here, written: string[]): void {
  const isFields = here.word(2)?.kind === 'name' && here.word(3)?.kind === 'name';
  if (here.is(0, 'row') && here.is(1, '(') && isFields) written[here.at()] = 'STRUCT';
  if (here.is(0, 'varbinary')) written[here.at()] = 'BLOB';
  refuseAddressType(here);
}

function refuseAddressType(here: Here): void {
  const isType = here.is(-1, 'as') || here.word(1)?.kind === 'text';
  if (!here.is(0, 'ipaddress', 'ipprefix') || !isType) return;
  throw new LeveeError(`the type ${here.word()?.text ?? ''} is not supported yet`, {
    hint: 'compare addresses as text; ips and client_ip hold them in every table',
    exitCode: 2,
  });
}

/** Which clause a word stands in, bracket by bracket. */
class Clause {
  readonly #outer: boolean[] = [];
  isSelectList = false;

  read(here: Here): void {
    if (here.is(0, '(')) {
      this.#outer.push(this.isSelectList);
      this.isSelectList = false;
    } else if (here.is(0, ')')) this.isSelectList = this.#outer.pop() ?? false;
    else if (here.is(0, 'select')) this.isSelectList = true;
    else if (here.is(0, 'from')) this.isSelectList = false;
  }
}

/** A field that is selected without a name, `httprequest.clientip,`: it is named by its last part, so that ORDER BY finds it. */
function fieldOf(here: Here, written: string[]): void {
  const name = nameOf(here.word());
  const isLast = name !== undefined && here.is(-1, '.') && here.is(1, ',', 'from');
  if (!isLast) return;
  let by = 0;
  while (here.is(by - 1, '.') && nameOf(here.word(by - 2)) !== undefined) by -= 2;
  if (here.is(by - 1, ',', 'select', 'distinct')) written[here.at()] += ` AS "${name.replaceAll('"', '""')}"`;
}

/** A name without AS behind a call, `count(*) security,`: quoted, since DuckDB reserves more words there. */
function aliasOf(here: Here, written: string[]): void {
  const word = here.word();
  const isAlias = word?.kind === 'name' && here.is(-1, ')') && here.is(1, ',', 'from');
  if (isAlias && !NO_ALIAS.has(word.text.toLowerCase())) written[here.at()] = `"${word.text}"`;
}

const NO_ALIAS = new Set(['asc', 'desc', 'end', 'first', 'last', 'rows']);

/** `"database"."table"`: the database is left out where the table is one of the lake. */
function tableOf(here: Here, written: string[], tables: ReadonlyMap<string, string>): void {
  if (!here.is(-1, 'from', 'join', ',')) return;
  const parts = dotted(here);
  const table = tables.get(parts.join('.')) ?? tables.get(parts.at(-1) ?? '');
  if (table === undefined || !isDatabase(parts)) return;
  const last = here.at((parts.length - 1) * 2);
  for (let at = here.at(); at < last; at += 1) written[at] = '';
  if (table !== parts.at(-1)) written[last] = `"${table}"`;
}

/** The names from here on that dots join. */
function dotted(here: Here): string[] {
  const first = nameOf(here.word());
  const parts = first === undefined ? [] : [first];
  for (let by = 2; parts.length > 0 && here.is(by - 1, '.'); by += 2) {
    const part = nameOf(here.word(by));
    if (part === undefined) return [];
    parts.push(part);
  }
  return parts;
}

/** `table`, `database.table`, or `awsdatacatalog.database.table`; DuckDB's own schemas stay as they are written. */
function isDatabase(parts: readonly string[]): boolean {
  const [catalog, database] = parts.length === 3 ? parts : [undefined, ...parts];
  const isKnown = catalog === undefined || catalog === 'awsdatacatalog';
  return parts.length <= 3 && isKnown && !OWN_SCHEMAS.has(database ?? '');
}

const OWN_SCHEMAS = new Set(['information_schema', 'main', 'pg_catalog']);
