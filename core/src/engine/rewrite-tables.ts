import { LeveeError } from '#kernel';
import { markAt } from '#query';
import { ident } from '#port';
import { byteOffset } from './read-only.ts';
import { tablePlaces, withNames, type Scan, type TablePlace } from './sql-scan.ts';

/** A table of the lake as a distributed engine has it. */
export interface DistributedTable {
  readonly name: string;
  /** Other names under which SQL may call it, lower-case; `database.table` too. */
  readonly aliases: readonly string[];
  /** Columns that it has only for SQL that names them: expressions in Athena's SQL, by lower-case name. */
  readonly derived: Readonly<Record<string, string>>;
}

/** A view over tables of the lake, its columns as expressions in Athena's SQL. */
export interface DistributedView {
  readonly name: string;
  readonly parts: readonly { readonly table: string; readonly columns: Readonly<Record<string, string>> }[];
}

/** What a distributed engine knows of the lake. */
export interface DistributedLake {
  readonly tables: readonly DistributedTable[];
  readonly views: readonly DistributedView[];
  /** What stands before a table's name there: `"levee"."levee".` */
  readonly qualifier: string;
}

/** A statement while it is rewritten: what stands in place of each of its words. */
export interface Rewriting {
  readonly sql: string;
  readonly scan: Scan;
  readonly written: string[];
}

/**
 * Writes every table of the lake as the engine has it: any database before its name is left out, an alias is its table, a view its
 * query, and columns that only this query names are added. Names of tables that are not the lake's stay as they are.
 */
export function rewriteTables(
  rewriting: Rewriting,
  tables: readonly TablePlace[],
  lake: DistributedLake,
): void {
  const { scan } = rewriting;
  const named = withNames(scan);
  const words = columnNames(scan);
  for (const found of tables) {
    const end = named.get(found.parts.join('.'));
    const isNamedQuery = end !== undefined && end < found.place;
    const source = isNamedQuery ? undefined : sourceOf(found.parts, lake, words);
    if (source !== undefined) write(rewriting, found, source);
  }
}

/** Whether a statement reads tables and views of the lake only. */
export function asksLakeAlone(scan: Scan, lake: DistributedLake): boolean {
  const named = withNames(scan);
  return tablePlaces(scan).every(
    ({ parts }) =>
      parts.length === 0 || named.has(parts.join('.')) || sourceOf(parts, lake, new Set()) !== undefined,
  );
}

/** Names that can be those of columns: no functions, types, new names and units. */
function columnNames(scan: Scan): ReadonlySet<string> {
  const names = Array.from({ length: scan.length }, (_, place) =>
    isColumn(scan, place) ? (scan.name(place) ?? '') : '',
  );
  return new Set(names);
}

function isColumn(scan: Scan, place: number): boolean {
  // `AS hour` and `CAST(x AS date)`
  if (scan.is(place - 1, 'as')) return false;
  if (scan.word(place)?.kind === 'quoted') return true;
  // `hour(x)`, `date '2026-03-28'`, `interval '1' hour`, `extract(hour FROM x)`
  const isCall = scan.is(place + 1, '(') || scan.word(place + 1)?.kind === 'text';
  const isUnit = scan.word(place - 1)?.kind === 'text' || scan.is(place - 2, 'extract');
  return !isCall && !isUnit;
}

/** What is read in place of a name. */
interface Source {
  readonly text: string;
  /** The name by which the query's own columns are called, when it is not clear from the text. */
  readonly alias: string | undefined;
}

function sourceOf(
  parts: readonly string[],
  { tables, views, qualifier }: DistributedLake,
  words: ReadonlySet<string>,
): Source | undefined {
  const last = parts.at(-1) ?? '';
  const view = isOfDatabase(parts) ? views.find(({ name }) => name === last) : undefined;
  if (view !== undefined) return { text: `(${viewText(view, qualifier)})`, alias: last };
  const table = isOfDatabase(parts)
    ? (tableNamed(parts.join('.'), tables) ?? tableNamed(last, tables))
    : undefined;
  if (table === undefined) return undefined;
  const derived = Object.entries(table.derived).filter(([name]) => words.has(name));
  const plain = `${qualifier}${ident(table.name)}`;
  if (derived.length === 0) return { text: plain, alias: table.name === last ? undefined : last };
  const items = derived.map(([name, sql]) => `, ${sql} AS ${ident(name)}`).join('');
  return { text: `(SELECT *${items} FROM ${plain})`, alias: last };
}

const tableNamed = (name: string, tables: readonly DistributedTable[]): DistributedTable | undefined =>
  tables.find((table) => table.name === name || table.aliases.includes(name));

/** `table`, `database.table` or `awsdatacatalog.database.table`, and not what engines keep about themselves. */
function isOfDatabase(parts: readonly string[]): boolean {
  const [catalog, database] = parts.length === 3 ? parts : [undefined, ...parts];
  const isOwn = catalog === undefined || catalog === 'awsdatacatalog' || catalog === 'levee';
  return parts.length > 0 && parts.length <= 3 && isOwn && database !== 'information_schema';
}

const viewText = ({ parts }: DistributedView, qualifier: string): string =>
  parts
    .map(({ table, columns }) => {
      const items = Object.entries(columns).map(([name, sql]) => `${sql} AS ${ident(name)}`);
      return `SELECT ${items.join(', ')} FROM ${qualifier}${ident(table)}`;
    })
    .join(' UNION ALL ');

function write(
  { sql, scan, written }: Rewriting,
  { place, parts }: TablePlace,
  { text, alias }: Source,
): void {
  const last = place + (parts.length - 1) * 2;
  if (scan.is(last + 1, 'for') && alias !== undefined)
    throw new LeveeError(
      `a version or time can only be asked of a table by its own name${markAt(sql, byteOffset(sql, scan.word(place)?.offset))}`,
      { hint: 'name the table as SHOW TABLES does, and its own columns', exitCode: 2 },
    );
  for (let at = scan.index(place); at < scan.index(last); at += 1) written[at] = '';
  const isCalled = alias === undefined || hasAlias(scan, last + 1);
  written[scan.index(last)] = isCalled ? text : `${text} AS ${ident(alias)}`;
}

/** Words that can follow a table and are no name for it. */
const NO_ALIAS = new Set(
  'where group having order limit union intersect except window offset fetch join left right inner full cross natural on using for tablesample match_recognize'.split(
    ' ',
  ),
);

function hasAlias(scan: Scan, place: number): boolean {
  const word = scan.word(place);
  if (word?.kind === 'quoted') return true;
  return word?.kind === 'name' && !NO_ALIAS.has(word.text.toLowerCase());
}
