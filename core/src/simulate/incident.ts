import type { SimulatedEvent } from './events.ts';
import type { Organisation } from './organisation.ts';
import { Random } from './random.ts';

/** The world that an incident is planted in. */
export interface IncidentWorld {
  readonly organisation: Organisation;
  readonly seed: number;
  /** First instant and number of days of the simulation. */
  readonly start: number;
  readonly days: number;
  readonly scale: number;
}

/** When an incident happens, whom it shows, and its events. */
export interface PlannedIncident {
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
  /** Addresses, keys, ARNs or fingerprints by which it can be found. */
  readonly entities: readonly string[];
  /** Its events between two instants; the same for the same instants. */
  readonly events: (from: number, to: number) => SimulatedEvent[];
}

/** Something that happens in the simulated logs and can be found in them. */
export interface Incident {
  /** Name in truth.json. */
  readonly type: string;
  /** Whether it is an attack; a flash crowd is not. */
  readonly isMalicious: boolean;
  readonly plan: (world: IncidentWorld) => PlannedIncident;
}

/** An instant on a day of the simulation: `moment(world, 0.5, 14)` is 14:00 UTC in the middle of it. */
export function moment(world: IncidentWorld, share: number, hour: number): number {
  const day = Math.min(world.days - 1, Math.floor(world.days * share));
  return world.start + day * 86_400_000 + Math.floor(hour * 3_600_000);
}

/** Numbers of events that shrink with the scale, never below `least`. */
export const scaled = (world: IncidentWorld, count: number, least: number): number =>
  Math.max(least, Math.round(count * world.scale));

/**
 * Events evenly spread over a window: the i-th of `count` comes from a stream of its own, so that any part of the window can
 * be made alone.
 */
export function spread(
  given: {
    readonly world: IncidentWorld;
    readonly name: string;
    readonly start: number;
    readonly end: number;
    readonly count: number;
  },
  make: (random: Random, at: number, index: number) => readonly SimulatedEvent[],
): (from: number, to: number) => SimulatedEvent[] {
  const { start, end, count, world, name } = given;
  const step = (end - start) / count;
  return (from, to) => {
    const events: SimulatedEvent[] = [];
    const first = Math.max(0, Math.ceil((from - start) / step));
    for (let index = first; index < count && start + index * step < to; index += 1) {
      events.push(...make(new Random(world.seed, name, index), Math.floor(start + index * step), index));
    }
    return events;
  };
}
