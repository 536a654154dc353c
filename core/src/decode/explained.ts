import { isoTime, type EventTime } from '#format';
import { civilDay, dayReader, NO_DAY } from './read-time.ts';
import type { RejectKind } from './reject.ts';

/** Something that the declaration did not expect: drift. */
export interface Note {
  /** Path of the field as AWS writes it, list positions left out: `httpRequest.headers[].size`. */
  readonly path: string;
  readonly why: 'unknown_field' | 'repeated_key' | 'unreadable_value' | 'unknown_column';
}

/** A record taken apart, in the shape that the planned SQL reads. */
export interface ExplainedRow {
  readonly day: number;
  /** JSON text of every source field. */
  readonly fields: ReadonlyMap<string, string>;
  readonly extra: ReadonlyMap<string, string>;
  readonly notes: readonly Note[];
}

/** Why a record can't be a row. */
export interface NoRow {
  readonly kind: RejectKind;
  readonly reason: string;
}

export type Explained = ExplainedRow | NoRow;

/** Event time in the spelling that the planned SQL reads. */
interface ReadTime {
  readonly field: string;
  /** JSON text to put into the field. */
  readonly json: string;
  readonly day: number;
}

/** Reads event time from the first of its fields that has a text, rewriting what is spelt otherwise. */
export function explainTime(time: EventTime, textOf: (field: string) => string | null): ReadTime | NoRow {
  if (time.form === 'date-and-time') return explainDateAndTime(time, time.fields.map(textOf));
  for (const field of time.fields) {
    const text = textOf(field);
    if (text === null) continue;
    const usual = usualSpelling(time, text);
    const day = usual === undefined ? NO_DAY : dayOf(time, usual);
    if (usual === undefined || day === NO_DAY) {
      return {
        kind: 'unreadable_event_time',
        reason: `${field} is ${JSON.stringify(text.slice(0, 64))}, expected ${FORMS[time.form]}`,
      };
    }
    return { field, json: time.form.startsWith('epoch') ? usual : JSON.stringify(usual), day };
  }
  return {
    kind: 'no_event_time',
    reason: `no value in ${time.fields.join(' or ')}, which carries the event time`,
  };
}

/** The same from a date and a time of day; the time of day is what may be rewritten. */
function explainDateAndTime(
  { form, fields }: EventTime,
  texts: readonly (string | null)[],
): ReadTime | NoRow {
  const [date, clock] = texts;
  const names = fields.join(' and ');
  if (typeof date !== 'string' || typeof clock !== 'string')
    return { kind: 'no_event_time', reason: `no value in ${names}, which carry the event time` };
  const text = CLOCK.test(clock) ? isoInUtc(ISO.exec(`${date}T${clock}Z`)) : undefined;
  const day = text === undefined ? NO_DAY : dayOf(isoTime(names), text);
  if (text === undefined || day === NO_DAY) {
    const found = JSON.stringify(`${date} ${clock}`.slice(0, 64));
    return { kind: 'unreadable_event_time', reason: `${names} are ${found}, expected ${FORMS[form]}` };
  }
  return { field: fields[1] ?? '', json: JSON.stringify(text.slice(11, -1)), day };
}

const FORMS: Readonly<Record<EventTime['form'], string>> = {
  'iso-8601': 'ISO 8601 in years 0001 to 9999, such as 2024-05-01T12:00:00Z',
  'epoch-seconds': 'seconds since 1970 in years 1970 to 9999',
  'epoch-millis': 'milliseconds since 1970 in years 1970 to 9999',
  'date-and-time': 'a date and a time of day in UTC, such as 2019-12-04 and 21:02:31',
  'common-log': 'a time such as 06/Feb/2019:00:00:38 +0000',
};

function dayOf(time: EventTime, text: string): number {
  const bytes = Buffer.from(text, 'latin1');
  return dayReader(time.form)(bytes, 0, bytes.length);
}

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s?(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?$/i;
const CLOCK = /^\d\d:\d\d:\d\d(?:[.,]\d{1,9})?$/;
const COMMON_LOG = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-](?:[01]\d|2[0-3])[0-5]\d)$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The text in the spelling of the fast reader, in UTC; undefined where it is no time of this form. */
function usualSpelling(time: EventTime, text: string): string | undefined {
  switch (time.form) {
    case 'epoch-seconds':
    case 'epoch-millis':
      return /^\d{1,15}$/.test(text) ? String(Number(text)) : undefined;
    case 'iso-8601':
    case 'date-and-time':
      return isoInUtc(ISO.exec(text));
    case 'common-log':
      return commonLogInUtc(COMMON_LOG.exec(text));
  }
}

/** Seconds since 1970 of year, month, day, hour, minute and second, or undefined where there is no such time. */
function epochSeconds(parts: readonly number[], zone: string | undefined): number | undefined {
  const days = civilDay(at(parts, 0), at(parts, 1), at(parts, 2));
  const isClock = at(parts, 3) < 24 && at(parts, 4) < 60 && at(parts, 5) < 60;
  if (days === NO_DAY || !isClock) return undefined;
  return days * 86_400 + at(parts, 3) * 3600 + at(parts, 4) * 60 + at(parts, 5) - zoneSeconds(zone);
}

const at = (parts: readonly (number | undefined)[], index: number): number => parts[index] ?? Number.NaN;

function zoneSeconds(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const size = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(-2)) * 60;
  return zone.startsWith('-') ? -size : size;
}

function isoInUtc(match: RegExpExecArray | null): string | undefined {
  if (match === null) return undefined;
  const seconds = epochSeconds(match.slice(1, 7).map(Number), match[8]);
  if (seconds === undefined) return undefined;
  const fraction = match[7] === undefined ? '' : `.${match[7].slice(0, 6)}`;
  const text = new Date(seconds * 1000).toISOString().slice(0, -5);
  return text.length === 19 ? `${text}${fraction}Z` : undefined;
}

function commonLogInUtc(match: RegExpExecArray | null): string | undefined {
  if (match === null) return undefined;
  const [, day, month = '', year, hour, minute, second, zone] = match;
  const parts = [year, MONTHS.indexOf(month) + 1, day, hour, minute, second].map(Number);
  const seconds = epochSeconds(parts, zone);
  if (seconds === undefined) return undefined;
  const text = new Date(seconds * 1000).toISOString();
  const date = `${text.slice(8, 10)}/${MONTHS[Number(text.slice(5, 7)) - 1]}/${text.slice(0, 4)}`;
  return `${date}:${text.slice(11, 19)} +0000`;
}
