import { moment, Random, request, scaled, spread, type Client, type Incident } from '#simulate';

/** 5,000 addresses, a few requests each, all with one TLS fingerprint: no rate limit per address sees it. */
export const distributedFlood: Incident = {
  type: 'distributed_flood',
  isMalicious: true,
  plan: (world) => {
    const [site] = world.organisation.sites;
    if (site === undefined) throw new Error('no site');
    const ja4 = 't13d190900_9dc949149365_97f8aa674fd9';
    const addresses = world.scale >= 0.2 ? 5000 : scaled(world, 25_000, 250);
    const count = Math.max(addresses * 2, scaled(world, 22_000, 0));
    const start = moment(world, 0.7, 19.25);
    const end = start + 30 * 60_000;
    return {
      start,
      end,
      entities: [ja4],
      events: spread({ world, name: 'distributed-flood', start, end, count }, (random, at, index) => [
        request(random, {
          site,
          client: bot(index % addresses, ja4),
          at,
          path: '/checkout',
          args: `id=${random.whole(1, 1e6)}`,
          method: 'POST',
          status: random.pick([200, 200, 503]),
        }),
      ]),
    };
  },
};

/** The n-th bot: a fixed address of the benchmark range 198.19.0.0/16 and of carrier-grade NAT. */
function bot(index: number, ja4: string): Client {
  const random = new Random('bot', index);
  const ip =
    index % 2 === 0
      ? `198.19.${(index >> 1) >> 8}.${(index >> 1) & 255}`
      : `100.100.${(index >> 1) >> 8}.${(index >> 1) & 255}`;
  const agent = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${random.whole(90, 120)}.0.0.0 Safari/537.36`;
  return {
    ip,
    country: random.pick(['BR', 'ID', 'VN', 'RU', 'TR', 'MX', 'TH']),
    asn: random.whole(64_512, 64_999),
    agent,
    ja3: 'c8446f59cca2149cb5f56ced4b448c8d',
    ja4,
  };
}
