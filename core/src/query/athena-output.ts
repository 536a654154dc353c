import type { EngineColumn } from '#port';
import { Here, type Range } from './athena-here.ts';
import { sqlWords, type SqlWord } from './sql-words.ts';

/** Words that end a list of columns outside of all brackets. */
const ENDS = [
  'from',
  'union',
  'except',
  'intersect',
  'order',
  'limit',
  'offset',
  'fetch',
  ';',
  'where',
  'group',
];

/** Words behind which a name is no name of a column but part of an expression. */
export const OPERATORS: ReadonlySet<string> = new Set(
  'and or not is like in between as select distinct all case when then else interval null any some escape over at zone time date timestamp from'.split(
    ' ',
  ),
);

/** Names that are values or ends of an expression. */
const VALUES = new Set(
  'null true false end current_date current_timestamp current_time localtime localtimestamp'.split(' '),
);

/**
 * The names that Athena gives the columns of a query: `_col0`, `_col1` … by their place where the SQL gives none. Nothing for a list
 * with a `*`, whose places depend on the table, and for what is no SELECT.
 */
export function columnNames(sql: string): readonly string[] | undefined {
  const words = sqlWords(sql);
  const solid = words.flatMap((word, at) => (word.kind === 'blank' ? [] : [at]));
  const place = outerSelect(words, solid);
  if (place === undefined) return undefined;
  const here = new Here(words, solid, place);
  const items = itemsOf(here);
  if (items.some(({ to }) => here.is(to, '*'))) return undefined;
  return items
    .map((item) => withoutBrackets(here, item))
    .map(({ from, to }, index) => (isNamed(here, { from, to }) ? plainName(here, to) : `_col${index}`));
}

/** `(x)` is called as `x` is. */
function withoutBrackets(here: Here, { from, to }: Range): Range {
  const isWhole = here.is(from, '(') && endOfGroup(here, from) === to && to - from === 2;
  return isWhole ? { from: from + 1, to: to - 1 } : { from, to };
}

/** The columns of an answer under Athena's names. */
export function namedColumns(columns: readonly EngineColumn[], sql: string): readonly EngineColumn[] {
  const names = columnNames(sql) ?? namesOfValues(columns, sql);
  // The sum of whole numbers is one of 64 bits in Athena.
  const typed = columns.map(({ name, type }) => ({ name, type: type.replaceAll(/\bHUGEINT\b/g, 'BIGINT') }));
  if (names?.length !== columns.length) return typed;
  return typed.map((column, at) => {
    const name = names[at] ?? column.name;
    // The second of two columns of one name keeps the engine's other name: a JSON object has each key once.
    const isTaken = names.indexOf(name) < at || name.toLowerCase() === column.name.toLowerCase();
    return isTaken ? column : { ...column, name };
  });
}

/** `VALUES (1, 'a')`. */
const namesOfValues = (columns: readonly EngineColumn[], sql: string): readonly string[] | undefined =>
  sqlWords(sql)
    .find(({ kind, text }) => kind !== 'blank' && text !== '(')
    ?.text.toLowerCase() === 'values'
    ? columns.map((_, at) => `_col${at}`)
    : undefined;

/** The first SELECT outside of brackets; none where the statement begins with another word than SELECT or WITH. */
function outerSelect(words: readonly SqlWord[], solid: readonly number[]): number | undefined {
  const texts = solid.map((at) => words[at]?.text.toLowerCase() ?? '');
  const open = texts.findIndex((text) => text !== '(');
  // `(SELECT 1) UNION (SELECT 2)`: the first names the columns.
  if (open > 0) return texts[open] === 'select' ? open : undefined;
  if (texts[0] !== 'select' && texts[0] !== 'with') return undefined;
  let depth = 0;
  const found = texts.findIndex((text) => {
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    return depth === 0 && text === 'select';
  });
  return found < 0 ? undefined : found;
}

function plainName(here: Here, to: number): string {
  const word = here.word(to);
  return word?.kind === 'quoted' ? word.text.slice(1, -1).replaceAll('""', '"') : (word?.text ?? '');
}

/** The items of the list that begins behind this SELECT. */
function itemsOf(here: Here): Range[] {
  const found: Range[] = [];
  let from = here.is(1, 'distinct', 'all') ? 2 : 1;
  const end = endOfList(here, from);
  for (let by = from; by <= end; by += 1) {
    if (by < end && here.is(by, '(', '[', 'case')) by = endOfGroup(here, by);
    if (by < end && !here.is(by, ',')) continue;
    if (by > from) found.push({ from, to: by - 1 });
    from = by + 1;
  }
  return found;
}

/** The place behind a list of columns. */
function endOfList(here: Here, from: number): number {
  for (let by = from; ; by += 1) {
    if (here.is(by, '(', '[', 'case')) by = endOfGroup(here, by);
    else if (here.word(by) === undefined || here.is(by, ')')) return by;
    else if (here.is(by, ...ENDS) && !here.is(by - 1, 'within') && !isDistinctFrom(here, by)) return by;
  }
}

/** `a IS DISTINCT FROM b`. */
const isDistinctFrom = (here: Here, by: number): boolean =>
  here.is(by, 'from') && here.is(by - 1, 'distinct') && here.is(by - 2, 'is', 'not');

/** The place where a bracket is closed, or a CASE ends; that of the last word where it is not. */
function endOfGroup(here: Here, from: number): number {
  let depth = 0;
  for (let by = from; here.word(by) !== undefined; by += 1) {
    if (here.is(by, '(', '[', 'case')) depth += 1;
    if (here.is(by, ')', ']', 'end')) depth -= 1;
    if (depth === 0) return by;
  }
  return from;
}

/** Whether an item has a name: a column of its own name, or a name at its end. */
function isNamed(here: Here, { from, to }: Range): boolean {
  const last = here.word(to);
  if (!isName(last)) return false;
  if (to === from) return !isValueWord(last);
  if (here.is(to - 1, 'as')) return true;
  if (here.is(to - 1, '.')) return isPath(here, from, to);
  return !isValueWord(last) && isAliasBehind(here, to);
}

const isName = (word: SqlWord | undefined): word is SqlWord =>
  word?.kind === 'name' || word?.kind === 'quoted';

const isValueWord = ({ kind, text }: SqlWord): boolean => kind === 'name' && VALUES.has(text.toLowerCase());

/** `INTERVAL '1' DAY`, `INTERVAL - '1-2' YEAR TO MONTH`. */
function isUnit(here: Here, to: number): boolean {
  const by = here.is(to - 1, 'to') ? to - 3 : to - 1;
  const isSigned = here.is(by - 1, '+', '-') && here.is(by - 2, 'interval');
  return here.word(by)?.kind === 'text' && (isSigned || here.is(by - 1, 'interval'));
}

/** A name behind a value, without AS. */
function isAliasBehind(here: Here, to: number): boolean {
  const before = here.word(to - 1);
  if (isUnit(here, to)) return false;
  if (before?.kind === 'name') return !OPERATORS.has(before.text.toLowerCase());
  return before !== undefined && (before.kind !== 'sign' || here.is(to - 1, ')', ']'));
}

/** `a.b.c` of names alone: a field of a call has no name. */
function isPath(here: Here, from: number, to: number): boolean {
  for (let by = to; by > from; by -= 2) if (!here.is(by - 1, '.') || !isName(here.word(by - 2))) return false;
  return true;
}
