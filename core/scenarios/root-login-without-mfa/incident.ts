import { call, moment, spread, type Caller, type Finding, type Incident } from '#simulate';

/** Somebody signs in as root, without MFA, from an address nobody knows, and looks around. */
export const rootLoginWithoutMfa: Incident = {
  type: 'root_login_without_mfa',
  isMalicious: true,
  plan: (world) => {
    const [account = ''] = world.organisation.accounts;
    const ip = '203.0.113.77';
    const caller: Caller = { type: 'Root', account, name: 'root', principalId: account };
    const agent =
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
    const start = moment(world, 0.5, 2.75);
    const end = start + 12 * 60_000;
    const steps = [
      'ListUsers',
      'ListAccessKeys',
      'GetAccountSummary',
      'ListRoles',
      'GetAccountPasswordPolicy',
    ];
    return {
      start,
      end,
      entities: [ip, `arn:aws:iam::${account}:root`],
      events: spread(
        { world, name: 'root-login', start, end, count: steps.length + 2 },
        (random, at, index) => {
          if (index === 0) {
            return [
              call(random, {
                at,
                account,
                region: 'us-east-1',
                caller,
                source: 'signin.amazonaws.com',
                name: 'ConsoleLogin',
                ip,
                agent,
                readOnly: false,
                type: 'AwsConsoleSignIn',
                response: { ConsoleLogin: 'Success' },
                additional: {
                  LoginTo: 'https://console.aws.amazon.com/console/home',
                  MobileVersion: 'No',
                  MFAUsed: 'No',
                },
              }),
            ];
          }
          const name = steps[index - 1];
          if (name !== undefined)
            return [
              call(random, {
                at,
                account,
                region: 'us-east-1',
                caller,
                source: 'iam.amazonaws.com',
                name,
                ip,
                agent,
              }),
            ];
          const finding: Finding = {
            kind: 'finding',
            at,
            account,
            region: 'us-east-1',
            id: random.hex(32),
            type: 'Policy:IAMUser/RootCredentialUsage',
            severity: 2,
            title: 'API ListUsers was invoked using root credentials.',
            description: `API ListUsers was invoked using root credentials from IP address ${ip}.`,
            resource: {
              resourceType: 'AccessKey',
              accessKeyDetails: { accessKeyId: '', principalId: account, userType: 'Root', userName: 'Root' },
            },
            action: {
              actionType: 'AWS_API_CALL',
              awsApiCallAction: {
                api: 'ListUsers',
                serviceName: 'iam.amazonaws.com',
                callerType: 'Remote IP',
                remoteIpDetails: { ipAddressV4: ip, country: { countryName: 'Romania' } },
              },
            },
            firstSeen: start,
            count: 1,
          };
          return [finding];
        },
      ),
    };
  },
};
