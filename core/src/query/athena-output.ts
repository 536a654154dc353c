import type { EngineColumn } from '#port';
import { Here } from './athena-here.ts';
import { sqlWords, type SqlWord } from './sql-words.ts';

/** Words that end a list of columns outside of all brackets. */
const ENDS = ['from', 'union', 'except', 'intersect', 'order', 'limit', 'offset', 'fetch', ';', 'where', 'group'];

/** Words behind which a name is no name of a column but part of an expression. */
const OPERATORS = new Set(
  'and or not is like in between as select distinct all case when then else interval null any some escape at zone time date timestamp from'.split(' '),
);

/** Names that are values or ends of an expression. */
const VALUES = new Set('null true false end current_date current_timestamp current_time localtime localtimestamp'.split(' '));

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
  return items.map(({ from, to }, index) => (isNamed(here, from, to) ? plainName(here, to) : `_col${index}`));
}

/** The columns of an answer under Athena's names. */
export function namedColumns(columns: readonly EngineColumn[], sql: string): readonly EngineColumn[] {
  const names = columnNames(sql);
  // The sum of whole numbers is one of 64 bits in Athena.
  const typed = columns.map(({ name, type }) => ({ name, type: type === 'HUGEINT' ? 'BIGINT' : type }));
  if (names?.length !== columns.length) return typed;
  return typed.map((column, at) => {
    const name = names[at] ?? column.name;
    // The second of two columns of one name keeps the engine's other name: a JSON object has each key once.
    const isTaken = names.indexOf(name) < at || name.toLowerCase() === column.name.toLowerCase();
    return isTaken ? column : { ...column, name };
  });
}

/** The first SELECT outside of brackets; none where the statement begins with another word than SELECT or WITH. */
function outerSelect(words: readonly SqlWord[], solid: readonly number[]): number | undefined {
  if (!/^(?:select|with)$/i.test(words[solid[0] ?? 0]?.text ?? '')) return undefined;
  let depth = 0;
  for (const [place, at] of solid.entries()) {
    const text = words[at]?.text.toLowerCase();
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (depth === 0 && text === 'select') return place;
  }
  return undefined;
}

function plainName(here: Here, to: number): string {
  const word = here.word(to);
  return word?.kind === 'quoted' ? word.text.slice(1, -1).replaceAll('""', '"') : (word?.text ?? '');
}

/** The items of the list that begins behind this SELECT. */
function itemsOf(here: Here): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  let depth = 0;
  let from = here.is(1, 'distinct', 'all') ? 2 : 1;
  for (let by = from; ; by += 1) {
    if (here.is(by, '(', '[', 'case')) depth += 1;
    if (here.is(by, ')', ']', 'end')) depth -= 1;
    const isEnd = here.word(by) === undefined || depth < 0 || (depth === 0 && here.is(by, ...ENDS) && !here.is(by - 1, 'within'));
    if (!isEnd && (depth > 0 || !here.is(by, ','))) continue;
    if (by > from) found.push({ from, to: by - 1 });
    if (isEnd) return found;
    from = by + 1;
  }
}

/** Whether an item has a name: a column of its own name, or a name at its end. */
function isNamed(here: Here, from: number, to: number): boolean {
  const last = here.word(to);
  if (last?.kind !== 'name' && last?.kind !== 'quoted') return false;
  if (last.kind === 'name' && VALUES.has(last.text.toLowerCase()) && !here.is(to - 1, 'as')) return to > from && here.is(to - 1, '.');
  if (to === from || here.is(to - 1, '.', 'as')) return true;
  const before = here.word(to - 1);
  if (here.is(to - 2, 'interval') && before?.kind === 'text') return false;
  if (before?.kind === 'name') return !OPERATORS.has(before.text.toLowerCase());
  return before !== undefined && (before.kind !== 'sign' || here.is(to - 1, ')', ']'));
}
