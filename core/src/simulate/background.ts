import { call, flow, objectAccess, objectRead, request, requestFlow, role, user } from './build.ts';
import { madeClient, visitor } from './clients.ts';
import type { ApiCall, Caller, SimulatedEvent } from './events.ts';
import type { Organisation, Site } from './organisation.ts';
import { Random } from './random.ts';
import { office, people } from './rhythm.ts';

/** What an event generator is told. */
export interface Slot {
  readonly organisation: Organisation;
  readonly seed: number;
  /** Begin and length in milliseconds. */
  readonly start: number;
  readonly length: number;
  readonly scale: number;
  /** Which part of the slot to make, and of how many: each has its share of the traffic. */
  readonly part: number;
  readonly parts: number;
}

/** Distinct usual visitors at scale 1. */
const VISITORS = 20_000;
/** Mean events per five minutes at scale 1: about 500,000 records in seven days. */
const MEAN = { requests: 62, flows: 55, calls: 24, reads: 8 };

/** Everyday traffic of a part of a slot, in no order. */
export function background(slot: Slot): SimulatedEvent[] {
  const random = new Random(slot.seed, 'background', slot.start, ...(slot.part === 0 ? [] : [slot.part]));
  return [
    ...visits(slot, random),
    ...crawls(slot, random),
    ...(slot.part === 0 ? checks(slot, random) : []),
    ...network(slot, random),
    ...engineers(slot, random),
    ...services(slot, random),
    ...reads(slot, random),
  ];
}

/** How many events a part has of what a slot has at scale 1. */
const mean = ({ scale, parts }: Slot, atScaleOne: number): number => (atScaleOne * scale) / parts;

const instant = (slot: Slot, random: Random): number => slot.start + Math.floor(random.real() * slot.length);

function siteOf(slot: Slot, random: Random): Site {
  const [first, second] = slot.organisation.sites;
  if (first === undefined || second === undefined) throw new Error('two sites are needed');
  return random.chance(first.share) ? first : second;
}

/** People: each visit is a few pages in a row. */
function visits(slot: Slot, random: Random): SimulatedEvent[] {
  const events: SimulatedEvent[] = [];
  const visitCount = random.count((mean(slot, MEAN.requests) * 0.85 * people(slot.start)) / 4);
  for (let visit = 0; visit < visitCount; visit += 1) {
    const client = visitor(slot.seed, random.whole(0, Math.ceil(VISITORS * Math.max(slot.scale, 0.2))));
    const site = siteOf(slot, random);
    let at = instant(slot, random);
    for (let page = random.whole(1, 7); page > 0 && at < slot.start + slot.length; page -= 1) {
      const http = request(random, {
        site,
        client,
        at,
        ...(random.chance(0.2) ? { args: `q=${random.hex(4)}&page=${random.whole(1, 9)}` } : {}),
      });
      events.push(http);
      if (page === 1 || random.chance(0.3)) events.push(requestFlow(random, http));
      at += random.whole(400, 45_000);
    }
  }
  return events;
}

const CRAWLERS = [
  madeClient({
    ip: '192.0.2.66',
    country: 'US',
    agent: 'Mozilla/5.0 (compatible; ExampleBot/2.1; +https://bot.example.com)',
  }),
  madeClient({ ip: '192.0.2.67', country: 'US', agent: 'Mozilla/5.0 (compatible; IndexBot/1.0)' }),
];
const MONITOR = madeClient({
  ip: '198.51.100.200',
  country: 'IE',
  agent: 'ExampleMonitor/1.0 (uptime check)',
});

/** Crawlers: steady, day and night. */
function crawls(slot: Slot, random: Random): SimulatedEvent[] {
  return Array.from({ length: random.count(mean(slot, MEAN.requests) * 0.1) }, () =>
    request(random, { site: siteOf(slot, random), client: random.pick(CRAWLERS), at: instant(slot, random) }),
  );
}

/** Uptime checks, however busy the sites are. */
const checks = (slot: Slot, random: Random): SimulatedEvent[] =>
  slot.organisation.sites.map((site, at) =>
    request(random, {
      site,
      client: MONITOR,
      at: slot.start + at * 1000 + 137,
      path: '/health',
      status: 200,
    }),
  );

/** Flows between machines, name look-ups, and the internet's constant knocking. */
function network(slot: Slot, random: Random): SimulatedEvent[] {
  const { interfaces } = slot.organisation;
  const inside = Array.from({ length: random.count(mean(slot, MEAN.flows) * 0.6) }, () => {
    const at_interface = random.pick(interfaces);
    return flow(random, {
      at: instant(slot, random),
      at_interface,
      source: at_interface.address,
      destination: random.pick(interfaces.filter((other) => other !== at_interface)).address,
      destinationPort: random.pick([443, 8080, 5432, 6379]),
    });
  });
  const knocks = Array.from({ length: random.count(mean(slot, MEAN.flows) * 0.35) }, () => {
    const at_interface = random.pick(interfaces);
    const source = `203.0.113.${random.whole(1, 200)}`;
    const destinationPort = random.pick([22, 23, 80, 445, 3389, 5900, 8080]);
    return flow(random, {
      at: instant(slot, random),
      at_interface,
      source,
      destination: at_interface.address,
      destinationPort,
      packets: 1,
      bytes: random.pick([40, 44, 60]),
      seconds: 0,
      action: 'REJECT',
    });
  });
  return [...inside, ...knocks, ...(slot.part === 0 ? idle(slot, random) : [])];
}

/** The minute's record of an interface without traffic. */
const idle = (slot: Slot, random: Random): SimulatedEvent[] =>
  slot.organisation.interfaces.slice(0, 1).map((at_interface) =>
    flow(random, {
      at: slot.start,
      at_interface,
      source: '-',
      destination: '-',
      destinationPort: 0,
      status: 'NODATA',
    }),
  );

const PEOPLE = ['alice', 'bob', 'carol', 'dave'];
const LOOKS = [
  ['ec2.amazonaws.com', 'DescribeInstances', { instancesSet: {}, filterSet: {} }],
  [
    'ec2.amazonaws.com',
    'DescribeSecurityGroups',
    { securityGroupSet: {}, securityGroupIdSet: {}, filterSet: {} },
  ],
  ['iam.amazonaws.com', 'ListUsers', null],
  ['s3.amazonaws.com', 'ListBuckets', { Host: 's3.amazonaws.com' }],
  ['elasticloadbalancing.amazonaws.com', 'DescribeLoadBalancers', null],
  ['wafv2.amazonaws.com', 'ListWebACLs', { scope: 'REGIONAL' }],
  ['cloudtrail.amazonaws.com', 'DescribeTrails', null],
  ['monitoring.amazonaws.com', 'DescribeAlarms', { maxRecords: 100 }],
] as const;
const OFFICE = '198.51.100.10';
const CONSOLE =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

/** Engineers at work, a few of their calls denied. */
function engineers(slot: Slot, random: Random): ApiCall[] {
  return Array.from({ length: random.count(mean(slot, MEAN.calls) * 0.5 * office(slot.start)) }, () => {
    const account = random.pick(slot.organisation.accounts);
    const [source, name, parameters] = random.pick(LOOKS);
    const caller = engineer(account, random.pick(PEOPLE));
    const isDenied = random.chance(0.02);
    const error = {
      code: 'AccessDenied',
      message: `User: arn:aws:iam::${account}:user/${caller.name} is not authorized to perform: ${source.split('.')[0]}:${name}`,
    };
    return call(random, {
      at: instant(slot, random),
      account,
      region: random.pick(slot.organisation.regions),
      caller,
      source,
      name,
      ip: OFFICE,
      agent: random.chance(0.5)
        ? CONSOLE
        : 'aws-cli/2.31.0 md/awscrt#0.28.0 ua/2.1 os/macos#24.6.0 md/arch#arm64 lang/python#3.13.7',
      request: parameters,
      ...(isDenied ? { error } : {}),
    });
  });
}

const engineer = (account: string, name: string): Caller => ({
  ...user(new Random('user', account, name), account, name),
  mfa: true,
});

/** Deployments and AWS services: stacks looked at, roles assumed. */
const services = (slot: Slot, random: Random): ApiCall[] =>
  Array.from({ length: random.count(mean(slot, MEAN.calls) * 0.5) }, () => {
    const account = random.pick(slot.organisation.accounts);
    const shared = { at: instant(slot, random), account, region: random.pick(slot.organisation.regions) };
    return random.chance(0.5) ? deployment(random, shared) : assumedRole(random, shared);
  });

type Where = Pick<ApiCall, 'at' | 'account' | 'region'>;

function deployment(random: Random, where: Where): ApiCall {
  const caller = role(new Random('role', where.account), where.account, {
    name: 'deploy',
    session: `build-${random.whole(1000, 1020)}`,
  });
  return call(random, {
    ...where,
    caller,
    source: 'cloudformation.amazonaws.com',
    name: 'DescribeStacks',
    ip: '192.0.2.130',
    agent: 'aws-sdk-go-v2/1.39.0 os/linux lang/go#1.25 md/GOARCH#amd64',
    request: { stackName: `app-${random.whole(1, 9)}` },
  });
}

function assumedRole(random: Random, where: Where): ApiCall {
  const service = random.pick(['ec2.amazonaws.com', 'lambda.amazonaws.com', 'autoscaling.amazonaws.com']);
  const roleArn = `arn:aws:iam::${where.account}:role/service-role/app`;
  return call(random, {
    ...where,
    caller: { type: 'AWSService', account: where.account, name: service, principalId: '' },
    source: 'sts.amazonaws.com',
    name: 'AssumeRole',
    ip: service,
    agent: service,
    request: { roleArn, roleSessionName: `i-0${random.hex(16)}` },
    response: {
      credentials: {
        accessKeyId: `ASIA${random.hex(9).toUpperCase()}EXAMPLE`,
        sessionToken: random.hex(64),
        expiration: 'Nov 20, 2026, 10:00:00 PM',
      },
    },
    resources: [{ accountId: where.account, type: 'AWS::IAM::Role', ARN: roleArn }],
  });
}

/** Programs that read objects; data events are recorded for the bucket with customer data only. */
function reads(slot: Slot, random: Random): SimulatedEvent[] {
  return Array.from({ length: random.count(mean(slot, MEAN.reads) * people(slot.start)) }, () => {
    const bucket = random.pick(slot.organisation.buckets);
    const caller = role(new Random('role', bucket.account), bucket.account, {
      name: 'web',
      session: `i-0${new Random(bucket.name).hex(16)}`,
    });
    const requester = `arn:aws:sts::${bucket.account}:assumed-role/web/${caller.session}`;
    const access = objectAccess(random, {
      at: instant(slot, random),
      bucket,
      key: `images/${random.whole(1, 5000)}.jpg`,
      ip: `10.0.11.${random.whole(10, 30)}`,
      requester,
    });
    return bucket.name.includes('customer') ? [access, objectRead(random, access, caller)] : [access];
  }).flat();
}
