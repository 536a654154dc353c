import type { z } from 'zod';
import { textOrNull } from './buckets.ts';
import type { RejectsAnswer, rejectsRequest } from './contract.ts';
import { listLimit, type Limit } from './limits.ts';
import { coversOf } from './plan.ts';
import type { ApiWorld, Ask } from './world.ts';

const MOST_REASONS = 200;
const MOST_SAMPLES = 5;
const MOST_CHARACTERS = 2000;

/** Records that could not become rows, by reason, with a few samples each. */
export async function rejects(
  world: ApiWorld,
  ask: Ask,
  { format }: z.output<typeof rejectsRequest>,
): Promise<RejectsAnswer> {
  const scan = (await world.lake.tables()).includes('rejects') ? await world.lake.scan('rejects') : undefined;
  if (scan === undefined) return { total: 0, reasons: [], covers: await coversOf(world, []) };
  // Samples are chosen by their place, so that never more than a few are held.
  const rows = await ask(
    `SELECT *, sum(n) OVER () AS total, count(*) OVER () AS reasons FROM (
       SELECT format, kind, sum(reject_count) AS n, count(*) AS kept, count_if(length(raw) > ${MOST_CHARACTERS}) AS long,
         to_json(arg_min({source: source_object, place: 'record ' || record_number, message: reason, raw: left(raw, ${MOST_CHARACTERS})},
           source_object || ' ' || record_number, ${MOST_SAMPLES})) AS samples
       FROM ${scan.relation} WHERE ${format === undefined ? 'true' : 'format = ?'} GROUP BY format, kind)
     ORDER BY n DESC, format, kind LIMIT ${MOST_REASONS}`,
    format === undefined ? [] : [format],
  );
  return {
    total: Number(rows[0]?.['total'] ?? 0),
    reasons: rows.map((row) => ({
      format: textOrNull(row['format']),
      kind: textOrNull(row['kind']),
      count: Number(row['n']),
      samples: JSON.parse(String(row['samples'])) as RejectsAnswer['reasons'][number]['samples'],
    })),
    covers: await coversOf(world, [scan], limitsOf(rows)),
  };
}

function limitsOf(rows: Awaited<ReturnType<Ask>>): Limit[] {
  const sum = (name: string) => rows.reduce((total, row) => total + Number(row[name]), 0);
  const shown = rows.reduce((total, row) => total + Math.min(Number(row['kept']), MOST_SAMPLES), 0);
  const long = sum('long');
  return [
    ...listLimit(rows.length, Number(rows[0]?.['reasons'] ?? 0), 'reasons'),
    ...listLimit(shown, sum('kept'), 'samples'),
    ...(long === 0
      ? []
      : [
          {
            limit: `${MOST_CHARACTERS} characters of a raw text`,
            cut: `what follows in ${long} longer ones`,
          },
        ]),
  ];
}
