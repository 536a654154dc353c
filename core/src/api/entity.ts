import type { z } from 'zod';
import { bucketsOf } from './buckets.ts';
import type { EntityAnswer, EntityKind, entityRequest, Filter, TimeRange } from './contract.ts';
import { fieldsFor, kindOf } from './entity-kind.ts';
import { eventTables, findingOf, LANE_POINTS, scansOf, type Found } from './finding.ts';
import { coversOf, plan } from './plan.ts';
import { MOST_RELATED, relatedLimits, relatedOf } from './related.ts';
import type { ApiWorld, Ask } from './world.ts';

/** One value in every table. */
export async function entity(
  world: ApiWorld,
  ask: Ask,
  { value, range }: z.output<typeof entityRequest>,
): Promise<EntityAnswer> {
  const kind = kindOf(value);
  const found: Found[] = [];
  const related: EntityAnswer['related'] = [];
  for (const table of await eventTables(world)) {
    const filter = await filterFor(world, { table, range, kind, value });
    const finding = await findingOf({ world, ask }, { table, range, filters: [filter] });
    found.push(finding);
    if (finding.finding.count > 0) related.push(...(await relatedOf({ world, ask }, finding.planned, value)));
  }
  const buckets = bucketsOf(range, LANE_POINTS);
  return {
    value,
    kind,
    bucketSeconds: buckets.seconds,
    buckets: [...buckets.starts],
    tables: found.map(({ finding }) => finding),
    related: related.toSorted((a, b) => b.count - a.count).slice(0, MOST_RELATED),
    covers: await coversOf(world, scansOf(found), [
      ...found.flatMap(({ limits }) => limits),
      ...relatedLimits(related),
    ]),
  };
}

interface Wanted {
  readonly table: string;
  readonly range: TimeRange;
  readonly kind: EntityKind;
  readonly value: string;
}

/** The one field of the table that has the value, or the first that could. */
async function filterFor(world: ApiWorld, { table, range, kind, value }: Wanted): Promise<Filter> {
  if (kind === 'cidr') return { op: 'cidr', field: 'ips', value };
  const fields = fieldsFor(world, table, kind);
  const planned = await plan(world, { table, range, filters: [] });
  const usable = fields.filter((field) => planned.resolve(field).type === 'string');
  return { op: 'any', fields: usable, value };
}
