import type { Client } from './organisation.ts';
import { Random } from './random.ts';

/** A network that clients come from: addresses reserved for documentation, benchmarks and carriers only. */
interface Network {
  readonly country: string;
  readonly asn: number;
  readonly address: (random: Random) => string;
}

const v4 = (a: number, b: number) => (random: Random) =>
  `${a}.${b}.${random.whole(0, 255)}.${random.whole(1, 254)}`;
const v6 = (site: string) => (random: Random) =>
  `2001:db8:${site}:${random.hex(3).replace(/^0+(?=.)/, '')}::${random.whole(1, 9999).toString(16)}`;

const NETWORKS: readonly (Network & { readonly weight: number })[] = [
  { country: 'DE', asn: 64496, weight: 30, address: v4(198, 18) },
  { country: 'US', asn: 64497, weight: 22, address: v4(100, 64) },
  { country: 'FR', asn: 64498, weight: 12, address: v4(100, 65) },
  { country: 'GB', asn: 64499, weight: 10, address: v4(100, 66) },
  { country: 'NL', asn: 64500, weight: 6, address: v4(100, 67) },
  { country: 'IN', asn: 64501, weight: 6, address: v4(100, 68) },
  { country: 'BR', asn: 64502, weight: 4, address: v4(100, 69) },
  { country: 'DE', asn: 64503, weight: 6, address: v6('a') },
  { country: 'US', asn: 64504, weight: 4, address: v6('b') },
];

const AGENTS: readonly { readonly agent: string; readonly ja3: string; readonly ja4: string }[] = [
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    't13d1516h2',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15',
    't13d2014h2',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    't13d2013h2',
  ],
  [
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
    't13d1517h2',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0', 't13d1715h2'],
].map(([agent = '', prefix = '']) => {
  const random = new Random('tls', prefix);
  return { agent, ja3: random.hex(32), ja4: `${prefix}_${random.hex(12)}_${random.hex(12)}` };
});

const TOTAL = NETWORKS.reduce((sum, { weight }) => sum + weight, 0);

function network(random: Random): Network {
  let left = random.real() * TOTAL;
  for (const each of NETWORKS) {
    left -= each.weight;
    if (left < 0) return each;
  }
  return NETWORKS[0] as Network;
}

/** One of the usual visitors: the same index is the same person on the same device. */
export function visitor(seed: number, index: number): Client {
  const random = new Random(seed, 'visitor', index);
  const from = network(random);
  return { ip: from.address(random), country: from.country, asn: from.asn, ...random.pick(AGENTS) };
}

/** A client of one's own making: bots, monitors, attackers. */
export function madeClient(given: { ip: string; country: string; agent: string; tool?: string }): Client {
  const random = new Random('tls', given.tool ?? given.agent);
  return {
    ...given,
    asn: 64510,
    ja3: random.hex(32),
    ja4: `t13d${random.whole(1000, 1999)}h1_${random.hex(12)}_${random.hex(12)}`,
  };
}
