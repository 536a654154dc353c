/** A JSON value in which integers beyond 2^53 are `bigint`, so that no digit is lost. */
export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json };

/** 2^53 is 9,007,199,254,740,992. */
const MAY_BE_LONG = /\d{17}|9\d{15}/;
const INTEGER = /^-?\d+$/;

/**
 * `JSON.parse` that keeps every digit of an integer: those that a double cannot hold become `bigint`.
 * Iceberg snapshot ids of other engines are 63 bits long.
 * @throws SyntaxError as `JSON.parse` does.
 */
export function parseJson(text: string): Json {
  // Asking after each value takes ten times as long, so only where a long number may be.
  const value: unknown = MAY_BE_LONG.test(text) ? JSON.parse(text, reviveLong) : JSON.parse(text);
  return value as Json;
}

function reviveLong(_key: string, value: Json, context?: { source?: string }): Json {
  const source = context?.source;
  const isLong =
    typeof value === 'number' && source !== undefined && !Number.isSafeInteger(value) && INTEGER.test(source);
  return isLong ? BigInt(source) : value;
}

/** `JSON.stringify` that writes a `bigint` as a JSON number with all its digits. */
export function stringifyJson(value: unknown, space?: number): string {
  return JSON.stringify(
    value,
    (_key, item: unknown) => (typeof item === 'bigint' ? rawJson(String(item)) : item),
    space,
  );
}

/** `JSON.rawJSON` (ES2025, Node ≥ 22): not yet in TypeScript's library. */
const rawJson = (text: string): unknown =>
  (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON(text);
