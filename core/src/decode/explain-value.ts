import { isUtf8 } from 'node:buffer';
import type { ColumnKind } from '#format';
import { bytesOf, firstByte, type Slice } from './json-members.ts';
import { lossyText } from './reject.ts';

const INT_LIMIT = 2n ** 31n;
const LONG_LIMIT = 2n ** 63n;
const INTEGER = /^-?(?:0|[1-9]\d{0,18})$/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Whether a text is a value of an integer kind. */
function isInteger(text: string, limit: bigint): boolean {
  if (!INTEGER.test(text)) return false;
  const value = BigInt(text);
  return value < limit && value >= -limit;
}

const READS: Readonly<Record<ColumnKind, (text: string) => boolean>> = {
  int: (text) => isInteger(text, INT_LIMIT),
  long: (text) => isInteger(text, LONG_LIMIT),
  double: (text) => NUMBER.test(text) && Number.isFinite(Number(text)),
  boolean: (text) => text === 'true' || text === 'false',
  string: () => true,
  json: () => true,
  struct: () => true,
  list: () => true,
};

/** Whether a text reads as a value of a scalar kind: the same in JSON and in text records. */
export const readsAs = (kind: ColumnKind, text: string): boolean => READS[kind](text);

/** A JSON string slice that the lake can hold: UTF-8, no NUL, no half of a surrogate pair. */
export function isSoundText(slice: Slice): boolean {
  const bytes = bytesOf(slice);
  if (!isUtf8(bytes)) return false;
  const text = bytes.toString('utf8');
  if (!text.includes('\\u')) return !text.includes('\0');
  const value: unknown = JSON.parse(text);
  return JSON.stringify(value).search(UNSOUND_ESCAPE) < 0;
}

/** How `JSON.stringify` writes a NUL or half of a surrogate pair, not preceded by a backslash of its own. */
const UNSOUND_ESCAPE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/** What `extra` keeps of a value: a string's text, anything else as its JSON text. */
export function rawText(slice: Slice): string {
  const bytes = bytesOf(slice);
  if (firstByte(slice) !== 0x22 || !isSoundText(slice)) return lossyText(bytes).replaceAll('\0', '\\x00');
  return JSON.parse(bytes.toString('utf8')) as string;
}
