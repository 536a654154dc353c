import { ATHENA_FUNCTIONS } from './athena-functions.ts';
import { argumentsOf, isWithinTry, type Here } from './athena-here.ts';
import { lambdaAt } from './athena-lambda.ts';
import { innerName } from './athena-once.ts';
import { doubtsOf, re2Pattern, type Doubts } from './java-pattern.ts';
import { refusalAt } from './sql-mark.ts';

/** A call of a function of patterns: its arguments as they are written, and its pattern where that is a text of the query. */
interface PatternCall {
  readonly here: Here;
  readonly name: string;
  readonly args: readonly string[];
  readonly pattern: string | undefined;
  /** The text that is searched, where it is written in the query. */
  readonly text: string | undefined;
  readonly sql: string;
}

const quoted = (text: string): string => `'${text}'`;

/**
 * `regexp_extract(text, pattern)` and its kin. Where RE2 finds for some texts what Java does not, the text is asked whether it is such a one,
 * and then the query fails.
 * @throws LeveeError (exit code 2) for such a pattern within TRY, which would make null of that failure
 */
export function patternCall(call: PatternCall): string {
  const { name, args, pattern } = call;
  const macro = ATHENA_FUNCTIONS[name] ?? name;
  checkFunction(call);
  const plain = `${macro}(${args.join(', ')})`;
  if (args.length < 2 || (call.text !== undefined && IS_PLAIN.test(call.text))) return plain;
  if (pattern === undefined) return isWithinTry(call.here) ? plain : ofAny(call, macro);
  const doubts = doubtsOf(pattern);
  if (name === 'regexp_extract' && doubts.beforeEnd !== undefined && !isOfLetters(doubts))
    return extractedBefore(macro, args, doubts.beforeEnd);
  return asked(call, macro, doubts);
}

/** @throws LeveeError (exit code 2) for `regexp_replace(text, pattern, x -> …)` */
function checkFunction({ here, sql }: PatternCall): void {
  const third = argumentsOf(here)[2];
  if (third === undefined || lambdaAt(here, third) === undefined) return;
  throw refusalAt(sql, here.word(third.from), {
    what: 'regexp_replace() with a function is not supported yet',
    hint: "it takes a text with $1 for a group: regexp_replace(x, '(a)', '<$1>')",
  });
}

/** A text of ASCII without a line end at its end: nothing is in doubt. */
const IS_PLAIN = /^[\t\n\r -~]*(?<!\n)$/;

const isOfLetters = ({ unbound, isOfAscii, isFolding }: Doubts): boolean =>
  unbound !== undefined || isOfAscii || isFolding;

/** What is before the end of a text and a line end: a part of a pattern that may have the line end behind it. */
function extractedBefore(
  macro: string,
  [text = '', , group = '0']: readonly string[],
  before: string,
): string {
  const place = /^\s*\d+\s*$/.test(group) ? String(Number(group) + 1) : `(${group}) + 1`;
  return `${macro}(${text}, ${quoted(`(${before})${String.raw`(?:\n?\z)`}`)}, ${place})`;
}

/** What is asked of a text, under the name that it has, before a pattern. */
function checksOf({ name, pattern = '' }: PatternCall, value: string, doubts: Doubts): readonly string[] {
  const { ended, unbound, isOfAscii, isFolding } = doubts;
  const made = quoted(re2Pattern(pattern, false));
  return [
    ...(ended === undefined || name === 'regexp_like'
      ? []
      : [`athena_pattern_end(${value}, ${made}, ${quoted(ended)}, '${name}')`]),
    ...(unbound !== undefined || isOfAscii
      ? [`athena_pattern_letters(${value}, ${quoted(unbound ?? '')}, '${name}')`]
      : []),
    ...(isFolding ? [`athena_pattern_folds(${value}, '${name}')`] : []),
  ];
}

function asked(call: PatternCall, macro: string, doubts: Doubts): string {
  const { here, name, args, sql } = call;
  const [text = '', ...others] = args;
  const isColumn = IS_COLUMN.test(text);
  const value = isColumn ? text : innerName('athena_p', args.join(' '));
  const checks = checksOf(call, value, doubts);
  if (checks.length === 0) return `${macro}(${args.join(', ')})`;
  if (isWithinTry(here))
    throw refusalAt(sql, here.word(), {
      what: `${name}() within TRY is not supported where the pattern has $ or \\b, or takes letters of any case`,
      hint: 'write it without TRY: it fails only for a pattern that is wrong',
    });
  const fits = checks.map((check) => `${check} IS NULL`).join(' AND ');
  const made = `CASE WHEN ${fits} THEN ${macro}(${[value, ...others].join(', ')}) END`;
  return isColumn ? made : `list_transform([${text}], ${value} -> ${made})[1]`;
}

/** A text that costs nothing to ask for several times. */
const IS_COLUMN = /^\s*(?:\w+|"[^"]+")(?:\.(?:\w+|"[^"]+"))*\s*$/;

/** A pattern that is no text of the query. */
function ofAny({ name, args: [text = '', pattern = '', ...others] }: PatternCall, macro: string): string {
  const value = innerName('athena_p', text + pattern);
  const inner = [`${value}[1]`, `${value}[2]`, ...others].join(', ');
  return `list_transform([[${text}, ${pattern}]], ${value} -> CASE WHEN athena_pattern_any(${value}[1], ${value}[2], '${name}') IS NULL THEN ${macro}(${inner}) END)[1]`;
}
