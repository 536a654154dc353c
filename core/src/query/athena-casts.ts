import {
  closing,
  isCompared,
  replaceText,
  writtenText,
  type Here,
  type Range,
  type Writing,
} from './athena-here.ts';
import { CAST_LISTS } from './athena-macros-cast.ts';
import { isByItsParts, nestedCast } from './athena-nested.ts';
import { instantCast, roundedText } from './athena-instants.ts';
import { innerName } from './athena-once.ts';
import { DECIMALS, typeText } from './athena-types.ts';
import { nameOf } from './sql-words.ts';

/** Types to which Athena casts otherwise than DuckDB, and the macro that does. */
const CASTS: Readonly<Record<string, string>> = {
  bigint: 'athena_to_bigint',
  boolean: 'athena_to_boolean',
  char: 'athena_text',
  date: 'athena_to_date',
  double: 'athena_to_double',
  int: 'athena_to_integer',
  integer: 'athena_to_integer',
  ipaddress: 'athena_to_ip',
  ipprefix: 'athena_to_prefix',
  json: 'athena_to_json',
  real: 'athena_to_real',
  smallint: 'athena_to_smallint',
  time: 'athena_to_time',
  timestamp: 'athena_to_timestamp',
  tinyint: 'athena_to_tinyint',
  varbinary: 'athena_to_bytes',
  varchar: 'athena_text',
};

/** `CAST(x AS type)` and `TRY_CAST(x AS type)` with Athena's meaning: text of numbers and times, rounding, addresses. */
export function castOf(here: Here, { written, sql }: Writing): void {
  const isTry = here.is(0, 'try_cast');
  if ((!isTry && !here.is(0, 'cast')) || !here.is(1, '(')) return;
  const end = closing(here);
  const as = asPlace(here, end);
  if (as === 0) return;
  const value = writtenText(here, written, { from: 2, to: as - 1 });
  const range = { from: as + 1, to: end - 1 };
  const isByParts = isByItsParts(here, range) && listMacroOf(here, range) === undefined;
  const isPadded = !isCompared(here, end);
  const cast = (text: string): string =>
    isByParts
      ? nestedCast({ here, sql, cast: castAt(here, sql) }, text, range)
      : fittingCast(here, sql, { text, type: range, isPadded });
  const made = !isTry
    ? cast(value)
    : isByParts || !MAY_FAIL.test(value)
      ? `TRY(${cast(value)})`
      : tried(value, cast);
  replaceText(here, written, { to: end, text: made });
}

/** What may fail by itself: TRY_CAST gives null for a cast that fails, not for what is cast. */
const MAY_FAIL = /[(/%[]/;

const tried = (value: string, cast: (text: string) => string): string => {
  const name = innerName('athena_t', value);
  return `list_transform([${value}], ${name} -> TRY(${cast(name)}))[1]`;
};

/** How a call casts a value to a type that stands among its words. */
export const castAt =
  (here: Here, sql: string): ((value: string, type: Range) => string) =>
  (text, type) =>
    fittingCast(here, sql, { text, type, isPadded: true });

interface Cast {
  readonly text: string;
  readonly type: Range;
}

/** A cast to a scalar type; `char(n)` is filled up with blanks, which do not count where it is compared. */
function fittingCast(
  here: Here,
  sql: string,
  { text, type, isPadded }: Cast & { isPadded: boolean },
): string {
  const cut = lengthOf(here, type);
  if (cut === undefined) return scalarCast(here, sql, { text, type });
  const made = `athena_text_within(${text}, ${cut})`;
  if (!here.is(type.from, 'char')) return made;
  return isPadded ? `rpad(${made}, ${cut}, ' ')` : `rtrim(${made}, ' ')`;
}

/** A value that is text already, whose macro would only take longer to plan. */
const IS_TEXT = /^(?:null|'(?:[^']|'')*')$/i;

function scalarCast(here: Here, sql: string, { text, type }: Cast): string {
  if (/^\s*null\s*$/i.test(text)) return `CAST(NULL AS ${typeText(here, sql, type)})`;
  const macro = macroOf(here, type) ?? listMacroOf(here, type);
  if (macro === 'athena_text') return scalarText(text);
  if (macro === 'athena_to_timestamp') return roundedText(`${macro}(${text})`, macro, digitsOf(here, type));
  if (macro === 'athena_to_instant') return instantCast(here, text, digitsOf(here, type));
  if (DECIMALS.has(nameOf(here.word(type.from)) ?? ''))
    return `athena_to_decimal(${text}, CAST(NULL AS ${typeText(here, sql, type)}))`;
  return macro === undefined ? `CAST(${text} AS ${typeText(here, sql, type)})` : `${macro}(${text})`;
}

/** The text of a value: one of a value that is made of such a text is worked out once, since the macro writes its argument ten times. */
function scalarText(value: string): string {
  if (IS_TEXT.test(value)) return `CAST(${value} AS VARCHAR)`;
  const depth = value.split('athena_text(').length - 1;
  const name = `athena_v${depth}`;
  return depth === 0
    ? `athena_text(${value})`
    : `list_transform([${value}], ${name} -> athena_text(${name}))[1]`;
}

/** Three, where a type says nothing. */
const digitsOf = (here: Here, { from }: Range): number =>
  here.is(from + 1, '(') ? Number(here.word(from + 2)?.text) : 3;

/** The place of the AS of this cast, not of one within its value. */
function asPlace(here: Here, end: number): number {
  for (let by = 2; by < end; by += 1) {
    if (here.is(by, '(', '[')) by = closing(here, by);
    else if (here.is(by, 'as')) return by;
  }
  return 0;
}

function macroOf(here: Here, { from, to }: { from: number; to: number }): string | undefined {
  const name = nameOf(here.word(from)) ?? '';
  if (name === 'timestamp' && here.is(to, 'zone') && here.is(to - 2, 'with')) return 'athena_to_instant';
  const isNested = here.is(from + 1, '<');
  return isNested || !Object.hasOwn(CASTS, name) ? undefined : CASTS[name];
}

/** The macro that casts the elements of an array, where they have one. */
function listMacroOf(here: Here, { from, to }: Range): string | undefined {
  if (
    !here.is(from, 'array') ||
    !here.is(from + 1, '(', '<') ||
    lengthOf(here, { from: from + 2, to: to - 1 }) !== undefined
  )
    return undefined;
  const macro = macroOf(here, { from: from + 2, to: to - 1 });
  return macro !== undefined && CAST_LISTS.has(`${macro}_list`) ? `${macro}_list` : undefined;
}

/** The length that `varchar(8)` cuts to. */
function lengthOf(here: Here, { from }: Range): string | undefined {
  return here.is(from, 'varchar', 'char') && here.is(from + 1, '(') ? here.word(from + 2)?.text : undefined;
}
