import { moment, request, scaled, spread, visitor, type Incident } from '#simulate';

/** A page in the news: many real people, each a few pages, with many browsers. Not an attack. */
export const flashCrowd: Incident = {
  type: 'flash_crowd',
  isMalicious: false,
  plan: (world) => {
    const [site] = world.organisation.sites;
    if (site === undefined) throw new Error('no site');
    const start = moment(world, 0.3, 18);
    const end = start + 90 * 60_000;
    const count = scaled(world, 16_000, 400);
    const people = Math.ceil(count / 5);
    return {
      start,
      end,
      entities: ['/products/42'],
      events: spread({ world, name: 'flash-crowd', start, end, count }, (random, at, index) => {
        const path = index % 5 === 0 ? '/products/42' : undefined;
        return [
          request(random, {
            site,
            client: visitor(world.seed + 1, index % people),
            at,
            ...(path === undefined ? {} : { path, status: 200 }),
          }),
        ];
      }),
    };
  },
};
