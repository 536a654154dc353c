import { stringifyJson } from '#kernel';
import type { EngineColumn, EngineValue } from '#port';

const NUMERIC = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT|U?INTEGER|BIGNUM|FLOAT|DOUBLE|DECIMAL\(.*\))$/;

/** Whether a column holds numbers, by its SQL type. */
export const isNumeric = ({ type }: EngineColumn): boolean => NUMERIC.test(type);

const isDecimal = ({ type }: EngineColumn): boolean => type.startsWith('DECIMAL(') && !type.endsWith(']');

/** A value as text: nested ones as JSON, bytes in base64; null is `undefined`. */
export function cellText(value: EngineValue): string | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return base64(value);
  return typeof value === 'object' ? stringifyJson(plain(value)) : String(value);
}

/**
 * A value as JSON: integers and DECIMAL as numbers with all their digits; NaN and the infinities, which JSON has no
 * way to say, as null; bytes as base64 text.
 */
export function cellJson(value: EngineValue, column: EngineColumn): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return isDecimal(column) ? value : JSON.stringify(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  return typeof value === 'object' ? stringifyJson(plain(value)) : String(value);
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** A nested value with bytes as base64 text, ready for JSON. */
function plain(value: EngineValue): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return base64(value);
  if (isList(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}

const isList = (value: object): value is readonly EngineValue[] => Array.isArray(value);
