import { call, moment, spread, user, Random, type Finding, type Incident } from '#simulate';

/** A user's access key is made, and an hour later used from another country. */
export const stolenAccessKey: Incident = {
  type: 'stolen_access_key',
  isMalicious: true,
  plan: (world) => {
    const [, account = ''] = world.organisation.accounts;
    const region = 'us-east-1';
    const key = 'AKIAI44QH8DHBEXAMPLE';
    const admin = { ...user(new Random('user', account, 'alice'), account, 'alice'), mfa: true };
    const thief = {
      ...user(new Random('user', account, 'report-bot'), account, 'report-bot'),
      accessKey: key,
    };
    const ip = '203.0.113.150';
    const agent = 'Boto3/1.40.0 md/Botocore#1.40.0 ua/2.1 os/linux#5.15 lang/python#3.11';
    const start = moment(world, 0.62, 9);
    const end = start + 2 * 3_600_000;
    const actions = [
      ['sts.amazonaws.com', 'GetCallerIdentity'],
      ['iam.amazonaws.com', 'ListAttachedUserPolicies'],
      ['s3.amazonaws.com', 'ListBuckets'],
      ['ec2.amazonaws.com', 'DescribeInstances'],
      ['secretsmanager.amazonaws.com', 'ListSecrets'],
      ['iam.amazonaws.com', 'CreateUser'],
    ] as const;
    const count = 26;
    return {
      start,
      end,
      entities: [key, ip, `arn:aws:iam::${account}:user/report-bot`],
      events: spread({ world, name: 'stolen-key', start, end, count }, (random, at, index) => {
        if (index === 0) {
          return [
            call(random, {
              at,
              account,
              region,
              caller: admin,
              source: 'iam.amazonaws.com',
              name: 'CreateAccessKey',
              ip: '198.51.100.10',
              agent: 'aws-cli/2.31.0',
              readOnly: false,
              request: { userName: 'report-bot' },
              response: {
                accessKey: {
                  accessKeyId: key,
                  status: 'Active',
                  userName: 'report-bot',
                  createDate: 'Nov 20, 2026, 9:00:00 AM',
                },
              },
            }),
          ];
        }
        if (index === count - 1)
          return [finding({ account, region, key, ip, at, start, id: random.hex(32) })];
        if (index < count / 2) return [];
        const [source, name] = random.pick(actions);
        const isDenied = name === 'CreateUser' || name === 'ListSecrets';
        const error = {
          code: 'AccessDenied',
          message: `User: arn:aws:iam::${account}:user/report-bot is not authorized to perform: ${source.split('.')[0]}:${name}`,
        };
        return [
          call(random, {
            at,
            account,
            region,
            caller: thief,
            source,
            name,
            ip,
            agent,
            ...(isDenied ? { error } : {}),
          }),
        ];
      }),
    };
  },
};

function finding(given: {
  account: string;
  region: string;
  key: string;
  ip: string;
  at: number;
  start: number;
  id: string;
}): Finding {
  const { account, region, key, ip, at, start, id } = given;
  return {
    kind: 'finding',
    at,
    account,
    region,
    id,
    type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom',
    severity: 5,
    title: 'API ListBuckets was invoked from an IP address on a custom threat list.',
    description: `API ListBuckets was invoked by report-bot from ${ip}, which is on a custom threat list.`,
    resource: {
      resourceType: 'AccessKey',
      accessKeyDetails: {
        accessKeyId: key,
        principalId: 'AIDAEXAMPLE',
        userType: 'IAMUser',
        userName: 'report-bot',
      },
    },
    action: {
      actionType: 'AWS_API_CALL',
      awsApiCallAction: {
        api: 'ListBuckets',
        serviceName: 's3.amazonaws.com',
        callerType: 'Remote IP',
        remoteIpDetails: { ipAddressV4: ip, country: { countryName: 'Nigeria' } },
      },
    },
    firstSeen: start,
    count: 4,
  };
}
