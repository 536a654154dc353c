import type { EngineValue } from '#port';
import { ident } from '#port';
import { stringifyJson, type Json } from '#kernel';

/** A type as Trino's protocol describes it: `ClientTypeSignature`. */
export interface TrinoType {
  readonly rawType: string;
  readonly arguments?: readonly TrinoArgument[];
}

type TrinoArgument =
  | { readonly kind: 'TYPE'; readonly value: TrinoType }
  | {
      readonly kind: 'NAMED_TYPE';
      readonly value: { readonly fieldName?: { readonly name: string }; readonly typeSignature: TrinoType };
    }
  | { readonly kind: 'LONG'; readonly value: number };

const NAMES: Readonly<Record<string, string>> = {
  'interval day to second': 'INTERVAL',
  'interval year to month': 'INTERVAL',
  'time with time zone': 'TIME WITH TIME ZONE',
  'timestamp with time zone': 'TIMESTAMP WITH TIME ZONE',
  char: 'VARCHAR',
  real: 'FLOAT',
  unknown: '"NULL"',
  varbinary: 'BLOB',
};

/** The types inside a type: element, key and value, fields. */
function inner({ arguments: list = [] }: TrinoType): { name: string; type: TrinoType }[] {
  return list.flatMap((argument, at) => {
    if (argument.kind === 'TYPE') return [{ name: '', type: argument.value }];
    if (argument.kind !== 'NAMED_TYPE') return [];
    return [{ name: argument.value.fieldName?.name ?? `field${at}`, type: argument.value.typeSignature }];
  });
}

/** A type as the port names it. */
export function typeName(type: TrinoType): string {
  const types = inner(type);
  const name = ({ type: each } = { type: { rawType: 'unknown' } as TrinoType }): string => typeName(each);
  switch (type.rawType) {
    case 'array':
      return `${name(types[0])}[]`;
    case 'map':
      return `MAP(${name(types[0])}, ${name(types[1])})`;
    case 'row':
      return `STRUCT(${types.map((field) => `${ident(field.name)} ${typeName(field.type)}`).join(', ')})`;
    case 'decimal': {
      const digits = (type.arguments ?? []).map(({ value }) => JSON.stringify(value));
      return `DECIMAL(${digits.join(',')})`;
    }
    default:
      return NAMES[type.rawType] ?? type.rawType.toUpperCase();
  }
}

/** A reader of a type's values, as Trino's JSON writes them. */
export function valueReader(type: TrinoType): (value: Json) => EngineValue {
  const read = readerOf(type);
  return (value) => (value === null ? null : read(value));
}

type Reader = (value: Exclude<Json, null>) => EngineValue;

function readerOf(type: TrinoType): Reader {
  const readers = inner(type).map(({ name, type: each }) => ({ name, read: valueReader(each), type: each }));
  const [first, second] = readers;
  switch (type.rawType) {
    case 'array':
      return (value) => listOf(value).map((item) => first?.read(item) ?? null);
    case 'map':
      return mapReader(first?.type, second?.read);
    case 'row':
      return (value) => {
        const items = listOf(value);
        return Object.fromEntries(readers.map(({ name, read }, at) => [name, read(items[at] ?? null)]));
      };
    case 'varbinary':
      return (value) => Uint8Array.from(Buffer.from(textOf(value), 'base64'));
    default:
      return SCALARS[type.rawType] ?? plain;
  }
}

/** Texts, whole numbers and truth values are as they are; decimals are texts with all their digits. */
const plain: Reader = (value) => (typeof value === 'object' ? JSON.stringify(value) : value);

const SCALARS: Readonly<Record<string, Reader>> = {
  // NaN and the infinities are texts, large whole values bigints.
  double: Number,
  real: Number,
  timestamp: (value) => localText(textOf(value)),
  'timestamp with time zone': (value) => instantText(textOf(value)),
};

const textOf = (value: Json): string => (typeof value === 'string' ? value : stringifyJson(value));

const listOf = (value: Json): Json[] => (Array.isArray(value) ? value : []);

/** Keys are texts in JSON, whatever their type. */
function mapReader(key: TrinoType | undefined, read: ((value: Json) => EngineValue) | undefined): Reader {
  const isNamed = key === undefined || /^(?:varchar|char)$/.test(key.rawType);
  return (value) => {
    const entries = Object.entries(value as Record<string, Json>).map(
      ([name, item]) => [name, read?.(item) ?? null] as const,
    );
    return isNamed
      ? Object.fromEntries(entries)
      : entries.map(([name, item]) => ({ key: keyOf(name, key), value: item }));
  };
}

function keyOf(text: string, { rawType }: TrinoType): EngineValue {
  if (/^(?:tinyint|smallint|integer|bigint)$/.test(rawType)) {
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : BigInt(text);
  }
  if (rawType === 'boolean') return text === 'true';
  return rawType === 'double' || rawType === 'real' ? Number(text) : valueReader({ rawType })(text);
}

/** A fraction in microseconds: further digits are cut off, absent ones zeros. */
const microseconds = (_: string, digits: string): string => `.${digits.slice(0, 6).padEnd(6, '0')}`;

/** `2026-03-28 01:02:03.4` as ISO 8601 in microseconds. */
export const localText = (text: string): string =>
  text
    .replace(' ', 'T')
    .replace(/(T[\d:]+)$/, '$1.000')
    .replace(/\.(\d+)$/, microseconds);

const INSTANT = /^(\S+) ([\d:]+)(?:\.(\d+))? (\S+)$/;

/** `2026-03-28 01:02:03.000004 Europe/Berlin` as ISO 8601 in UTC, in microseconds. */
export function instantText(text: string): string {
  const [, date = '', time = '', fraction = '', zone = ''] = INSTANT.exec(text) ?? [];
  if (zone === '') return text;
  const local = Date.parse(`${date}T${time}Z`);
  const utc = local - offsetOf(zone, local);
  if (Number.isNaN(utc)) return text;
  return `${new Date(utc).toISOString().replace(/\.\d+Z$/, '')}${microseconds('', fraction)}Z`;
}

/** Milliseconds that a zone is ahead of UTC at a local time. */
function offsetOf(zone: string, local: number): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (sign !== undefined) return (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  if (zone === 'UTC' || zone === 'Z') return 0;
  // The offset at the instant that the local time would be without one is right but for hours beside a change: ask twice.
  return zoneOffset(zone, local - zoneOffset(zone, local));
}

function zoneOffset(zone: string, utc: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(utc);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return local - Math.floor(utc / 1000) * 1000;
}
