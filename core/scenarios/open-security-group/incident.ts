import { call, moment, spread, user, Random, type Incident } from '#simulate';

/** SSH is opened to the whole internet. */
export const openSecurityGroup: Incident = {
  type: 'open_security_group',
  isMalicious: true,
  plan: (world) => {
    const [, , account = ''] = world.organisation.accounts;
    const groupId = 'sg-0a1b2c3d4e5f60718';
    const caller = { ...user(new Random('user', account, 'dave'), account, 'dave'), mfa: true };
    const start = moment(world, 0.35, 15.4);
    return {
      start,
      end: start + 60_000,
      entities: [groupId, `arn:aws:iam::${account}:user/dave`],
      events: spread({ world, name: 'open-group', start, end: start + 60_000, count: 1 }, (random, at) => [
        call(random, {
          at,
          account,
          region: 'eu-central-1',
          caller,
          source: 'ec2.amazonaws.com',
          name: 'AuthorizeSecurityGroupIngress',
          ip: '198.51.100.10',
          agent: 'aws-cli/2.31.0',
          readOnly: false,
          request: {
            groupId,
            ipPermissions: {
              items: [
                {
                  ipProtocol: 'tcp',
                  fromPort: 22,
                  toPort: 22,
                  groups: {},
                  ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] },
                  ipv6Ranges: {},
                  prefixListIds: {},
                },
              ],
            },
          },
          response: { requestId: random.uuid(), _return: true },
        }),
      ]),
    };
  },
};
