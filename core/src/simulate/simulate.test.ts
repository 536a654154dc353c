import { expect, test } from 'vitest';
import { organisation } from './organisation.ts';
import { slotParts } from './simulate.ts';

test('a slot of a large scale is made in parts, none much larger than a slot of scale 1', () => {
  const world = { organisation: organisation(1), seed: 1, start: Date.UTC(2026, 4, 4), days: 1, scale: 12 };
  const noon = world.start + 12 * 3_600_000;
  const parts = [...slotParts(world, [], noon)];
  expect(parts).toHaveLength(12);
  const [usual = []] = slotParts({ ...world, scale: 1 }, [], noon);
  for (const part of parts) expect(part.length).toBeLessThan(usual.length * 2);
  // What does not grow with the traffic is there once.
  const checks = parts.flat().filter((event) => event.kind === 'http' && event.path === '/health');
  expect(checks).toHaveLength(world.organisation.sites.length);
});

test('an incident is in the parts of its time, whole', () => {
  const world = { organisation: organisation(1), seed: 1, start: 0, days: 1, scale: 7 };
  const { accounts } = world.organisation;
  const event = (at: number) => ({ kind: 'finding', at, account: accounts[0] }) as never;
  const instants = Array.from({ length: 1000 }, (_, at) => at * 300);
  const plan = {
    start: 0,
    end: 300_000,
    entities: [],
    events: (from: number, to: number) => instants.filter((at) => at >= from && at < to).map(event),
  };
  const incident = { type: 'planted', isMalicious: true, plan: () => plan };
  const parts = [...slotParts(world, [{ incident, plan }], 0)];
  const planted = parts.map((part) => part.filter((each) => each.incident === 'planted').map(({ at }) => at));
  expect(planted.flat()).toEqual(instants);
  expect(Math.max(...planted.map(({ length }) => length))).toBeLessThan(150);
});

test('no interface has a flow to itself', () => {
  const world = { organisation: organisation(1), seed: 1, start: 0, days: 1, scale: 3 };
  const flows = [...slotParts(world, [], 0)].flat().filter((event) => event.kind === 'flow');
  const ends = flows.filter(({ status }) => status !== 'NODATA');
  expect(ends.length).toBeGreaterThan(100);
  expect(ends.filter(({ source, destination }) => source === destination)).toEqual([]);
});
