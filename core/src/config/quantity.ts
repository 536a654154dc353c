import { isIP } from 'node:net';
import { z } from 'zod';

/** A whole number within bounds; its error says what was expected, as all leaves of the schema do. */
export function whole(least: number, most: number): z.ZodInt {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** A size: bytes as a number, or text with a unit, `32 MiB`. Output: bytes. */
export function size(least: number) {
  const error = `a size of at least ${least} bytes, such as 1048576, 600MB or 32MiB`;
  const text = z.string({ error }).regex(/^\d+(\.\d+)? ?([KMGT]i?)?B$/, { error });
  return z
    .union([whole(least, Number.MAX_SAFE_INTEGER), text], { error })
    .transform((value) => (typeof value === 'number' ? value : inUnits(value, BYTES)))
    .refine((bytes) => bytes >= least && bytes <= Number.MAX_SAFE_INTEGER, { error });
}

/** Bytes of a size as levee.yaml takes it, `600MB` or a number; undefined for any other text. */
export function sizeOf(text: string): number | undefined {
  const { data } = size(0).safeParse(/^\d+$/.test(text) ? Number(text) : text);
  return data;
}

/** Years count 366 days, so that "7y" never ends before the seventh anniversary. */
const SECONDS: Readonly<Record<string, number>> = {
  min: 60,
  h: 3600,
  d: 86_400,
  w: 7 * 86_400,
  y: 366 * 86_400,
};

/** A length of time with a unit, `36h`. Output: seconds. */
export function duration() {
  const error = 'a length of time such as 30min, 36h, 5d, 2w or 1y';
  return z
    .string({ error })
    .regex(/^\d{1,6} ?(min|h|d|w|y)$/, { error })
    .transform((text) => inUnits(text, SECONDS));
}

/** A length of time in whole days, at least one. Output: days. */
export function days() {
  const error = 'a length of time in days, weeks or years, such as 90d, 13w or 7y';
  return z
    .string({ error })
    .regex(/^[1-9]\d{0,5} ?(d|w|y)$/, { error })
    .transform((text) => inUnits(text, SECONDS) / 86_400);
}

function inUnits(text: string, units: Readonly<Record<string, number>>): number {
  const [, amount = '', unit = ''] = /^([\d.]+) ?(\w+)$/.exec(text) ?? [];
  return Math.round(Number(amount) * (units[unit] ?? Number.NaN));
}

/** A network in CIDR notation, or one address. Output: always with the prefix length. */
export function network() {
  const error = 'a network such as 10.0.0.0/8 or 2001:db8::/32, or one address';
  return z
    .string({ error })
    .refine(isNetwork, { error })
    .transform((text) => (text.includes('/') ? text : `${text}/${isIP(text) === 4 ? 32 : 128}`));
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || address.includes('%')) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}
