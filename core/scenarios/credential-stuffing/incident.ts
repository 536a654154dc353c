import { madeClient, moment, request, scaled, spread, type Incident } from '#simulate';

/** Stolen passwords are tried on the login page from a few addresses; a few of them fit. */
export const credentialStuffing: Incident = {
  type: 'credential_stuffing',
  isMalicious: true,
  plan: (world) => {
    const [site] = world.organisation.sites;
    if (site === undefined) throw new Error('no site');
    const clients = [11, 12, 13, 14].map((last) =>
      madeClient({ ip: `198.51.100.${last}`, country: 'US', agent: 'okhttp/4.12.0', tool: 'stuffing' }),
    );
    const start = moment(world, 0.55, 1);
    const end = start + 3 * 3_600_000;
    return {
      start,
      end,
      entities: clients.map(({ ip }) => ip),
      events: spread(
        { world, name: 'stuffing', start, end, count: scaled(world, 6000, 200) },
        (random, at) => [
          request(random, {
            site,
            client: random.pick(clients),
            at,
            path: '/login',
            method: 'POST',
            status: random.chance(0.01) ? 302 : 401,
          }),
        ],
      ),
    };
  },
};
