import { isIPv4, isIPv6 } from 'node:net';

/** The first and the last address of a network, as the 128 bits of IPv6, in which IPv4 is `::ffff:a.b.c.d`. */
export interface Network {
  readonly first: bigint;
  readonly last: bigint;
}

const BITS = 128;
const BITS_BEFORE_V4 = 96;
const MAPPED = 0xff_ff_00_00_00_00n;

/** Reads `203.0.113.0/24` or `2001:db8::/32`; nothing for what is no network, such as `203.0.113.9/24`. */
export function networkOf(text: string): Network | undefined {
  const [, address = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const value = addressOf(address);
  if (value === undefined) return undefined;
  const free = BITS - (value >> 32n === MAPPED >> 32n ? BITS_BEFORE_V4 : 0) - Number(length);
  if (free < 0) return undefined;
  const first = (value >> BigInt(free)) << BigInt(free);
  const isFirst = first === value || Number(length) === 0;
  return isFirst ? { first, last: first + (1n << BigInt(free)) - 1n } : undefined;
}

function addressOf(text: string): bigint | undefined {
  if (isIPv4(text)) return v4(text);
  return isIPv6(text) && !text.includes('%') ? v6(text) : undefined;
}

const v4 = (text: string): bigint =>
  MAPPED + text.split('.').reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);

/** Eight groups, those left out by `::` filled with zeros. */
function v6(text: string): bigint {
  const written = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const [left = [], right] = written
    .split('::')
    .map((side) => side.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - left.length - (right ?? []).length }, () => '0');
  return [...left, ...zeros, ...(right ?? [])].reduce(
    (sum, group) => sum * 65_536n + BigInt(`0x${group}`),
    0n,
  );
}
