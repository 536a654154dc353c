import { nameOf, type SqlWord } from './sql-words.ts';

/** Words before which a bracket is no call. */
const KEYWORDS = new Set(
  'and as between by case distinct else end except exists filter from group having in intersect is join like limit not offset on or order over partition returning select set sets some then union unnest using values when where with within recursive rollup cube all any array'.split(
    ' ',
  ),
);

/** A word among its neighbours, blanks left out. */
export class Here {
  readonly #words: readonly SqlWord[];
  readonly #solid: readonly number[];
  readonly place: number;

  constructor(words: readonly SqlWord[], solid: readonly number[], place: number) {
    this.#words = words;
    this.#solid = solid;
    this.place = place;
  }

  /** Index among all words of the neighbour `by` places on; that of the end where there is none. */
  at(by = 0): number {
    return this.#solid[this.place + by] ?? -1;
  }

  word(by = 0): SqlWord | undefined {
    return this.#words[this.at(by)];
  }

  is(by: number, ...texts: readonly string[]): boolean {
    return texts.includes(this.word(by)?.text.toLowerCase() ?? '');
  }

  /** The same among its neighbours, `by` places on. */
  go(by: number): Here {
    return new Here(this.#words, this.#solid, this.place + by);
  }
}

/** Every word of a statement but blanks, among its neighbours. */
export function heresOf(words: readonly SqlWord[]): readonly Here[] {
  const solid = words.flatMap((word, at) => (word.kind === 'blank' ? [] : [at]));
  return solid.map((_, place) => new Here(words, solid, place));
}

/** What a translation reads and writes: a text per word, in the words' places. */
export interface Writing {
  readonly written: string[];
  readonly sql: string;
}

/** The function that is called here, lower-case. */
export function calledName(here: Here): string | undefined {
  const name = nameOf(here.word());
  if (name === undefined || !here.is(1, '(') || here.is(-1, '.', ')')) return undefined;
  if (name === 'filter') return here.is(-1, ')') ? undefined : name;
  return KEYWORDS.has(name) || isDefined(here) ? undefined : name;
}

/** `WITH name (columns) AS`, `AS t (x)`, `UNNEST(…) t (x)`: names that are given, not called. */
function isDefined(here: Here): boolean {
  if (here.is(-1, 'as')) return !here.is(-2, '(');
  const isNamed = here.word(-1)?.kind === 'name' && here.is(-1, 'with', 'recursive');
  return isNamed || (here.is(-1, ',') && here.is(closing(here) + 1, 'as') && here.is(closing(here) + 2, '('));
}

/** How many places on the bracket stands that closes the one which stands at `from`. */
export function closing(here: Here, from = 1): number {
  let depth = 0;
  for (let by = from; here.word(by) !== undefined; by += 1) {
    if (here.is(by, '(', '[')) depth += 1;
    if (here.is(by, ')', ']')) depth -= 1;
    if (depth === 0) return by;
  }
  return 0;
}

/** How many places back the bracket stands that opens the one which stands at `from`. */
function opening(here: Here, from: number): number {
  let depth = 0;
  for (let by = from; here.word(by) !== undefined; by -= 1) {
    if (here.is(by, ')', ']')) depth += 1;
    if (here.is(by, '(', '[')) depth -= 1;
    if (depth === 0) return by;
  }
  return from;
}

/** Places of the first and last words of something. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The arguments of the call that stands here: places of their first and last words. None for `()`. */
export function argumentsOf(here: Here): Range[] {
  const end = closing(here);
  const found: Range[] = [];
  let from = 2;
  for (let by = 2; by <= end; by += 1) {
    if (by < end && here.is(by, '(', '[')) by = closing(here, by);
    if (by < end && !here.is(by, ',')) continue;
    if (by > from) found.push({ from, to: by - 1 });
    from = by + 1;
  }
  return found;
}

/** What is written between two places, blanks between them too. */
export const writtenText = (here: Here, written: readonly string[], { from, to }: Range): string =>
  written.slice(here.at(from), here.at(to) + 1).join('');

/** Writes a text in place of all that stands from here to `to` places on. */
export function replaceText(here: Here, written: string[], { to, text }: { to: number; text: string }): void {
  written[here.at()] = text;
  for (let at = here.at() + 1; at <= here.at(to); at += 1) written[at] = '';
}

/** The place of the last word of what is put together here: calls with FILTER, WITHIN GROUP and OVER, subscripts; else of the word. */
export function endOf(here: Here): number {
  if (here.is(0, '[')) return here.place + closing(here, 0);
  const isUnnest = here.is(0, 'unnest') && here.is(1, '(');
  if (calledName(here) === undefined && !isUnnest) return here.place;
  return here.place + endOfCall(here);
}

/** How many places on the last word of a call stands. */
export function endOfCall(here: Here): number {
  let end = closing(here);
  if (here.is(end + 1, 'within') && here.is(end + 3, '(')) end = closing(here, end + 3);
  if (here.is(end + 1, 'filter') && here.is(end + 2, '(')) end = closing(here, end + 2);
  if (!here.is(end + 1, 'over')) return end;
  return here.is(end + 2, '(') ? closing(here, end + 2) : end + 2;
}

const COMPARING = ['=', '<>', '!=', '<', '<=', '>', '>=', 'between', 'and'];

/** Whether a value that ends `end` places on stands beside a sign of comparison. */
export const isCompared = (here: Here, end: number): boolean =>
  here.is(-1, ...COMPARING) || here.is(end + 1, ...COMPARING);

/** Whether TRY stands around a word: it would take for null what is only not supported. */
export const isWithinTry = (here: Here): boolean => openingsAround(here).some((by) => here.is(by - 1, 'try'));

/** Where brackets open that a word stands in, the innermost first, counted from the word. */
export function* openingsAround(here: Here): Generator<number, void> {
  let closed = 0;
  for (let by = -1; here.word(by) !== undefined; by -= 1) {
    if (here.is(by, ')', ']')) closed += 1;
    if (!here.is(by, '(', '[')) continue;
    if (closed === 0) yield by;
    closed = Math.max(0, closed - 1);
  }
}

/** `filter` is a function as well as a word behind an aggregate. */
const NO_VALUES = new Set([...KEYWORDS].filter((word) => word !== 'filter' && word !== 'array'));

/** Whether a value may end with a word. */
export const isValueEnd = (word: { readonly kind: string; readonly text: string } | undefined): boolean =>
  word !== undefined &&
  ((word.kind === 'name' && !NO_VALUES.has(word.text.toLowerCase())) ||
    word.kind === 'quoted' ||
    word.text === ')' ||
    word.text === ']');

/** The place where the value that ends at a place begins: `a.b`, `f(x)`, `ARRAY[…]`, `x[1]`. */
export function startOfValue(here: Here, at: number): number {
  let by = at;
  if (here.is(by, ')', ']')) {
    by = opening(here, by);
    if (isValueEnd(here.word(by - 1))) return startOfValue(here, by - 1);
    return by;
  }
  while (here.is(by - 1, '.') && isValueEnd(here.word(by - 2))) {
    by -= 2;
    if (here.is(by, ')', ']')) return startOfValue(here, by);
  }
  return by;
}
