import type { FieldInfo, Value } from '@levee/core/contract';

/** What is being typed before the caret of the query bar, and where it begins. */
export type Typing =
  | { readonly kind: 'field'; readonly typed: string; readonly from: number }
  | {
      readonly kind: 'value';
      readonly field: FieldInfo;
      readonly typed: string;
      readonly from: number;
      /** Within `(a,b)`: values stand without quotes. */
      readonly isListed: boolean;
    };

const VALUE =
  /(?:^|[\s(])-?(?<name>[\w.]+):(?:"(?<quoted>(?:[^"\\]|\\.)*)|\((?:[^(),]*,)*\s*(?<listed>[^(),]*)|(?<plain>[^\s"()]*))$/;
const FIELD = /(?:^|[\s(])-?(?<typed>[\w.]*)$/;

/** What could be completed at the end of the text before the caret; undefined inside of what is whole already. */
export function typingAt(before: string, fields: readonly FieldInfo[]): Typing | undefined {
  const value = VALUE.exec(before)?.groups;
  if (value !== undefined) {
    const field = fields.find((each) => each.name === value['name']?.toLowerCase());
    return field === undefined ? undefined : valueAt(before, value, field);
  }
  const typed = FIELD.exec(before)?.groups?.['typed'];
  return typed === undefined ? undefined : { kind: 'field', typed, from: before.length - typed.length };
}

type Groups = Readonly<Record<string, string | undefined>>;

function valueAt(before: string, { quoted, listed, plain = '' }: Groups, field: FieldInfo): Typing {
  const isListed = listed !== undefined;
  if (quoted === undefined) {
    const typed = listed ?? plain;
    return { kind: 'value', field, typed, from: before.length - typed.length, isListed };
  }
  const from = before.length - quoted.length - 1;
  return { kind: 'value', field, typed: quoted.replaceAll(/\\(["\\])/g, '$1'), from, isListed };
}

const MOST = 12;

/** The fields whose name begins with what is typed, then those that contain it. */
export function fieldsFor(typed: string, fields: readonly FieldInfo[]): readonly FieldInfo[] {
  const text = typed.toLowerCase();
  const beginning = fields.filter(({ name }) => name.startsWith(text));
  const containing = fields.filter(({ name }) => name.includes(text) && !name.startsWith(text));
  return [...beginning, ...containing].slice(0, MOST);
}

/** Longest value that is offered: a longer one is no help in a line. */
const LONGEST = 200;
const SAFE = /^[\w@+=][\w:./@+=-]*$/;

/** A value as the query bar reads it back; undefined where a line can't hold it. */
export function termOf(value: Value, isListed: boolean): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string' || value.length > LONGEST || /\p{Cc}/u.test(value)) return undefined;
  return isListed ? listedOf(value) : wordOf(value);
}

const listedOf = (value: string): string | undefined =>
  value === '' || /[(),"]|^\s|\s$/.test(value) ? undefined : value;

const wordOf = (value: string): string =>
  SAFE.test(value) && !value.includes('..') && !/\/\d{1,3}$/.test(value)
    ? value
    : `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
