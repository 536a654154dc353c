import type { ColumnInfo } from '@aws-sdk/client-athena';
import type { EngineColumn, EngineValue } from '#port';
import { instantText, localText } from './trino-type.ts';

const NAMES: Readonly<Record<string, string>> = {
  // Arrays, maps and rows arrive as text in which nothing is quoted: it stays text.
  array: 'VARCHAR',
  char: 'VARCHAR',
  float: 'FLOAT',
  int: 'INTEGER',
  map: 'VARCHAR',
  real: 'FLOAT',
  row: 'VARCHAR',
  string: 'VARCHAR',
  struct: 'VARCHAR',
  unknown: '"NULL"',
  varbinary: 'BLOB',
};

/** A column as the port names it (https://docs.aws.amazon.com/athena/latest/APIReference/API_ColumnInfo.html). */
export function columnOf({
  Name: name = '',
  Type: type = '',
  Precision: digits,
  Scale: scale,
}: ColumnInfo): EngineColumn {
  const plain = type.toLowerCase();
  if (plain === 'decimal') return { name, type: `DECIMAL(${digits ?? 38},${scale ?? 0})` };
  return { name, type: NAMES[plain] ?? plain.toUpperCase() };
}

/** A reader of a column's values, which all arrive as text. */
export function cellReader({ Type: type = '' }: ColumnInfo): (text: string | undefined) => EngineValue {
  const read = READERS[type.toLowerCase()];
  return (text) => {
    if (text === undefined) return null;
    return read === undefined ? text : read(text);
  };
}

const whole = (text: string): EngineValue => {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
};

/** Bytes as Athena writes them, `00 ff`. */
const bytes = (text: string): EngineValue =>
  /^(?:[0-9a-f]{2}(?: |$))*$/i.test(text)
    ? Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))
    : text;

const READERS: Readonly<Record<string, (text: string) => EngineValue>> = {
  bigint: whole,
  boolean: (text) => text === 'true',
  double: Number,
  float: Number,
  int: whole,
  integer: whole,
  real: Number,
  smallint: whole,
  timestamp: localText,
  'timestamp with time zone': instantText,
  tinyint: whole,
  varbinary: bytes,
};
