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
  if (name.startsWith('regexp_')) written[here.at(second.from)] = word.text.replaceAll(GROUP_NAME, '(?P<');
  if (/^json_(?:extract|size)/.test(name) && MANY.test(word.text.replaceAll(NAMES_IN_BRACKETS, '')))
    throw refusalAt(sql, word, {
      what: 'a path of JSON names one value',
      hint: `$.name, $["odd name"] and $[0] are its parts; CAST(json_extract(x, '$.list') AS array(json)) gives all of a list`,
    });
}
