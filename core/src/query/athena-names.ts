import type { Here } from './athena-here.ts';
import { OPERATORS } from './athena-output.ts';
import { nameOf } from './sql-words.ts';

/** Which clause a word stands in, bracket by bracket, and the columns of the outermost list. */
export class Clause {
  readonly #outer: boolean[] = [];
  isSelectList = false;
  /** How many brackets are open. */
  get depth(): number {
    return this.#outer.length;
  }

  read(here: Here): void {
    if (here.is(0, '(', '[')) {
      this.#outer.push(this.isSelectList);
      this.isSelectList = false;
    } else if (here.is(0, ')', ']')) this.isSelectList = this.#outer.pop() ?? false;
    else if (here.is(0, 'select')) this.isSelectList = true;
    else if (here.is(0, 'from')) this.isSelectList = false;
  }
}

/** A field that is selected without a name, `httprequest.clientip,`: it is named by its last part, so that ORDER BY finds it. */
export function fieldOf(here: Here, written: string[]): void {
  const name = nameOf(here.word());
  const isLast = name !== undefined && here.is(-1, '.') && here.is(1, ',', 'from');
  if (!isLast) return;
  let by = 0;
  while (here.is(by - 1, '.') && nameOf(here.word(by - 2)) !== undefined) by -= 2;
  if (here.is(by - 1, ',', 'select', 'distinct')) written[here.at()] += ` AS "${name.replaceAll('"', '""')}"`;
}

/** A name without AS behind a value, `count(*) security,`, `x day,`: quoted, since DuckDB reserves more words there. */
export function aliasOf(here: Here, written: string[], isSelectList: boolean): void {
  const word = here.word();
  if (word?.kind !== 'name' || !here.is(1, ',', 'from')) return;
  const isBehind = here.is(-1, ')') || (isSelectList && isValue(here));
  if (isBehind && !NO_ALIAS.has(word.text.toLowerCase())) written[here.at()] = `"${word.text}"`;
}

/** Whether a value ends before the word here: a name, a literal, an element. `INTERVAL '1' DAY` has a unit behind it, no name. */
function isValue(here: Here): boolean {
  const before = here.word(-1);
  if (before?.kind === 'name') return !OPERATORS.has(before.text.toLowerCase());
  const isUnit = here.is(-2, 'interval', '+', '-') && before?.kind === 'text';
  return (
    !isUnit &&
    (before?.text === ']' || (before !== undefined && /^(?:quoted|text|number)$/.test(before.kind)))
  );
}

const NO_ALIAS = new Set(['asc', 'desc', 'end', 'first', 'last', 'rows', 'null', 'true', 'false']);

/** `"database"."table"`: the database is left out where the table is one of the lake. */
export function tableOf(here: Here, written: string[], tables: ReadonlyMap<string, string>): void {
  if (!here.is(-1, 'from', 'join', ',') && !(here.place === 1 && here.is(-1, 'describe', 'desc'))) return;
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
