import { closing, heresOf, type Here } from './athena-here.ts';
import { nameOf, sqlWords } from './sql-words.ts';

/** A query whose partition strings are of the forms that the lake has, and where its places are in the person's text. */
export interface Formed {
  readonly sql: string;
  readonly offsetOf: (offset: number) => number;
}

/** Values of `?`, in their order. */
type Values = readonly unknown[];

/** Days as published tables write them, told by the text they are compared with, and `date_format`'s pattern for each. */
const DAYS: readonly (readonly [form: RegExp, pattern: string])[] = [
  [/^\d{4}\/\d\d?(?:\/|$)/, '%Y/%m/%d'],
  [/^\d{4}-\d\d?(?:-|$)/, '%Y-%m-%d'],
  [/^\d{8}$/, '%Y%m%d'],
];

/** Partition columns that hold a day, and the form that they have in the lake; none of these for `day`, which is `25`. */
const OWN: ReadonlyMap<string, string> = new Map([
  ['day', ''],
  ['date', '%Y/%m/%d'],
  ['date_partition', '%Y/%m/%d'],
  ['dt', '%Y/%m/%d'],
]);

/** Partition columns of digits, which some tables have as numbers, and how many digits the lake's texts have. */
const DIGITS: ReadonlyMap<string, number> = new Map([
  ['year', 4],
  ['month', 2],
  ['day', 2],
  ['hour', 2],
]);

/** Patterns of `date_format` and `format_datetime` as the texts that they make. */
const AS_DIGITS: readonly (readonly [piece: RegExp, digits: string])[] = [
  [/%Y|yyyy|YYYY/g, '2000'],
  [/%[mdHis]|MM|dd|HH|mm|ss/g, '01'],
];

interface Edit {
  readonly from: number;
  readonly length: number;
  readonly text: string;
}

/**
 * `day >= '2026/11/25'`, `dt = '2026-11-25'`, `month = 11`: published tables write the strings of their partitions in several forms.
 * The literal's own form says which is meant; what it is compared with is written so, and prunes as `event_time` does. A name that
 * the query gives a column of its own stays.
 */
export function partitionForms(sql: string, values: Values = []): Formed {
  const all = heresOf(sqlWords(sql));
  const given = namesGiven(all);
  const valueOf = valuesByOffset(all, values);
  const edits = all.flatMap((here) => {
    const name = nameOf(here.word()) ?? '';
    if (given.has(name) || !(OWN.has(name) || DIGITS.has(name))) return [];
    return editsOf(here, name, valueOf);
  });
  return edited(sql, edits);
}

/** The names that the query gives columns: `… AS day`, but not `CAST(x AS date)`. */
function namesGiven(all: readonly Here[]): ReadonlySet<string | undefined> {
  const casts = all.filter((here) => here.is(0, 'cast', 'try_cast') && here.is(1, '('));
  const types = new Set(casts.map((here) => here.place + closing(here) - 1));
  const given = all.filter((here) => here.is(-1, 'as', ')') && !types.has(here.place));
  return new Set(given.map((here) => nameOf(here.word())));
}

/** What stands for each `?`, by its offset. */
function valuesByOffset(all: readonly Here[], values: Values): ReadonlyMap<number, unknown> {
  const marks = all.filter((here) => here.is(0, '?')).map((here) => here.word()?.offset ?? 0);
  return new Map(marks.map((offset, at) => [offset, values[at]]));
}

function editsOf(here: Here, name: string, valueOf: ReadonlyMap<number, unknown>): readonly Edit[] {
  const operands = operandsOf(here);
  const form = operands.map((operand) => dayForm(operand, valueOf)).find((found) => found !== undefined);
  const own = OWN.get(name);
  if (own !== undefined && form !== undefined) return form === own ? [] : [asDay(here, form)];
  const digits = DIGITS.get(name);
  const numbers = operands.map((operand) => (digits === undefined ? undefined : asText(operand, digits)));
  return numbers.every((edit) => edit !== undefined) ? numbers : [];
}

const COMPARISONS = ['=', '<>', '!=', '<', '<=', '>', '>='];

/** Signs beside which a column is part of something else. */
const SIGNS = ['+', '-', '*', '/', '%', '||', '(', '.', '[', '->'];

/** What the column here is compared with. */
function operandsOf(here: Here): readonly Here[] {
  const start = startOf(here);
  if (here.is(1, ...SIGNS) || here.is(start - 1, ...SIGNS.filter((sign) => sign !== '('))) return [];
  const by = here.is(1, 'not') ? 2 : 1;
  if (here.is(by, ...COMPARISONS, 'like')) return [here.go(by + 1)];
  if (here.is(by, 'between')) return [here.go(by + 1), ...upperOf(here.go(by + 1))];
  if (here.is(by, 'in') && here.is(by + 1, '(')) return members(here.go(by + 1));
  return here.is(start - 1, ...COMPARISONS) ? [here.go(start - 2)] : [];
}

/** How many places back the first word of `t.day` stands. */
const startOf = (here: Here): number => (here.is(-1, '.') ? -2 : 0);

/** The place behind the AND of a BETWEEN. */
function upperOf(from: Here): readonly Here[] {
  for (let by = 0; from.word(by) !== undefined; by += 1) {
    if (from.is(by, '(')) by = closing(from, by);
    if (from.is(by, 'and')) return [from.go(by + 1)];
  }
  return [];
}

/** The places of what stands between the commas of a list. */
function members(open: Here): readonly Here[] {
  const end = closing(open, 0);
  const found = [open.go(1)];
  for (let by = 1; by < end; by += 1) {
    if (open.is(by, '(')) by = closing(open, by);
    if (open.is(by, ',')) found.push(open.go(by + 1));
  }
  return found;
}

/** The form of the day that a literal, a value or a `date_format(…)` is. */
function dayForm(operand: Here, valueOf: ReadonlyMap<number, unknown>): string | undefined {
  const word = operand.word();
  if (word?.kind === 'text') return formOf(word.text.slice(1, -1));
  if (operand.is(0, 'date_format', 'format_datetime')) return formOf(dayOfPattern(operand));
  const value = operand.is(0, '?') ? valueOf.get(word?.offset ?? 0) : undefined;
  return typeof value === 'string' ? formOf(value) : undefined;
}

/** A text as a pattern makes it. */
const dayOfPattern = (call: Here): string =>
  AS_DIGITS.reduce(
    (text, [piece, digits]) => text.replaceAll(piece, digits),
    call.word(closing(call) - 1)?.text.slice(1, -1) ?? '',
  );

const formOf = (text: string): string | undefined => DAYS.find(([form]) => form.test(text))?.[1];

/** `t.day` as `date_format(t.event_time, …)`. */
function asDay(here: Here, pattern: string): Edit {
  const start = startOf(here);
  const from = here.word(start)?.offset ?? 0;
  const table = start < 0 ? `${here.word(start)?.text ?? ''}.` : '';
  const end = (here.word()?.offset ?? 0) + (here.word()?.text.length ?? 0);
  return { from, length: end - from, text: `date_format(${table}event_time, '${pattern}')` };
}

/** `5` as `'05'`; nothing for what is no such number. */
function asText(operand: Here, digits: number): Edit | undefined {
  const word = operand.word();
  const next = operand.word(1)?.text ?? ')';
  const isAlone = /^(?:\)|,|;|and|or|group|order|limit|having|union|then)$/i.test(next);
  if (word?.kind !== 'number' || !/^\d+$/.test(word.text) || !isAlone) return undefined;
  const text = String(Number(word.text)).padStart(digits, '0');
  return text.length > digits
    ? undefined
    : { from: word.offset, length: word.text.length, text: `'${text}'` };
}

/** The text with some pieces written otherwise. */
function edited(sql: string, edits: readonly Edit[]): Formed {
  if (edits.length === 0) return { sql, offsetOf: (offset) => offset };
  const sorted = edits.toSorted((left, right) => left.from - right.from);
  let text = sql;
  for (const { from, length, text: piece } of sorted.toReversed())
    text = text.slice(0, from) + piece + text.slice(from + length);
  const offsetOf = (offset: number): number => {
    let shift = 0;
    for (const { from, length, text: piece } of sorted) {
      if (offset < from + shift) break;
      if (offset < from + shift + piece.length) return from;
      shift += piece.length - length;
    }
    return offset - shift;
  };
  return { sql: text, offsetOf };
}
