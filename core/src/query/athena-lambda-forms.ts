import { argumentsOf, calledName, openingsAround, type Here, type Writing } from './athena-here.ts';
import { lambdaAt, substitute } from './athena-lambda.ts';

/**
 * The name that stands for an element in what is made of the call at this place: lambdas within each other differ, and the same call has the
 * same, since what is grouped by is known by its text.
 */
export const element = (here: Here): string => `athena_e${depthOf(here)}`;

/** How many calls with lambdas stand around a word. */
const depthOf = (here: Here): number =>
  openingsAround(here)
    .filter((by) => isOfLambda(here.go(by - 1)))
    .reduce((count) => count + 1, 0);

const isOfLambda = (here: Here): boolean => Object.hasOwn(LAMBDA_VALUES, calledName(here) ?? '');

/** What lambdas of two names see instead of them. */
const LAMBDA_VALUES: Readonly<Record<string, (element: string, index: number) => readonly string[]>> = {
  array_sort: (e) => [`${e}.a`, `${e}.b`],
  map_filter: (e) => [`${e}."key"`, `${e}."value"`],
  map_zip_with: (e) => [`${e}.k`, `${e}.a`, `${e}.b`],
  reduce: (e, index) => (index === 3 ? [`${e}.s`] : [`${e}.s`, `${e}x.x`]),
  transform_keys: (e) => [`${e}."key"`, `${e}."value"`],
  transform_values: (e) => [`${e}."key"`, `${e}."value"`],
  reduce_agg: (e) => [`${e}.s`, `${e}x.x`],
  zip_with: (e) => [`${e}[1]`, `${e}[2]`],
};

/** Writes for the names of a lambda what stands for them, before anything is put together. */
export function lambdaNames(here: Here, { written }: Writing): void {
  const name = calledName(here);
  if (name === undefined || !Object.hasOwn(LAMBDA_VALUES, name)) return;
  for (const [index, range] of argumentsOf(here).entries()) {
    const lambda = lambdaAt(here, range);
    const values = LAMBDA_VALUES[name]?.(element(here), index);
    if (lambda !== undefined && values !== undefined) substitute(here, written, { lambda, values });
  }
}

/** The body of a lambda as it is written: what stands behind its arrow. */
export function bodyOf(here: Here, index: number, written: string | undefined): string {
  const range = argumentsOf(here)[index];
  if (range === undefined || written === undefined || lambdaAt(here, range) === undefined)
    return written ?? '';
  return written.slice(written.indexOf('->') + 2);
}

const IS_WHOLE = /^\s*-?\d+\s*$/;

/** What gives whole numbers of 64 bits. */
const OF_64_BITS = /bigint|\b(?:length|athena_cardinality|athena_strpos)\(/i;

/** Longer texts take too long to plan a second time. */
const LONGEST = 250;

/**
 * A first state of the type of those after it, where it is a whole number: as far as the text of what makes them shows it, or else as the engine
 * finds, which asks the second value only for its type.
 */
function stateOf(
  here: Here,
  list = '',
  { first, next = '' }: { first: string; next: string | undefined },
): string {
  if (!IS_WHOLE.test(first)) return first;
  if (OF_64_BITS.test(next)) return `CAST(${first} AS BIGINT)`;
  if (list.length + next.length > LONGEST) return first;
  const values: Readonly<Record<string, string>> = { '.s': `(${first})`, 'x.x': `(${list})[1]` };
  const of = bodyOf(here, 2, next).replaceAll(
    new RegExp(`\\b${element(here)}(\\.s|x\\.x)\\b`, 'g'),
    (_, name: string) => values[name] ?? '',
  );
  return `cast_to_type(${first}, ${of})`;
}

/** `reduce(list, state, (s, x) -> …, s -> …)`: the states travel with the elements, since DuckDB wants one type of both. */
export function reduceText(here: Here, [list, first = '', next, last]: readonly string[]): string {
  const name = calledName(here);
  const e = element(here);
  const state = stateOf(here, list, { first, next });
  const items = `list_transform(${list}, ${e}x -> {'s': ${state}, 'x': ${e}x})`;
  const step = `(${e}, ${e}x) -> {'s': ${bodyOf(here, 2, next)}, 'x': ${e}x.x}`;
  return `list_transform([list_reduce(${items}, ${step}, {'s': ${state}, 'x': NULL})], ${e} -> ${name === 'reduce_agg' ? `${e}.s` : bodyOf(here, 3, last)})[1]`;
}

/** `array_sort(list, (x, y) -> …)`: by how many stand before each, where the later of two stands before the earlier if it is less. */
export function sortedBy(here: Here, list: string, compared: string): string {
  const e = element(here);
  const isLater = `${e}j > ${e}i`;
  const pair = `{'a': CASE WHEN ${isLater} THEN ${e}y ELSE ${e}x END, 'b': CASE WHEN ${isLater} THEN ${e}x ELSE ${e}y END}`;
  const compare = `coalesce(${bodyOf(here, 1, compared)}, CAST('! the comparison of array_sort() gives null' AS INTEGER))`;
  const isLess = `list_transform([${pair}], ${e} -> ${compare})[1] < 0`;
  const before = `list_filter(${list}, (${e}y, ${e}j) -> ${e}j <> ${e}i AND (${isLater}) = (${isLess}))`;
  const placed = `list_transform(${list}, (${e}x, ${e}i) -> {'before': len(${before}), 'place': ${e}i, 'x': ${e}x})`;
  return `list_transform(list_sort(${placed}), ${e} -> ${e}.x)`;
}
