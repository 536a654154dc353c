/** An address as a number, and how many bits it has. */
interface Address {
  readonly bits: 32 | 128;
  readonly number: bigint;
}

/** Reads an IPv4 or IPv6 address (RFC 4291); undefined for what is none. */
export function addressAt(text: string): Address | undefined {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) {
    const parts = text.split('.').map(Number);
    if (parts.some((part) => part > 255)) return undefined;
    return { bits: 32, number: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
  }
  return /^[\da-f:.]+$/i.test(text) && text.includes(':') ? sixth(text) : undefined;
}

function sixth(text: string): Address | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array.from({ length: missing }, () => 0), ...right];
  return { bits: 128, number: groups.reduce((sum, group) => sum * 65_536n + BigInt(group), 0n) };
}

/** Groups of sixteen bits; the last two may be written as an IPv4 address. */
function groupsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const last = parts.at(-1) ?? '';
  const four = last.includes('.') ? addressAt(last)?.number : undefined;
  const whole = four === undefined ? parts : parts.slice(0, -1);
  if (whole.some((part) => !/^[\da-f]{1,4}$/i.test(part))) return undefined;
  const groups = whole.map((part) => parseInt(part, 16));
  return four === undefined ? groups : [...groups, Number(four >> 16n), Number(four & 0xffffn)];
}

/** Blocks with a purpose: the IANA IPv4 and IPv6 special-purpose address registries, multicast, and link-local AWS services. */
const PURPOSES: readonly (readonly [network: string, purpose: string])[] = [
  ['169.254.169.254/32', 'instance metadata of EC2 (link-local, RFC 3927)'],
  ['169.254.170.2/32', 'task metadata and credentials of ECS (link-local, RFC 3927)'],
  ['fd00:ec2::/32', 'services of EC2 within a VPC (unique local, RFC 4193)'],
  ['0.0.0.0/8', 'this network (RFC 791)'],
  ['10.0.0.0/8', 'private (RFC 1918)'],
  ['100.64.0.0/10', 'shared address space behind carriers (RFC 6598)'],
  ['127.0.0.0/8', 'loopback (RFC 1122)'],
  ['169.254.0.0/16', 'link-local (RFC 3927)'],
  ['172.16.0.0/12', 'private (RFC 1918)'],
  ['192.0.0.0/24', 'protocol assignments (RFC 6890)'],
  ['192.0.2.0/24', 'documentation (RFC 5737)'],
  ['192.88.99.0/24', 'former 6to4 relay (RFC 7526)'],
  ['192.168.0.0/16', 'private (RFC 1918)'],
  ['198.18.0.0/15', 'benchmarks (RFC 2544)'],
  ['198.51.100.0/24', 'documentation (RFC 5737)'],
  ['203.0.113.0/24', 'documentation (RFC 5737)'],
  ['224.0.0.0/4', 'multicast (RFC 5771)'],
  ['255.255.255.255/32', 'broadcast (RFC 919)'],
  ['240.0.0.0/4', 'reserved (RFC 1112)'],
  ['::1/128', 'loopback (RFC 4291)'],
  ['::/128', 'unspecified (RFC 4291)'],
  ['::ffff:0:0/96', 'an IPv4 address written as IPv6 (RFC 4291)'],
  ['64:ff9b::/96', 'translated from IPv4 (RFC 6052)'],
  ['100::/64', 'discarded (RFC 6666)'],
  ['2001:db8::/32', 'documentation (RFC 3849)'],
  ['3fff::/20', 'documentation (RFC 9637)'],
  ['2002::/16', '6to4 (RFC 3056)'],
  ['fc00::/7', 'private, unique local (RFC 4193)'],
  ['fe80::/10', 'link-local (RFC 4291)'],
  ['ff00::/8', 'multicast (RFC 4291)'],
];

/** A network: its first address and the length of its prefix. */
export function networkAt(text: string): (Address & { readonly prefix: number }) | undefined {
  const [head = '', length, ...more] = text.split('/');
  const address = addressAt(head);
  const prefix = length === undefined ? address?.bits : /^\d{1,3}$/.test(length) ? Number(length) : undefined;
  if (address === undefined || prefix === undefined || prefix > address.bits || more.length > 0)
    return undefined;
  return { ...address, prefix };
}

const isWithin = (
  network: string,
  { bits, number, prefix }: Address & { readonly prefix: number },
): boolean => {
  const outer = networkAt(network);
  if (outer === undefined || outer.bits !== bits || outer.prefix > prefix) return false;
  const rest = BigInt(bits - outer.prefix);
  return number >> rest === outer.number >> rest;
};

/** What an address or network is set aside for; undefined for one of the public internet, or for none. */
export function purposeOf(text: string): string | undefined {
  const network = networkAt(text);
  return network && PURPOSES.find(([block]) => isWithin(block, network))?.[1];
}
