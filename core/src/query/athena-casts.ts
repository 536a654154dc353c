import { closing, replaceText, writtenText, type Here, type Range, type Writing } from './athena-here.ts';
import { CAST_LISTS } from './athena-macros-cast.ts';
import { isByItsParts, nestedCast } from './athena-nested.ts';
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
  timestamp: 'athena_to_timestamp',
  tinyint: 'athena_to_tinyint',
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
  const made = isByParts
    ? nestedCast({ here, sql, cast: castAt(here, sql) }, value, range)
    : scalarCast(here, sql, { text: value, type: range });
  const cut = lengthOf(here, range);
  const fitting = cut === undefined ? made : `athena_text_within(${value}, ${cut})`;
  replaceText(here, written, { to: end, text: isTry ? `TRY(${fitting})` : fitting });
}

/** How a call casts a value to a type that stands among its words. */
export const castAt =
  (here: Here, sql: string): ((value: string, type: Range) => string) =>
  (text, type) => {
    const cut = lengthOf(here, type);
    const made = scalarCast(here, sql, { text, type });
    return cut === undefined ? made : `athena_text_within(${text}, ${cut})`;
  };

/** A value that is text already, whose macro would only take longer to plan. */
const IS_TEXT = /^(?:null|'(?:[^']|'')*')$/i;

function scalarCast(here: Here, sql: string, { text, type }: { text: string; type: Range }): string {
  const macro = macroOf(here, type) ?? listMacroOf(here, type);
  if (macro === 'athena_text') return scalarText(text);
  if (macro === 'athena_to_timestamp' || macro === 'athena_to_instant')
    return roundedText(`${macro}(${text})`, macro, digitsOf(here, type));
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

/** A time of so many digits of a second; the engine has six. */
function roundedText(time: string, macro: string, digits: number): string {
  if (digits >= MOST_DIGITS) return time;
  const rounded = macro === 'athena_to_timestamp' ? 'athena_rounded_time' : 'athena_rounded_instant';
  const unit = UNITS[digits];
  return `${rounded}(${time}, ${5 * 10 ** (MOST_DIGITS - digits - 1)}${unit === undefined ? '' : `, '${unit}'`})`;
}

/** Units that a time is cut to, by the digits of a second that are left. */
const UNITS: Readonly<Record<number, string>> = { 0: 'second', 3: 'millisecond' };

const MOST_DIGITS = 6;

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

const LITERALS: Readonly<Record<string, string>> = {
  ipaddress: 'athena_ip',
  ipprefix: 'athena_prefix',
  json: 'athena_json_parse',
};

/** `IPADDRESS '192.0.2.1'`, `TIMESTAMP '2020-01-01 00:00:00 UTC'`: typed literals. */
export function literalOf(here: Here, { written }: Writing): void {
  const text = here.word(1);
  const name = here.word()?.kind === 'name' ? nameOf(here.word()) : undefined;
  if (name === undefined || text?.kind !== 'text') return;
  if (name === 'timestamp') zonedLiteral(here, written, text.text.slice(1, -1));
  if (name === 'decimal') replaceText(here, written, { to: 1, text: decimalText(text.text.slice(1, -1)) });
  const made = Object.hasOwn(LITERALS, name) ? LITERALS[name] : undefined;
  if (made !== undefined) replaceText(here, written, { to: 1, text: `${made}(${text.text})` });
}

/** `DECIMAL '1.50'` has as many digits as are written. */
function decimalText(text: string): string {
  const [, whole = '', part = ''] = /^[+-]?0*(\d*)(?:\.(\d*))?$/.exec(text) ?? [];
  return `CAST('${text}' AS DECIMAL(${Math.max(1, whole.length + part.length)}, ${part.length}))`;
}

/** A time, and the zone behind it: `+05:30`, `UTC`, `Europe/Berlin`. */
const ZONED = /^(.*?) *([+-]\d\d:?\d\d|[A-Za-z_]+(?:\/[A-Za-z_]+)*)$/;

/** No time with a zone is longer; the pattern would take long to find that out. */
const LONGEST_TIME = 100;

const IS_UTC = /^(?:UTC|Z|GMT|[+-]00:?00)$/i;

/** Words beside which only the instant counts. */
const COMPARING = ['=', '<>', '!=', '<', '<=', '>', '>=', 'between', 'and'];

/** `TIMESTAMP '… UTC'` is an instant; one of another zone keeps it, but where it is compared. */
function zonedLiteral(here: Here, written: string[], literal: string): void {
  const [, time = '', zone] = literal.length > LONGEST_TIME ? [] : (ZONED.exec(literal) ?? []);
  if (zone === undefined) return;
  const isUtc = IS_UTC.test(zone);
  const isCompared = here.is(-1, ...COMPARING) || here.is(2, ...COMPARING);
  const named = zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const text =
    isUtc || isCompared
      ? `TIMESTAMPTZ '${time}${isUtc ? '+00' : /^[+-]/.test(zone) ? named : ` ${zone}`}'`
      : `athena_with_zone(TIMESTAMP '${time}', '${named}')`;
  replaceText(here, written, { to: 1, text });
}
