import type { AthenaSql } from '#format';
import { LeveeError } from '#kernel';
import { nameOf, sqlWords, type SqlWord } from '#query';

/** MySQL's specifiers as letters of Java's DateTimeFormatter. */
const SPECIFIERS: Readonly<Record<string, string>> = {
  '%Y': 'yyyy',
  '%m': 'MM',
  '%d': 'dd',
  '%H': 'HH',
  '%i': 'mm',
  '%s': 'ss',
};

const TYPES: Readonly<Record<string, string>> = { varchar: 'STRING', integer: 'INT' };

/** Functions that Spark has under the same name with the same meaning, for the values that declarations give them. */
const SAME = new Set(['cast', 'lower', 'nullif', 'split_part', 'upper']);

/**
 * A declared expression in Spark's SQL (Spark 3.4 and newer): backticks around names, Java's date patterns, times in UTC
 * whatever the session's zone.
 * @throws LeveeError for a function that is not known here.
 */
export function sparkExpression(sql: AthenaSql): string {
  const words = sqlWords(sql);
  words.forEach((word, at) => {
    if (isCall(words, at)) checkCall(nameOf(word) ?? '', sql);
  });
  const written = words.map((_, at) => sparkWord(words, at));
  words.forEach((word, at) => {
    if (isCall(words, at) && nameOf(word) === 'date_format') sparkDate(words, written, { at, sql });
    if (isCall(words, at) && nameOf(word) === 'cast' && nameOf(words.at(-2)) === 'date')
      inUtc(words, written, at);
  });
  return written.join('');
}

/** `date_format(time, '%Y')`: the time as UTC, whatever the session's zone, and the pattern as Java's. */
function sparkDate(
  words: readonly SqlWord[],
  written: string[],
  { at, sql }: { at: number; sql: AthenaSql },
): void {
  inUtc(words, written, at);
  const pattern = words.findIndex(({ kind }, place) => place > at && kind === 'text');
  written[pattern] = sparkText(javaPattern(words[pattern]?.text.slice(1, -1) ?? '', sql));
}

/** The name that a call begins with is a time: it is read as UTC. */
function inUtc(words: readonly SqlWord[], written: string[], at: number): void {
  const time = words.findIndex((word, place) => place > at && nameOf(word) !== undefined);
  written[time] = `to_utc_timestamp(${written[time] ?? ''}, current_timezone())`;
}

const isCall = (words: readonly SqlWord[], at: number): boolean =>
  nameOf(words[at]) !== undefined && words[at + 1]?.text === '(';

const BLANK: SqlWord = { kind: 'blank', text: '', offset: 0 };

function checkCall(name: string, sql: AthenaSql): void {
  if (SAME.has(name) || name === 'date_format') return;
  throw new LeveeError(`${name}() of the declared expression ${sql} has no counterpart in Spark yet`);
}

function sparkWord(words: readonly SqlWord[], at: number): string {
  const word = words[at] ?? BLANK;
  const type = TYPES[nameOf(word) ?? ''];
  if (type !== undefined && words.slice(0, at).findLast(({ kind }) => kind !== 'blank')?.text === 'AS')
    return type;
  if (word.kind === 'quoted') return sparkIdent(word.text.slice(1, -1).replaceAll('""', '"'));
  if (word.kind === 'text') return sparkText(word.text.slice(1, -1).replaceAll("''", "'"));
  return word.text;
}

/** A name as Spark quotes it. */
export const sparkIdent = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** A text as Spark writes it: a backslash escapes there. */
export const sparkText = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;

/** `%Y-%m-%dT%H` as `yyyy-MM-dd'T'HH`. */
function javaPattern(pattern: string, sql: AthenaSql): string {
  return pattern.replaceAll(/%.|[A-Za-z]+/g, (piece) => {
    if (!piece.startsWith('%')) return `'${piece}'`;
    const letters = SPECIFIERS[piece];
    if (letters === undefined)
      throw new LeveeError(`${piece} of the declared expression ${sql} is not known`);
    return letters;
  });
}
