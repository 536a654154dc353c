import { call, objectAccess, objectRead, role, user } from './build.ts';
import type { ApiCall, Caller, SimulatedEvent } from './events.ts';
import { Random } from './random.ts';
import { office, people } from './rhythm.ts';
import { instant, mean, MEAN, type Slot } from './slot.ts';

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
export function engineers(slot: Slot, random: Random): ApiCall[] {
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
export const services = (slot: Slot, random: Random): ApiCall[] =>
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
export function reads(slot: Slot, random: Random): SimulatedEvent[] {
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
