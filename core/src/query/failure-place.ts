import { LeveeError } from '#kernel';
import { calledName, heresOf, isValueEnd, type Here } from './athena-here.ts';
import { markAtWord, placeAtWord } from './sql-mark.ts';
import { sqlWords } from './sql-words.ts';

/** Failures that only a value shows, by how their words begin, and which words of a query may be why. */
const CAUSES: readonly (readonly [pattern: RegExp, isCause: (here: Here) => boolean])[] = [
  [/^Division by zero/i, (here) => here.is(0, '/', '%') || calledName(here) === 'mod'],
  [
    /^(?:Array subscript|Key not present)/,
    (here) => here.is(0, '[') && isValueEnd(here.word(-1)) && !here.is(-1, 'array'),
  ],
  [/^bigint sum overflow/, (here) => calledName(here) === 'sum'],
  [/^Overflow in addition/, (here) => here.is(0, '+')],
  [/^Overflow in subtraction/, (here) => here.is(0, '-')],
  [/^Overflow in multiplication/, (here) => here.is(0, '*')],
  [
    /^(?:Could not c|Cannot cast|Type \w+ with value|invalid (?:date|timestamp|time) field|CAST AS timestamp|Value cannot be rep|Casting value|Failed to cast)/i,
    (here) => here.is(1, '(') && here.is(0, 'cast', 'date', 'from_iso8601_date', 'from_iso8601_timestamp'),
  ],
];

/** Places are told where there are no more of them. */
const MOST_PLACES = 5;

/**
 * A failure that the engine met while it ran a query, with the place in its text where that can be known: of what may have failed so, the
 * only one, or a few of which it is one. Other errors are returned as they are.
 */
export function placedFailure(sql: string, failure: unknown): unknown {
  if (!(failure instanceof LeveeError)) return failure;
  if (OF_ROW.test(failure.message)) return rowByNumber(sql, failure);
  if (failure.exitCode !== 1) return failure;
  const [what = '', ...marked] = failure.message.split('\n');
  const isCause = causeOf(what);
  const offsets = heresOf(sqlWords(sql))
    .filter((here) => isCause?.(here) ?? false)
    .flatMap((here) => here.word()?.offset ?? []);
  // The engine's own mark stands in what the query was translated to; of several causes it still tells which.
  const isKnown = offsets.length === 1 || (marked.length === 0 && offsets.length <= MOST_PLACES);
  if (offsets.length === 0 || !isKnown) return failure;
  const hint = failure.hint ?? TRY_HINT;
  return new LeveeError(`${what}${placesOf(sql, offsets)}`, { hint, exitCode: 1, cause: failure });
}

const isSubscript = (here: Here): boolean =>
  here.is(0, '[') && isValueEnd(here.word(-1)) && !here.is(-1, 'array');

/** A subscript asks how long an array is. */
const OF_ROW = /^No function matches the given name and argument types 'len\(STRUCT\(/;

/** `r[1]`, which the engine knows of rows without names alone. */
function rowByNumber(sql: string, cause: LeveeError): LeveeError {
  const here = heresOf(sqlWords(sql)).find((each) => isSubscript(each) && each.word(1)?.kind === 'number');
  const place = here?.word()?.offset;
  return new LeveeError(`a field of a row by its number is not supported yet${markAtWord(sql, place)}`, {
    hint: 'write the name of the field behind a dot: CAST(r AS ROW(a integer, b varchar)).b',
    exitCode: 2,
    cause,
  });
}

const TRY_HINT = 'TRY(…) gives null where it fails';

const placesOf = (sql: string, offsets: readonly number[]): string =>
  offsets.length === 1
    ? markAtWord(sql, offsets[0])
    : `\nat one of: ${offsets.map((offset) => placeAtWord(sql, offset)).join('; ')}`;

function causeOf(message: string): ((here: Here) => boolean) | undefined {
  const [, name] = /^(\w+)\(\)/.exec(message) ?? [];
  if (name !== undefined) return (here) => calledName(here) === name;
  return CAUSES.find(([pattern]) => pattern.test(message))?.[1];
}
