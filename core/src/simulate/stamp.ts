/** `2024-05-01T12:05:00.000Z` cut up for keys and records. */
const iso = (at: number): string => new Date(at).toISOString();

/** `20240501T1205Z`, as AWS puts it into object names. */
export const minuteStamp = (at: number): string => `${iso(at).slice(0, 16).replaceAll(/[-:]/g, '')}Z`;

/** `2024/05/01`. */
export const dayPath = (at: number): string => iso(at).slice(0, 10).replaceAll('-', '/');

/** `2024-05-01T12:05:00Z`. */
export const isoSeconds = (at: number): string => `${iso(at).slice(0, 19)}Z`;

/** `2024-05-01T12:05:00.123456Z`; the last three digits are made of the instant. */
export const isoMicros = (at: number): string =>
  `${iso(at).slice(0, 23)}${String((at * 7) % 1000).padStart(3, '0')}Z`;

/** `2024-05-01T12:05:00.123Z`. */
export const isoMillis = iso;
