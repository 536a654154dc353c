/** Code points that a string bound keeps, Iceberg's default (`truncate(16)`). */
const KEPT = 16;

/** 64-bit little-endian bytes. */
function longBytes(value: bigint | number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
}

/** 32-bit little-endian bytes. */
export function intBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

/** What `intBytes` made; undefined for anything else. */
export const intOf = (bytes: Buffer | null | undefined): number | undefined =>
  bytes?.length === 4 ? bytes.readInt32LE() : undefined;

/** Days since 1970 as `YYYY-MM-DD`; null for anything but a number. */
export const dayText = (day: unknown): string | null =>
  typeof day === 'number' ? new Date(day * 86_400_000).toISOString().slice(0, 10) : null;

const TIMESTAMP = /^(-?\d{4,})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:\+00(?::00)?)?)?$/;

/**
 * Microseconds since 1970 of a timestamp as DuckDB prints it in UTC. Undefined for `infinity` and years BC: no bound then.
 * Not `Date.UTC`: it takes years 0 to 99 for 1900 to 1999.
 */
export function micros(text: string): bigint | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const parts = match.slice(1, 7).map((piece) => Number(piece ?? 0));
  const at = (index: number): number => parts[index] ?? 0;
  const date = new Date(0);
  date.setUTCFullYear(at(0), at(1) - 1, at(2));
  date.setUTCHours(at(3), at(4), at(5));
  // DuckDB reaches a little further than JavaScript's year 275,760.
  if (Number.isNaN(date.getTime())) return undefined;
  return BigInt(date.getTime()) * 1000n + BigInt((match[7] ?? '').padEnd(6, '0'));
}

const MICROS_PER_DAY = 86_400_000_000n;

/** Days since 1970 by floor division: 1969-12-31 is day -1 (Iceberg spec, "Partition Transforms"). */
export function dayOf(text: string): number | undefined {
  const instant = micros(text);
  if (instant === undefined) return undefined;
  const whole = instant / MICROS_PER_DAY;
  return Number(instant % MICROS_PER_DAY < 0n ? whole - 1n : whole);
}

/** The first 16 code points of a text: a lower bound. */
export const lowerString = (text: string): Buffer => Buffer.from(Array.from(text).slice(0, KEPT).join(''));

/**
 * An upper bound of a text: itself where it is short, else its first 16 code points with the last one that can be
 * incremented, incremented. Undefined where none can (all U+10FFFF). A bound only cut off would be too low, and
 * readers would silently skip rows.
 */
export function upperString(text: string): Buffer | undefined {
  const points = Array.from(text);
  if (points.length <= KEPT) return Buffer.from(text);
  for (let at = KEPT - 1; at >= 0; at -= 1) {
    const next = following(points[at]?.codePointAt(0) ?? 0);
    if (next !== undefined) return Buffer.from(points.slice(0, at).join('') + String.fromCodePoint(next));
  }
  return undefined;
}

/** The next code point that is a character: surrogates are skipped. */
function following(point: number): number | undefined {
  const next = point + 1;
  if (next >= 0xd800 && next <= 0xdfff) return 0xe000;
  return next > 0x10ffff ? undefined : next;
}

/**
 * A zero keeps the sign that the Parquet statistics have. Widened to -0.0 … 0.0, Trino 476 takes the range for the single
 * value -0.0, finds it outside the file's own 0.0 … 0.0 and skips every row.
 */
function doubleBytes(text: string): Buffer | undefined {
  const value = Number(text);
  if (Number.isNaN(value)) return undefined;
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

function timeBytes(text: string): Buffer | undefined {
  const value = micros(text);
  return value === undefined ? undefined : longBytes(value);
}

/**
 * A bound of a primitive type in Iceberg's single-value serialization (spec, Appendix D), from the text that DuckDB's
 * statistics give. Undefined: no bound can be given.
 */
export function boundBytes(type: string, text: string, isUpper: boolean): Buffer | undefined {
  switch (type) {
    case 'boolean':
      return Buffer.from([text === '1' || text === 'true' ? 1 : 0]);
    case 'int':
      return intBytes(Number(text));
    case 'long':
      return longBytes(BigInt(text));
    case 'double':
      return doubleBytes(text);
    case 'timestamptz':
      return timeBytes(text);
    case 'string':
      return isUpper ? upperString(text) : lowerString(text);
    default:
      return undefined;
  }
}
