/** How a format writes its event time. */
export type TimeForm = 'iso-8601' | 'epoch-seconds' | 'epoch-millis' | 'common-log' | 'date-and-time';

/**
 * Where event time is read: the first of these keys or tokens that has a value; with `date-and-time` both of the
 * two together.
 */
export interface EventTime {
  readonly form: TimeForm;
  readonly fields: readonly string[];
}

/** `isoTime('eventTime')` and so on: the form and the field or fields that carry it. */
const at =
  (form: TimeForm) =>
  (...fields: readonly [string, ...string[]]): EventTime => ({ form, fields });

/** ISO 8601 with `Z` or an offset, up to microseconds. */
export const isoTime = at('iso-8601');
/** Seconds since 1970-01-01 UTC. */
export const epochSeconds = at('epoch-seconds');
/** Milliseconds since 1970-01-01 UTC. */
export const epochMillis = at('epoch-millis');
/** A column of the date and one of the time of day, UTC: `2019-12-04` and `21:02:31` (W3C extended log format). */
export const w3cTime = (date: string, timeOfDay: string): EventTime => ({
  form: 'date-and-time',
  fields: [date, timeOfDay],
});
/** `06/Feb/2019:00:00:38 +0000`, as web servers and S3 write it. */
export const commonLogTime = at('common-log');
