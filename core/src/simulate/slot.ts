import type { Organisation } from './organisation.ts';
import type { Random } from './random.ts';

/** What an event generator is told. */
export interface Slot {
  readonly organisation: Organisation;
  readonly seed: number;
  /** Begin and length in milliseconds. */
  readonly start: number;
  readonly length: number;
  readonly scale: number;
  /** Which part of the slot to make, and of how many: each has its share of the traffic. */
  readonly part: number;
  readonly parts: number;
}

/** Mean events per five minutes at scale 1: about 500,000 records in seven days. */
export const MEAN = { requests: 62, flows: 55, calls: 24, reads: 8 };

/** How many events a part has of what a slot has at scale 1. */
export const mean = ({ scale, parts }: Slot, atScaleOne: number): number => (atScaleOne * scale) / parts;

/** Some instant of a slot. */
export const instant = (slot: Slot, random: Random): number =>
  slot.start + Math.floor(random.real() * slot.length);
