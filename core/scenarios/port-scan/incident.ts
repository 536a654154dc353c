import { firstInstance, flow, moment, scaled, spread, type Finding, type Incident } from '#simulate';

/** An address tries one port after the other. */
export const portScan: Incident = {
  type: 'port_scan',
  isMalicious: true,
  plan: (world) => {
    const [site] = world.organisation.sites;
    if (site === undefined) throw new Error('no site');
    const at_interface = firstInstance(site);
    const ip = '198.51.100.66';
    const start = moment(world, 0.25, 4.1);
    const end = start + 15 * 60_000;
    const count = scaled(world, 3000, 300);
    return {
      start,
      end,
      entities: [ip, at_interface.id],
      events: spread({ world, name: 'port-scan', start, end, count }, (random, at, index) => {
        const probe = flow(random, {
          at,
          at_interface,
          source: ip,
          destination: at_interface.address,
          destinationPort: 1 + index,
          packets: 1,
          bytes: 44,
          seconds: 0,
          action: 'REJECT',
        });
        if (index < count - 1) return [probe];
        const finding: Finding = {
          kind: 'finding',
          at,
          account: at_interface.account,
          region: at_interface.region,
          id: random.hex(32),
          type: 'Recon:EC2/PortProbeUnprotectedPort',
          severity: 2,
          title: 'Unprotected port on an EC2 instance is being probed.',
          description: `Ports of ${at_interface.instance} were probed from ${ip}.`,
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
            actionType: 'PORT_PROBE',
            portProbeAction: {
              blocked: false,
              portProbeDetails: [
                { localPortDetails: { port: 80, portName: 'HTTP' }, remoteIpDetails: { ipAddressV4: ip } },
              ],
            },
          },
          firstSeen: start,
          count: 1,
        };
        return [probe, finding];
      }),
    };
  },
};
