import { argumentsOf, isWithinTry, type Here, type Writing } from './athena-here.ts';
import { re2Pattern, whyNot } from './java-pattern.ts';
import { refusalAt } from './sql-mark.ts';
import type { SqlWord } from './sql-words.ts';

/** A path of JSON that DuckDB would take for many values, or count from the end, outside of names in brackets. */
const MANY = /\*|\.\.|\[-|\[#/;
const NAMES_IN_BRACKETS = /\["(?:[^"\\]|\\.)*"\]/g;

/** What Athena takes for a path: names of letters, digits, `_` and `:`, others in quotes within brackets, places. */
const PATH = /^\$(?:\.[\p{L}\p{N}_:]+|\[[\p{L}\p{N}_-]+\]|\["(?:[^"\\]|\\.)*"\])*$/u;

/** Literals that functions read as another language does: patterns of regular expressions, paths of JSON. */
export function literalArgument(here: Here, name: string, { written, sql }: Writing): void {
  wrongOffset(here, name, sql);
  const second = argumentsOf(here)[1] ?? { from: 0, to: -1 };
  const word = second.from === second.to ? here.word(second.from) : undefined;
  if (word?.kind !== 'text') return;
  if (MATCHING.test(name) && mayBeMixed(word.text.slice(1, -1)) && isWithinTry(here))
    throw refusalAt(sql, word, {
      what: `${name}() within TRY is not supported yet where the pattern may match empty text and looks around`,
      hint: 'write it without TRY: it fails only for a pattern that is wrong',
    });
  if (name.startsWith('regexp_')) written[here.at(second.from)] = patternText(word, name, sql);
  if (/^json_(?:extract|size)/.test(name)) jsonPath(word, sql);
}

/**
 * A pattern of Java as RE2 takes it.
 * @throws LeveeError (exit code 2) for what it does not know, or takes for something else
 */
function patternText(word: SqlWord, name: string, sql: string): string {
  const what = whyNot(word.text.slice(1, -1));
  if (what !== undefined)
    throw refusalAt(sql, word, { what, hint: 'patterns are those of RE2: docs/sql.md' });
  return re2Pattern(word.text, name === 'regexp_like');
}

/** @throws LeveeError (exit code 2) for what is no path in Athena, or names many values. */
function jsonPath(word: SqlWord, sql: string): void {
  const path = word.text.slice(1, -1).replaceAll("''", "'");
  if (MANY.test(path.replaceAll(NAMES_IN_BRACKETS, '')))
    throw refusalAt(sql, word, {
      what: 'a path of JSON names one value',
      hint: `$.name, $["odd name"] and $[0] are its parts; CAST(json_extract(x, '$.list') AS array(json)) gives all of a list`,
    });
  if (!PATH.test(path))
    throw refusalAt(sql, word, {
      what: 'Invalid JSON path',
      hint: `names of other signs than letters, digits, _ and : stand in brackets: $["odd-name"]`,
    });
}

/** Window functions that count from 0 or 1, whose number is written out. */
const LEAST: Readonly<Record<string, number>> = { lag: 0, lead: 0, nth_value: 1 };

function wrongOffset(here: Here, name: string, sql: string): void {
  const least = Object.hasOwn(LEAST, name) ? LEAST[name] : undefined;
  const second = argumentsOf(here)[1];
  if (least === undefined || second === undefined) return;
  const texts = Array.from(
    { length: second.to - second.from + 1 },
    (_, at) => here.word(second.from + at)?.text,
  );
  const number = /^(-?)(\d+)$/.exec(texts.join(''));
  if (number === null || Number(number[0]) >= least) return;
  throw refusalAt(sql, here.word(second.from), {
    what: `${name}() counts from ${least}`,
    hint: 'mend the number at the mark',
  });
}

/** Functions that fail where a pattern matches empty text beside other text and looks around: see `athena-macros-pattern.ts`. */
const MATCHING = /^regexp_(?:count|extract_all|position|replace|split)$/;

const LOOK = /\\[bBAz]|[\^$]/g;

/** Whether a pattern may match empty text, and looks at what is around a match; so does one that is not understood. */
function mayBeMixed(pattern: string): boolean {
  if (pattern.search(LOOK) < 0) return false;
  try {
    return new RegExp(`^(?:${pattern.replaceAll(LOOK, '(?:)')})$`, 'u').test('');
  } catch {
    return true;
  }
}
