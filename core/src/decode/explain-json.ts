import type { Column, Columns, Format } from '#format';
import { isSoundText, rawText, readsAs } from './explain-value.ts';
import { bytesOf, firstByte, JsonParts, type Member, type Slice } from './json-members.ts';
import { explainTime, type Explained, type Note } from './explained.ts';

const OBJECT = 0x7b;
const ARRAY = 0x5b;
const STRING = 0x22;
const NULL = 0x6e;

/**
 * The explaining reader of JSON records: takes one well-formed record apart field by field and writes it anew
 * in the shape the planned SQL reads. What does not fit the declaration goes to `extra`, with a note of why.
 */
export class JsonExplainer {
  readonly #format: Format;
  readonly #parts: JsonParts;
  #extra = new Map<string, string>();
  #notes: Note[] = [];

  constructor(format: Format, maxDepth: number) {
    this.#format = format;
    this.#parts = new JsonParts(maxDepth);
  }

  /** Explains the object in `slice`: a row in source shape, or why there is none. `around` is `extra` already. */
  explain(slice: Slice, around?: ReadonlyMap<string, string>): Explained {
    this.#extra = new Map(around);
    this.#notes = [];
    const members = this.#unwrap(this.#parts.members(slice));
    const fields = this.#object(this.#format.columns, members, '');
    const time = explainTime(this.#format.time, (field) => fieldText(members, field));
    if ('kind' in time) return time;
    fields.set(time.field, time.json);
    return { day: time.day, fields, extra: this.#extra, notes: this.#notes };
  }

  /** Takes a record out of its envelope; the envelope's own members go to `extra`. */
  #unwrap(members: readonly Member[]): readonly Member[] {
    const keys = new Set(members.map((member) => member.key));
    const single = this.#format.envelopes.filter(({ each }) => each === undefined);
    const envelope = single.find((known) => known.keys.every((key) => keys.has(key)));
    const inner = members.findLast((member) => member.key === envelope?.inner);
    if (envelope === undefined || inner === undefined || firstByte(inner.value) !== OBJECT) return members;
    for (const { key, value } of members) {
      if (key !== envelope.inner) this.#extra.set(`${envelope.name}.${key}`, rawText(value));
    }
    return this.#parts.members(inner.value);
  }

  #object(columns: Columns, members: readonly Member[], prefix: string): Map<string, string> {
    const fields = new Map<string, string>();
    for (const [at, { key, value }] of members.entries()) {
      const column = Object.hasOwn(columns, key) ? columns[key] : undefined;
      const path = prefix + key;
      if (column === undefined) this.#keep(path, value, 'unknown_field');
      else if (members.some((later, index) => index > at && later.key === key))
        this.#keep(path, value, 'repeated_key');
      else fields.set(key, this.#value(column, value, path));
    }
    return fields;
  }

  #keep(path: string, value: Slice, why: Note['why']): void {
    this.#extra.set(path, rawText(value));
    this.#notes.push({ path: path.replaceAll(/\[\d+\]/g, '[]'), why });
  }

  /** JSON text of a value as the declaration has it. */
  #value(column: Column, value: Slice, path: string): string {
    const first = firstByte(value);
    if (first === NULL) return 'null';
    if (column.kind === 'struct' && first === OBJECT) return this.#struct(column, value, path);
    if (column.kind === 'list' && first === ARRAY) return this.#list(column, value, path);
    const json = column.kind === 'struct' || column.kind === 'list' ? undefined : scalar(column, value);
    if (json !== undefined) return json;
    this.#keep(path, value, 'unreadable_value');
    return 'null';
  }

  #struct(column: Column, value: Slice, path: string): string {
    return objectText(this.#object(column.fields ?? {}, this.#parts.members(value), `${path}.`));
  }

  #list(column: Column, value: Slice, path: string): string {
    const element = column.element;
    if (element === undefined) return 'null';
    const texts = this.#parts.elements(value).map((item, at) => this.#value(element, item, `${path}[${at}]`));
    return `[${texts.join(',')}]`;
  }
}

/** JSON text of a scalar, or undefined where the value is not of the column's kind. */
function scalar(column: Column, value: Slice): string | undefined {
  if (column.kind === 'json') return documentJson(value);
  if (column.kind === 'string') return soundJson(value);
  const bytes = bytesOf(value).toString('latin1');
  const text = firstByte(value) === STRING ? bytes.slice(1, -1) : bytes;
  return readsAs(column.kind, text) ? text : undefined;
}

/** A column of JSON text holds JSON always, so that no query stumbles over it: a text keeps its quotes. */
function documentJson(value: Slice): string | undefined {
  const json = soundJson(value);
  return json !== undefined && firstByte(value) === STRING ? JSON.stringify(json) : json;
}

function soundJson(value: Slice): string | undefined {
  return isSoundText(value)
    ? bytesOf(value)
        .toString('utf8')
        .replaceAll(/[\r\n]/g, ' ')
    : undefined;
}

/** JSON text of an object of which the values are JSON texts already. */
export const objectText = (fields: ReadonlyMap<string, string>): string =>
  `{${[...fields].map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(',')}}`;

/** The text of a top-level field, of an object or array its JSON text; null where it is absent or null. */
function fieldText(members: readonly Member[], field: string): string | null {
  const found = members.findLast((member) => member.key === field)?.value;
  return found === undefined || firstByte(found) === NULL ? null : rawText(found);
}
