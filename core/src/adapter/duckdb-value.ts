import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBUnionValue,
  DuckDBVariantValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { EngineValue } from '#port';

/** A value of DuckDB's client as the port's plain value. */
export function engineValue(value: DuckDBValue): EngineValue {
  return value === null || typeof value !== 'object' ? value : plainObject(value);
}

function plainObject(value: Exclude<DuckDBValue, null | boolean | number | bigint | string>): EngineValue {
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) {
    return value.items.map(engineValue);
  }
  if (value instanceof DuckDBStructValue) return plainStruct(value);
  if (value instanceof DuckDBMapValue) return plainMap(value);
  if (value instanceof DuckDBBlobValue) return value.bytes;
  if (value instanceof DuckDBUnionValue || value instanceof DuckDBVariantValue)
    return engineValue(value.value);
  if (value instanceof DuckDBIntervalValue) return intervalText(value);
  return timestampText(value) ?? String(value);
}

// `fromEntries` makes `__proto__` an ordinary property, assignment would not.
const plainStruct = ({ entries }: DuckDBStructValue): EngineValue =>
  Object.fromEntries(Object.entries(entries).map(([name, item]) => [name, engineValue(item)]));

function plainMap({ entries }: DuckDBMapValue): EngineValue {
  const isNamed = entries.every(({ key }) => typeof key === 'string');
  return isNamed
    ? Object.fromEntries(entries.map(({ key, value }) => [String(key), engineValue(value)]))
    : entries.map(({ key, value }) => ({ key: engineValue(key), value: engineValue(value) }));
}

const DAY_MICROS = 86_400_000_000n;

/** `1-2` years and months, `3 04:05:06.789` days and time, as Trino writes them; three digits of a second, six where there are more. */
function intervalText({ months, days, micros }: DuckDBIntervalValue): string {
  const time = BigInt(days) * DAY_MICROS + micros;
  const parts =
    months === 0 ? [timeText(time)] : [monthsText(months), ...(time === 0n ? [] : [timeText(time)])];
  return parts.join(' ');
}

const monthsText = (months: number): string =>
  `${months < 0 ? '-' : ''}${Math.trunc(Math.abs(months) / 12)}-${Math.abs(months) % 12}`;

function timeText(micros: bigint): string {
  const size = micros < 0n ? -micros : micros;
  const two = (count: bigint): string => String(count).padStart(2, '0');
  const seconds = size / 1_000_000n;
  const fraction = String(size % 1_000_000n)
    .padStart(6, '0')
    .replace(/000$/, '');
  const clock = [(seconds / 3600n) % 24n, (seconds / 60n) % 60n, seconds % 60n].map(two).join(':');
  return `${micros < 0n ? '-' : ''}${seconds / 86_400n} ${clock}.${fraction}`;
}

/** Timestamps are formatted here: the client's own text of TIMESTAMPTZ follows the time zone of the process. */
function timestampText(value: object): string | undefined {
  if (value instanceof DuckDBTimestampTZValue) return isoText(value.micros, 6, 'Z');
  if (value instanceof DuckDBTimestampValue) return isoText(value.micros, 6, '');
  if (value instanceof DuckDBTimestampNanosecondsValue) return isoText(value.nanos, 9, '');
  if (value instanceof DuckDBTimestampMillisecondsValue) return isoText(value.millis, 3, '');
  if (value instanceof DuckDBTimestampSecondsValue) return isoText(value.seconds, 0, '');
  return undefined;
}

const INFINITY = 2n ** 63n - 1n;

/**
 * ISO 8601 of a count of 10^-digits seconds since the epoch; years beyond 0000–9999 in its extended form (+012026).
 * DuckDB's infinities are the ends of int64.
 */
function isoText(count: bigint, digits: 0 | 3 | 6 | 9, zone: string): string {
  if (count === INFINITY) return 'infinity';
  if (count === -INFINITY) return '-infinity';
  const unit = 10n ** BigInt(digits);
  const fraction = ((count % unit) + unit) % unit;
  const date = new Date(Number((count - fraction) / unit) * 1000);
  // DuckDB reaches a little further than JavaScript's ±271,821 years.
  if (Number.isNaN(date.getTime())) return `${count}e-${digits} s since 1970`;
  const seconds = date.toISOString().replace(/\.\d+Z$/, '');
  return digits === 0 ? seconds + zone : `${seconds}.${String(fraction).padStart(digits, '0')}${zone}`;
}
