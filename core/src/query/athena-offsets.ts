import { closing, isCompared, isWithinTry, replaceText, type Here, type Writing } from './athena-here.ts';

/**
 * Times of another zone that are read of a text. A literal keeps its zone, as `TIMESTAMP '… +02:00'` does. What a column holds is known when
 * the query runs only: there a text with another zone than UTC fails, but where the instant alone counts.
 */

/** Functions of which only the instant of a time counts. */
const OF_INSTANTS = ['at_timezone', 'to_unixtime'];

/** Whether a value counts as an instant alone: compared, or asked for one; within TRY, which would make null of a failure, it is read so. */
export function isInstantAlone(here: Here, end: number): boolean {
  const isAsked = here.is(-1, '(') && here.is(-2, ...OF_INSTANTS);
  return isAsked || isCompared(here, end) || here.is(end + 1, 'at') || isWithinTry(here);
}

/** A time as ISO 8601 writes it, and its offset, which is not that of UTC. */
const ISO = /^'(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)([+-](?!00:?(?:00)?')\d\d):?(\d\d)?'$/;

/** `from_iso8601_timestamp(x)` as a time that keeps its zone, or whose zone must be UTC. */
export function isoTime(here: Here, { written }: Writing): void {
  const end = closing(here);
  if (isInstantAlone(here, end)) return;
  const literal = end === 3 ? (here.word(2)?.text ?? '') : '';
  const [, day, clock, hours, minutes = '00'] = ISO.exec(literal) ?? [];
  if (day === undefined) {
    written[here.at()] = 'athena_from_iso8601_utc';
    return;
  }
  const time = `date_trunc('millisecond', TIMESTAMP '${day} ${clock}')`;
  replaceText(here, written, { to: end, text: `athena_with_zone(${time}, '${hours}:${minutes}')` });
}
