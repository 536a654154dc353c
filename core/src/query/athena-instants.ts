import { closing, type Here } from './athena-here.ts';
import { isInstantAlone } from './athena-offsets.ts';

/** A time, and the zone behind it: `+05:30`, `UTC`, `Europe/Berlin`. */
const ZONED = /^(.*?) *([+-]\d\d:?\d\d|[A-Za-z_]+(?:\/[A-Za-z_]+)*)$/;

/** No time with a zone is longer; the pattern would take long to find that out. */
const LONGEST_TIME = 100;

/** Zones that are UTC. */
export const IS_UTC = /^(?:UTC|Z|GMT|[+-]00:?00)$/i;

/** A time with a zone; of a text it keeps a zone that is written in the query, and has UTC elsewhere, but where the instant alone counts. */
export function instantCast(here: Here, text: string, digits: number): string {
  const isAlone = !here.is(0, 'cast') || isInstantAlone(here, closing(here));
  const { time, zone } = zonedText(text);
  if (!isAlone && time !== undefined && !IS_UTC.test(zone))
    return `athena_with_zone(${roundedText(`athena_to_timestamp('${time}')`, 'athena_to_timestamp', digits)}, '${offsetText(zone)}')`;
  const macro = isAlone || IS_KNOWN.test(text) ? 'athena_to_instant' : 'athena_to_instant_utc';
  return roundedText(`${macro}(${text})`, 'athena_to_instant', digits);
}

/** The parts of a text that is written in the query; none of anything else. */
export function zonedText(text: string): { time: string | undefined; zone: string } {
  const isShort = text.length <= LONGEST_TIME && /^'[^']*'$/.test(text);
  const [, time, zone = ''] = isShort ? (ZONED.exec(text.slice(1, -1)) ?? []) : [];
  return { time, zone };
}

/** No text: what times are made of. */
const IS_KNOWN =
  /^\s*(?:date|timestamp|now\(\)|current_\w+|athena_(?:from_|to_date|to_instant|to_timestamp|date_))/i;

/** `+0530` with a colon; any other name of a zone as it is. */
export const offsetText = (zone: string): string => zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');

/** A time of so many digits of a second; the engine has six. */
export function roundedText(time: string, macro: string, digits: number): string {
  if (digits >= MOST_DIGITS) return time;
  const rounded = macro === 'athena_to_timestamp' ? 'athena_rounded_time' : 'athena_rounded_instant';
  const unit = UNITS[digits];
  return `${rounded}(${time}, ${5 * 10 ** (MOST_DIGITS - digits - 1)}${unit === undefined ? '' : `, '${unit}'`})`;
}

/** Units that a time is cut to, by the digits of a second that are left. */
const UNITS: Readonly<Record<number, string>> = { 0: 'second', 3: 'millisecond' };

const MOST_DIGITS = 6;
