import { madeClient, moment, request, requestFlow, scaled, spread, type Incident } from '#simulate';

/** One address asks for one page as fast as it can; after a while the rate-based rule blocks it. */
export const httpFlood: Incident = {
  type: 'http_flood',
  isMalicious: true,
  plan: (world) => {
    const [site] = world.organisation.sites;
    if (site === undefined) throw new Error('no site');
    const client = madeClient({ ip: '203.0.113.99', country: 'NL', agent: 'python-requests/2.32.3' });
    const start = moment(world, 0.45, 14.5);
    const end = start + 20 * 60_000;
    const count = scaled(world, 24_000, 600);
    const rule = { rule: 'rate-limit', kind: 'RATE_BASED' } as const;
    return {
      start,
      end,
      entities: [client.ip],
      events: spread({ world, name: 'http-flood', start, end, count }, (random, at, index) => {
        const isBlocked = index > count * 0.1;
        const http = request(random, {
          site,
          client,
          at,
          path: '/search',
          args: `q=${random.hex(6)}`,
          ...(isBlocked ? { blockedBy: rule } : { status: 200 }),
        });
        return index % 20 === 0 ? [http, requestFlow(random, http)] : [http];
      }),
    };
  },
};
