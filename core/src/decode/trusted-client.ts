import { BlockList, isIP } from 'node:net';

/** Name under which SQL calls the function that `trustedClient` gives. */
export const CLIENT_FUNCTION = 'levee_client_ip';

/** Entries of a forwarding header that are looked at: clients can make it as long as they like. */
const MOST_ENTRIES = 64;

/**
 * The one trusted client address of a request, given the peer's address and the X-Forwarded-For text. Counted from
 * the right: while an address is one of the trusted hops, the one it vouches for (the entry left of it) takes its place.
 * The first address that is not trusted is the client; what stands left of it was written by that client.
 * Entries that are no address end the walk: the last address that was vouched for stays.
 */
export function trustedClient(
  hops: readonly string[],
): (peer: string | null, forwarded: string | null) => string | null {
  const trusted = blockList(hops);
  return (peer, forwarded) => {
    const entries = (forwarded ?? '').split(',').slice(-MOST_ENTRIES).map(addressOf);
    let client = peer;
    while (client !== null && isTrusted(trusted, client)) {
      const vouched = entries.pop();
      if (vouched === undefined) break;
      client = vouched;
    }
    return client;
  };
}

/** The networks as a list that addresses are checked against. */
function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return list;
}

function isTrusted(trusted: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && trusted.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** The address of a forwarding entry, without a port or brackets; undefined where it is none. */
function addressOf(entry: string): string | undefined {
  const text = entry.trim();
  const bare =
    /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ??
    (/^[^:]+:\d+$/.test(text) ? text.slice(0, text.indexOf(':')) : text);
  return isIP(bare) === 0 ? undefined : bare;
}
