import { request, requestFlow } from './build.ts';
import { madeClient, visitor } from './clients.ts';
import type { SimulatedEvent } from './events.ts';
import type { Site } from './organisation.ts';
import type { Random } from './random.ts';
import { people } from './rhythm.ts';
import { instant, mean, MEAN, type Slot } from './slot.ts';

/** Distinct usual visitors at scale 1. */
const VISITORS = 20_000;

function siteOf(slot: Slot, random: Random): Site {
  const [first, second] = slot.organisation.sites;
  if (first === undefined || second === undefined) throw new Error('two sites are needed');
  return random.chance(first.share) ? first : second;
}

/** People: each visit is a few pages in a row. */
export function visits(slot: Slot, random: Random): SimulatedEvent[] {
  const events: SimulatedEvent[] = [];
  const visitCount = random.count((mean(slot, MEAN.requests) * 0.85 * people(slot.start)) / 4);
  for (let visit = 0; visit < visitCount; visit += 1) {
    const client = visitor(slot.seed, random.whole(0, Math.ceil(VISITORS * Math.max(slot.scale, 0.2))));
    const site = siteOf(slot, random);
    let at = instant(slot, random);
    for (let page = random.whole(1, 7); page > 0 && at < slot.start + slot.length; page -= 1) {
      const http = request(random, {
        site,
        client,
        at,
        ...(random.chance(0.2) ? { args: `q=${random.hex(4)}&page=${random.whole(1, 9)}` } : {}),
      });
      events.push(http);
      if (page === 1 || random.chance(0.3)) events.push(requestFlow(random, http));
      at += random.whole(400, 45_000);
    }
  }
  return events;
}

const CRAWLERS = [
  madeClient({
    ip: '192.0.2.66',
    country: 'US',
    agent: 'Mozilla/5.0 (compatible; ExampleBot/2.1; +https://bot.example.com)',
  }),
  madeClient({ ip: '192.0.2.67', country: 'US', agent: 'Mozilla/5.0 (compatible; IndexBot/1.0)' }),
];
const MONITOR = madeClient({
  ip: '198.51.100.200',
  country: 'IE',
  agent: 'ExampleMonitor/1.0 (uptime check)',
});

/** Crawlers: steady, day and night. */
export function crawls(slot: Slot, random: Random): SimulatedEvent[] {
  return Array.from({ length: random.count(mean(slot, MEAN.requests) * 0.1) }, () =>
    request(random, { site: siteOf(slot, random), client: random.pick(CRAWLERS), at: instant(slot, random) }),
  );
}

/** Uptime checks, however busy the sites are. */
export const checks = (slot: Slot, random: Random): SimulatedEvent[] =>
  slot.organisation.sites.map((site, at) =>
    request(random, {
      site,
      client: MONITOR,
      at: slot.start + at * 1000 + 137,
      path: '/health',
      status: 200,
    }),
  );
