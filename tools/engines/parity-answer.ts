import type { Shape } from './parity-shape.ts';

/** A value as both engines can say it: numbers by shape, times as ISO 8601 in UTC, rows as lists, maps as sorted pairs. */
export type Plain = null | boolean | number | string | readonly Plain[];

/** What an engine answers. */
export interface ParityAnswer {
  readonly columns: readonly { readonly name: string; readonly shape: Shape }[];
  readonly rows: readonly (readonly Plain[])[];
}

const WHOLE = new Set(['tinyint', 'smallint', 'integer', 'bigint', 'hugeint']);
const FLOATING = new Set(['double', 'decimal']);

/** A raw value of Trino's JSON or of DuckDB's client, plain. */
export function plainOf(value: unknown, shape: Shape): Plain {
  if (value === null || value === undefined) return null;
  switch (shape.kind) {
    case 'array':
      return Array.isArray(value) ? value.map((each) => plainOf(each, shape.element)) : null;
    case 'row':
      return rowValues(value).map((each, at) => plainOf(each, shape.fields[at]?.shape ?? UNKNOWN));
    case 'map':
      return pairs(value)
        .map(([key, item]): Plain => [plainOf(key, shape.key), plainOf(item, shape.value)])
        .toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
    case 'scalar':
      return scalarOf(value, shape.name);
  }
}

const UNKNOWN: Shape = { kind: 'scalar', name: 'unknown' };

const rowValues = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : Object.values(value as object);

function pairs(value: unknown): [unknown, unknown][] {
  if (!Array.isArray(value)) return Object.entries(value as object);
  return value.map((each: { key: unknown; value: unknown }) => [each.key, each.value]);
}

function scalarOf(value: unknown, name: string): Plain {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (WHOLE.has(name)) return String(value);
  if (name === 'real') return Math.fround(Number(value));
  if (FLOATING.has(name)) return Number(value);
  if (name === 'boolean') return value === true || value === 'true';
  if (name.startsWith('timestamp')) return instantText(String(value));
  if (name === 'json') return jsonText(String(value));
  return String(value);
}

/** JSON text without blanks: JSON says nothing of them. */
function jsonText(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

/** `2020-01-01 00:00:00.123 UTC`, `2020-01-01T00:00:00.123000Z`: the same instant, to the microsecond. */
function instantText(text: string): string {
  const [, date, time, fraction = '', zone = ''] =
    /^([+-]?\d+-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d+))?\s*(.*)$/.exec(text) ?? [];
  if (date === undefined) return text;
  const shown = `${date} ${time}.${fraction.padEnd(6, '0').slice(0, 6)}`;
  if (zone === '' || zone === 'Z' || zone === 'UTC') return shown;
  return `${utcText(`${date}T${time}`, zone)}.${fraction.padEnd(6, '0').slice(0, 6)} ${zone}`;
}

/** A local time of a zone, in UTC. */
function utcText(local: string, zone: string): string {
  const asUtc = Date.parse(`${local}Z`);
  const named = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  const shift = Date.parse(`${named.format(asUtc).replace(' ', 'T')}Z`) - asUtc;
  return new Date(asUtc - shift).toISOString().slice(0, 19).replace('T', ' ');
}
