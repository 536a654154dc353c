import { madeClient, moment, request, scaled, spread, type Incident } from '#simulate';

const PATHS = [
  '/.env',
  '/.git/config',
  '/wp-login.php',
  '/wp-admin/setup-config.php',
  '/phpmyadmin/index.php',
  '/admin',
  '/server-status',
  '/actuator/env',
  '/backup.zip',
  '/config.json',
  '/cgi-bin/test.cgi',
  '/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php',
  '/.aws/credentials',
  '/debug/default/view',
];

/** A scanner looks for files that should not be there. */
export const scannerProbing: Incident = {
  type: 'scanner_probing',
  isMalicious: true,
  plan: (world) => {
    const [site] = world.organisation.sites;
    if (site === undefined) throw new Error('no site');
    const client = madeClient({ ip: '203.0.113.24', country: 'RU', agent: 'Mozilla/5.0 zgrab/0.x' });
    const start = moment(world, 0.15, 3.2);
    const end = start + 40 * 60_000;
    return {
      start,
      end,
      entities: [client.ip],
      events: spread(
        { world, name: 'scanner', start, end, count: scaled(world, 900, 60) },
        (random, at, index) => [
          request(random, { site, client, at, path: PATHS[index % PATHS.length] ?? '/', status: 404 }),
        ],
      ),
    };
  },
};
