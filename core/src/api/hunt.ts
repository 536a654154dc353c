import type { z } from 'zod';
import { BadRequest } from './bad-request.ts';
import { bucketsOf } from './buckets.ts';
import { filterPaths } from './condition.ts';
import type { HuntAnswer, huntRequest } from './contract.ts';
import { eventTables, findingOf, LANE_POINTS, scansOf, type Found } from './finding.ts';
import { coversOf, plan, type Plan } from './plan.ts';
import type { ApiWorld, Ask } from './world.ts';

/** The same filters in every table that has their fields. */
export async function hunt(
  world: ApiWorld,
  ask: Ask,
  request: z.output<typeof huntRequest>,
): Promise<HuntAnswer> {
  const found: Found[] = [];
  const skipped: HuntAnswer['skipped'] = [];
  for (const table of await eventTables(world)) {
    const missing = await missingField(world, table, request);
    if (missing !== undefined) skipped.push({ table, field: missing });
    else
      found.push(await findingOf({ world, ask }, { table, range: request.range, filters: request.filters }));
  }
  const buckets = bucketsOf(request.range, LANE_POINTS);
  return {
    bucketSeconds: buckets.seconds,
    buckets: [...buckets.starts],
    tables: found.map(({ finding }) => finding).toSorted((a, b) => b.count - a.count),
    skipped,
    covers: await coversOf(
      world,
      scansOf(found),
      found.flatMap(({ limits }) => limits),
    ),
  };
}

async function missingField(
  world: ApiWorld,
  table: string,
  { range, filters }: z.output<typeof huntRequest>,
): Promise<string | undefined> {
  const { resolve } = await plan(world, { table, range, filters: [] });
  return filters.flatMap(filterPaths).find((field) => !isField(resolve, field));
}

function isField(resolve: Plan['resolve'], field: string): boolean {
  try {
    resolve(field);
    return true;
  } catch (error) {
    if (error instanceof BadRequest) return false;
    throw error;
  }
}
