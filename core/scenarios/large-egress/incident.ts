import { firstInstance, flow, moment, scaled, spread, type Finding, type Incident } from '#simulate';

/** An instance sends gigabytes to an address that nothing else talks to. */
export const largeEgress: Incident = {
  type: 'large_egress',
  isMalicious: true,
  plan: (world) => {
    const [, site] = world.organisation.sites;
    if (site === undefined) throw new Error('no second site');
    const at_interface = firstInstance(site);
    const ip = '203.0.113.201';
    const start = moment(world, 0.8, 0.5);
    const end = start + 2 * 3_600_000;
    const count = scaled(world, 240, 60);
    return {
      start,
      end,
      entities: [ip, at_interface.id],
      events: spread({ world, name: 'large-egress', start, end, count }, (random, at, index) => {
        const bytes = random.whole(40_000_000, 90_000_000);
        const out = flow(random, {
          at,
          at_interface,
          source: at_interface.address,
          destination: ip,
          destinationPort: 443,
          packets: Math.round(bytes / 1400),
          bytes,
          seconds: 59,
        });
        if (index < count - 1) return [out];
        const finding: Finding = {
          kind: 'finding',
          at,
          account: at_interface.account,
          region: at_interface.region,
          id: random.hex(32),
          type: 'Behavior:EC2/TrafficVolumeUnusual',
          severity: 5,
          title: 'Unusual outbound communication of an EC2 instance.',
          description: `${at_interface.instance} sends an unusual amount of traffic to ${ip}.`,
          resource: {
            resourceType: 'Instance',
            instanceDetails: {
              instanceId: at_interface.instance,
              networkInterfaces: [
                {
                  networkInterfaceId: at_interface.id,
                  privateIpAddress: at_interface.address,
                  vpcId: at_interface.vpc,
                },
              ],
            },
          },
          action: {
            actionType: 'NETWORK_CONNECTION',
            networkConnectionAction: {
              connectionDirection: 'OUTBOUND',
              protocol: 'TCP',
              blocked: false,
              remoteIpDetails: { ipAddressV4: ip },
              remotePortDetails: { port: 443, portName: 'HTTPS' },
            },
          },
          firstSeen: start,
          count: 1,
        };
        return [out, finding];
      }),
    };
  },
};
