import { engineers, reads, services } from './api-traffic.ts';
import type { SimulatedEvent } from './events.ts';
import { network } from './network-traffic.ts';
import { Random } from './random.ts';
import type { Slot } from './slot.ts';
import { checks, crawls, visits } from './web-traffic.ts';

/** Everyday traffic of a part of a slot, in no order. */
export function background(slot: Slot): SimulatedEvent[] {
  const random = new Random(slot.seed, 'background', slot.start, ...(slot.part === 0 ? [] : [slot.part]));
  return [
    ...visits(slot, random),
    ...crawls(slot, random),
    ...(slot.part === 0 ? checks(slot, random) : []),
    ...network(slot, random),
    ...engineers(slot, random),
    ...services(slot, random),
    ...reads(slot, random),
  ];
}
