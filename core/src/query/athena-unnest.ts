import { LeveeError } from '#kernel';
import { argumentsOf, closing, replaceText, writtenText, type Here, type Writing } from './athena-here.ts';
import { refusalAt } from './sql-mark.ts';

/**
 * `UNNEST(a, b) AS t(x, y)` and `UNNEST(map) AS t(k, v)` in FROM: DuckDB's takes one array, so that these become a subquery of
 * several, which it zips and pads with nulls as Athena does. How many columns are named tells a map, which gives two, from an array.
 * @throws LeveeError where maps and arrays stand beside each other.
 */
export function unnestOf(here: Here, writing: Writing): void {
  if (!isInFrom(here)) return;
  const end = closing(here);
  const isOrdered = here.is(end + 1, 'with') && here.is(end + 2, 'ordinality');
  const to = isOrdered ? end + 2 : end;
  const args = argumentsOf(here).map((range) => writtenText(here, writing.written, range));
  const named = namedColumns(here, to) - (isOrdered ? 1 : 0);
  if (args.length === 1 && named !== 2) return;
  const lists = listsOf(args, named);
  if (lists === undefined) throw mismatch(here, writing.sql, args.length);
  const columns = [...lists, ...(isOrdered ? [ordinals(lists)] : [])].map((list) => `unnest(${list})`);
  replaceText(here, writing.written, { to, text: `(SELECT ${columns.join(', ')})` });
}

const isInFrom = (here: Here): boolean =>
  here.is(0, 'unnest') && here.is(1, '(') && here.is(-1, 'join', ',', 'from', 'lateral');

/** The arrays that make so many columns: two of each map; nothing where neither maps nor arrays make them. */
function listsOf(args: readonly string[], named: number): readonly string[] | undefined {
  if (named <= 0 || named === args.length) return args;
  if (named !== 2 * args.length) return undefined;
  return args.flatMap((map) => [`map_keys(${map})`, `map_values(${map})`]);
}

/** `1, 2 …` up to the length of the longest. */
const ordinals = (lists: readonly string[]): string =>
  `generate_series(1, greatest(${lists.map((list) => `coalesce(len(${list}), 0)`).join(', ')}))`;

const mismatch = (here: Here, sql: string, count: number): LeveeError =>
  refusalAt(sql, here.word(), {
    what: `UNNEST of ${count} arrays or maps gives other columns than are named`,
    hint: 'name one column for each array, two for each map; maps and arrays go in UNNESTs of their own',
  });

/** How many columns `AS t(x, y)` names behind a place; 0 for none. */
function namedColumns(here: Here, last: number): number {
  const at = here.is(last + 1, 'as') ? last + 2 : last + 1;
  return here.is(at + 1, '(') ? argumentsOf(here.go(at)).length : 0;
}
