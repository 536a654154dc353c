import { isIPv4, isIPv6 } from 'node:net';

const GROUP = '[1-9a-f][0-9a-f]{0,3}';

/** IPv6 texts, without groups of zero but for those that `::` stands for, of which there are at least two: all are canonical. */
export const CANONICAL_SURELY = `${GROUP}(:${GROUP}){7}|(${GROUP}(:${GROUP}){0,4})?::${GROUP}|${GROUP}::(${GROUP}(:${GROUP}){0,4})?`;

/**
 * An address as RFC 5952 recommends to write it; undefined for what is none, and for IPv6 addresses that stand for IPv4 ones,
 * of which one address has two usual texts.
 */
export function canonicalAddress(text: string): string | undefined {
  if (isIPv4(text)) return text;
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const written = new URL(`http://[${text}]`).hostname.slice(1, -1);
  return written.startsWith('::ffff:') ? undefined : written;
}

/** Whether an address is written as recommended. What may only look like one to others is not. */
export const isCanonicalAddress = (text: string): boolean => canonicalAddress(text) === text;
