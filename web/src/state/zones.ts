/** `UTC`, `local` (the browser's own), or a zone of the IANA database. */
export type Zone = string;

const formats = new Map<Zone, Intl.DateTimeFormat>();

/** Writes `2026-11-20 14:03:22` (Sweden's way is ISO 8601's). */
function formatOf(zone: Zone): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'medium',
    ...(zone === 'local' ? {} : { timeZone: zone }),
  });
  formats.set(zone, made);
  return made;
}

/** Whether this browser knows the zone. */
export function isZone(zone: unknown): zone is Zone {
  if (typeof zone !== 'string') return false;
  if (zone === 'UTC' || zone === 'local') return true;
  try {
    return formatOf(zone).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** A moment as the clocks of a zone show it: `2026-11-20 14:03:22`. */
export const wallTime = (moment: number, zone: Zone): string => formatOf(zone).format(moment);

/** Milliseconds that a zone's clocks are ahead of UTC at a moment. */
const aheadOf = (moment: number, zone: Zone): number => {
  const whole = Math.floor(moment / 1000) * 1000;
  return Date.parse(`${wallTime(whole, zone).replace(' ', 'T')}Z`) - whole;
};

/** The moment at which the clocks of a zone show a time; NaN for what is none. Of two, when clocks go back, the earlier. */
export function momentAt(wall: string, zone: Zone): number {
  const text = wall.trim().replace(' ', 'T');
  if (/(?:Z|[+-]\d\d:?\d\d)$/i.test(text)) return Date.parse(text);
  const asUtc = Date.parse(/T/.test(text) ? `${text}Z` : text);
  if (Number.isNaN(asUtc)) return asUtc;
  const first = asUtc - aheadOf(asUtc - DAY, zone);
  return wallTime(first, zone) === wallTime(asUtc, 'UTC') ? first : asUtc - aheadOf(asUtc + DAY, zone);
}

const DAY = 86_400_000;

/** How far a zone is from UTC at a moment: `+01:00`. */
export function offsetText(moment: number, zone: Zone): string {
  const minutes = Math.round(aheadOf(moment, zone) / 60_000);
  const two = (amount: number) => String(Math.floor(amount)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

/** What a zone is called where it is shown. */
export const zoneName = (zone: Zone): string => (zone === 'local' ? 'local time' : zone);
