import { argumentsOf, type Here, type Writing } from './athena-here.ts';
import { refusalAt } from './sql-mark.ts';

/** A path of JSON that DuckDB would take for many values, or count from the end, outside of names in brackets. */
const MANY = /\*|\.\.|\[-|\[#/;
const NAMES_IN_BRACKETS = /\["(?:[^"\\]|\\.)*"\]/g;

/** `(?<name>…)`: RE2 writes `(?P<name>…)`. */
const GROUP_NAME = /\(\?<(?=[A-Za-z_])/g;

/** Literals that functions read as another language does: patterns of regular expressions, paths of JSON. */
export function literalArgument(here: Here, name: string, { written, sql }: Writing): void {
  const [, second] = argumentsOf(here);
  const word = second !== undefined && second.from === second.to ? here.word(second.from) : undefined;
  if (second === undefined || word?.kind !== 'text') return;
  if (MATCHING.test(name) && mayBeMixed(word.text.slice(1, -1)) && isWithinTry(here))
    throw refusalAt(sql, word, {
      what: `${name}() within TRY is not supported yet where the pattern may match empty text and looks around`,
      hint: 'write it without TRY: it fails only for a pattern that is wrong',
    });
  if (name.startsWith('regexp_')) written[here.at(second.from)] = word.text.replaceAll(GROUP_NAME, '(?P<');
  if (/^json_(?:extract|size)/.test(name) && MANY.test(word.text.replaceAll(NAMES_IN_BRACKETS, '')))
    throw refusalAt(sql, word, {
      what: 'a path of JSON names one value',
      hint: `$.name, $["odd name"] and $[0] are its parts; CAST(json_extract(x, '$.list') AS array(json)) gives all of a list`,
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

/** Whether TRY stands around a word: it would take for null what is only not supported. */
function isWithinTry(here: Here): boolean {
  let depth = 0;
  for (let by = -1; here.word(by) !== undefined; by -= 1) {
    if (here.is(by, ')', ']')) depth += 1;
    if (here.is(by, '(', '[')) depth -= 1;
    if (depth < 0 && here.is(by - 1, 'try')) return true;
    depth = Math.max(depth, -1) === -1 ? 0 : depth;
  }
  return false;
}
