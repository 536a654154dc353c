import { call, moment, spread, type Caller, type Finding, type Incident } from '#simulate';

/** Logging of the trail is stopped. */
export const trailStopped: Incident = {
  type: 'trail_stopped',
  isMalicious: true,
  plan: (world) => {
    const [account = ''] = world.organisation.accounts;
    const region = 'eu-central-1';
    const ip = '203.0.113.77';
    const arn = `arn:aws:cloudtrail:${region}:${account}:trail/organisation`;
    const caller: Caller = { type: 'Root', account, name: 'root', principalId: account };
    const start = moment(world, 0.5, 3);
    const end = start + 4 * 60_000;
    return {
      start,
      end,
      entities: [arn, ip],
      events: spread({ world, name: 'trail-stopped', start, end, count: 2 }, (random, at, index) => {
        const agent =
          'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
        if (index === 0)
          return [
            call(random, {
              at,
              account,
              region,
              caller,
              source: 'cloudtrail.amazonaws.com',
              name: 'StopLogging',
              ip,
              agent,
              readOnly: false,
              request: { name: arn },
            }),
          ];
        const finding: Finding = {
          kind: 'finding',
          at,
          account,
          region,
          id: random.hex(32),
          type: 'Stealth:IAMUser/CloudTrailLoggingDisabled',
          severity: 2,
          title: 'AWS CloudTrail trail organisation was disabled.',
          description: `The trail ${arn} was disabled by Root from ${ip}.`,
          resource: {
            resourceType: 'AccessKey',
            accessKeyDetails: { accessKeyId: '', principalId: account, userType: 'Root', userName: 'Root' },
          },
          action: {
            actionType: 'AWS_API_CALL',
            awsApiCallAction: {
              api: 'StopLogging',
              serviceName: 'cloudtrail.amazonaws.com',
              callerType: 'Remote IP',
              remoteIpDetails: { ipAddressV4: ip },
            },
          },
          firstSeen: start,
          count: 1,
        };
        return [finding];
      }),
    };
  },
};
