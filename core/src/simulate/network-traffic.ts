import { flow } from './build.ts';
import type { SimulatedEvent } from './events.ts';
import type { Random } from './random.ts';
import { instant, mean, MEAN, type Slot } from './slot.ts';

/** Flows between machines, name look-ups, and the internet's constant knocking. */
export function network(slot: Slot, random: Random): SimulatedEvent[] {
  const { interfaces } = slot.organisation;
  const inside = Array.from({ length: random.count(mean(slot, MEAN.flows) * 0.6) }, () => {
    const at_interface = random.pick(interfaces);
    return flow(random, {
      at: instant(slot, random),
      at_interface,
      source: at_interface.address,
      destination: random.pick(interfaces.filter((other) => other !== at_interface)).address,
      destinationPort: random.pick([443, 8080, 5432, 6379]),
    });
  });
  const knocks = Array.from({ length: random.count(mean(slot, MEAN.flows) * 0.35) }, () => {
    const at_interface = random.pick(interfaces);
    const source = `203.0.113.${random.whole(1, 200)}`;
    const destinationPort = random.pick([22, 23, 80, 445, 3389, 5900, 8080]);
    return flow(random, {
      at: instant(slot, random),
      at_interface,
      source,
      destination: at_interface.address,
      destinationPort,
      packets: 1,
      bytes: random.pick([40, 44, 60]),
      seconds: 0,
      action: 'REJECT',
    });
  });
  return [...inside, ...knocks, ...(slot.part === 0 ? idle(slot, random) : [])];
}

/** The minute's record of an interface without traffic. */
const idle = (slot: Slot, random: Random): SimulatedEvent[] =>
  slot.organisation.interfaces.slice(0, 1).map((at_interface) =>
    flow(random, {
      at: slot.start,
      at_interface,
      source: '-',
      destination: '-',
      destinationPort: 0,
      status: 'NODATA',
    }),
  );
