import { Random } from './random.ts';

/** A site behind a web ACL and a load balancer. */
export interface Site {
  readonly host: string;
  readonly account: string;
  readonly region: string;
  readonly acl: string;
  readonly aclId: string;
  readonly balancer: string;
  readonly balancerId: string;
  readonly targetGroup: string;
  readonly certificate: string;
  readonly node: Interface;
  readonly targets: readonly Interface[];
  readonly pages: readonly string[];
  /** Share of all requests. */
  readonly share: number;
}

/** A network interface with its flow log. */
export interface Interface {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  readonly address: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly zone: string;
  readonly instance: string | undefined;
  readonly flowLog: string;
}

export interface Bucket {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly owner: string;
}

/** Where requests come from. */
export interface Client {
  readonly ip: string;
  readonly country: string;
  readonly asn: number;
  readonly agent: string;
  readonly ja3: string;
  readonly ja4: string;
}

/** AWS's documentation accounts: shop, data platform, security. */
const ACCOUNTS = ['123456789012', '111122223333', '444455556666'] as const;
const REGIONS = ['eu-central-1', 'us-east-1'] as const;

/** The simulated organisation: three accounts, two Regions, two sites. */
export interface Organisation {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly sites: readonly Site[];
  readonly interfaces: readonly Interface[];
  readonly buckets: readonly Bucket[];
  readonly detectors: ReadonlyMap<string, string>;
}

/** Builds the organisation of a seed. */
export function organisation(seed: number): Organisation {
  const random = new Random(seed, 'organisation');
  const sites = [
    site(random, {
      host: 'shop.example.com',
      account: ACCOUNTS[0],
      region: REGIONS[0],
      name: 'shop',
      share: 0.7,
    }),
    site(random, {
      host: 'api.example.com',
      account: ACCOUNTS[1],
      region: REGIONS[1],
      name: 'api',
      share: 0.3,
    }),
  ];
  const bastion = networkInterface(random, {
    account: ACCOUNTS[2],
    region: REGIONS[0],
    octet: 30,
    isInstance: true,
  });
  return {
    accounts: ACCOUNTS,
    regions: REGIONS,
    sites,
    interfaces: [...sites.flatMap(({ node, targets }) => [node, ...targets]), bastion],
    buckets: [
      bucket(random, { name: 'example-shop-assets', account: ACCOUNTS[0], region: REGIONS[0] }),
      bucket(random, { name: 'example-customer-exports', account: ACCOUNTS[1], region: REGIONS[1] }),
    ],
    detectors: new Map(ACCOUNTS.map((account) => [account, random.hex(32)])),
  };
}

interface SiteGiven {
  readonly host: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly share: number;
}

function site(random: Random, { host, account, region, name, share }: SiteGiven): Site {
  const balancerId = random.hex(16);
  const octet = name === 'shop' ? 10 : 20;
  return {
    host,
    account,
    region,
    share,
    balancerId,
    acl: `${name}-acl`,
    aclId: random.uuid(),
    balancer: `${name}-alb`,
    targetGroup: `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/${name}-web/${random.hex(16)}`,
    certificate: `arn:aws:acm:${region}:${account}:certificate/${random.uuid()}`,
    node: networkInterface(random, { account, region, octet, isInstance: false }),
    targets: Array.from({ length: 4 }, (_, at) =>
      networkInterface(random, { account, region, octet: octet + 1 + at, isInstance: true }),
    ),
    pages: pages(random, name),
  };
}

const pages = (random: Random, name: string): string[] => [
  '/',
  '/login',
  '/search',
  '/cart',
  '/checkout',
  '/static/app.js',
  '/static/site.css',
  '/favicon.ico',
  ...Array.from({ length: 400 }, () =>
    name === 'shop' ? `/products/${random.whole(1000, 99_999)}` : `/v1/items/${random.whole(1, 50_000)}`,
  ),
];

function networkInterface(
  random: Random,
  given: { account: string; region: string; octet: number; isInstance: boolean },
): Interface {
  const { account, region, octet, isInstance } = given;
  const fixed = new Random(account, region, 'network');
  return {
    account,
    region,
    id: `eni-0${random.hex(16)}`,
    address: `10.${account === ACCOUNTS[0] ? 0 : 1}.${octet}.${random.whole(10, 250)}`,
    vpc: `vpc-0${fixed.hex(16)}`,
    subnet: `subnet-0${fixed.hex(16)}`,
    flowLog: `fl-0${fixed.hex(16)}`,
    zone: `${region === REGIONS[0] ? 'euc1' : 'use1'}-az${random.whole(1, 3)}`,
    instance: isInstance ? `i-0${random.hex(16)}` : undefined,
  };
}

const bucket = (random: Random, given: Omit<Bucket, 'owner'>): Bucket => ({
  ...given,
  owner: random.hex(64),
});
