/** How a format writes its event time. */
export type TimeForm = 'iso-8601' | 'epoch-seconds' | 'epoch-millis' | 'common-log';

/** Where event time is read: the first of these keys or tokens that has a value. */
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
/** `06/Feb/2019:00:00:38 +0000`, as web servers and S3 write it. */
export const commonLogTime = at('common-log');
