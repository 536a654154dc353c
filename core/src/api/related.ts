import { textOrNull } from './buckets.ts';
import type { EntityAnswer } from './contract.ts';
import { entitiesOf } from './entity-kind.ts';
import type { At } from './finding.ts';
import { listLimit, type Limit } from './limits.ts';
import type { Plan } from './plan.ts';

/** Related values that an answer has. */
export const MOST_RELATED = 50;
/** And that are looked for in each field. */
const RELATED_EACH = 5;

/** Values that stand beside a value in a table's rows, the most frequent of each field. */
export async function relatedOf(at: At, planned: Plan, value: string): Promise<EntityAnswer['related']> {
  const { table } = planned;
  const all: EntityAnswer['related'] = [];
  for (const field of entitiesOf(at.world, table)) {
    const { duckdb, isList } = planned.resolve(field);
    const rows = await at.ask(
      `SELECT value, count(*) AS n FROM (SELECT ${isList ? `unnest(${duckdb})` : duckdb} AS value FROM ${planned.from} WHERE ${planned.where.duckdb})
       WHERE value IS NOT NULL AND CAST(value AS VARCHAR) <> ? GROUP BY value ORDER BY n DESC, value LIMIT ${RELATED_EACH}`,
      [...planned.where.values, value],
    );
    all.push(
      ...rows.map((row) => ({
        table,
        field,
        value: textOrNull(row['value']) ?? '',
        count: Number(row['n']),
      })),
    );
  }
  return all;
}

/** Of each field only the most frequent are looked for, and of all together the most frequent are shown. */
export function relatedLimits(related: EntityAnswer['related']): Limit[] {
  const full = Map.groupBy(related, ({ table, field }) => `${table}.${field}`);
  const cut = [...full].flatMap(([name, values]) => (values.length === RELATED_EACH ? [name] : []));
  const each =
    cut.length === 0
      ? []
      : [
          {
            limit: `${RELATED_EACH} related values a field`,
            cut: `less frequent ones of ${cut.join(', ')}, if any`,
          },
        ];
  return [...each, ...listLimit(Math.min(related.length, MOST_RELATED), related.length, 'related values')];
}
