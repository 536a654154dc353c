import { assert, asyncProperty, integer } from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '#formats';
import { Random } from '#simulate';
import { openDecoder, sums, type Decoder } from './decode-fixture.ts';
import { mutatedObject, RECORDS_PER_OBJECT } from './mutated-object.ts';
import { seedsOf, simulatedSeeds, type Seeds } from './seed-records.ts';

/** Mutated records per format; `LEVEE_FUZZ` asks for more (tools/fuzz.ts). */
const RECORDS = Math.ceil(Number(process.env['LEVEE_FUZZ'] ?? 20_000) / catalogue.length);
/** Objects that are read together, at most: planning their statement takes as long as reading forty. */
const MOST_OBJECTS = 200;

let decoder: Decoder;
let seeds: ReadonlyMap<string, Seeds>;

beforeAll(async () => {
  decoder = await openDecoder(1);
  seeds = await simulatedSeeds();
});

afterAll(() => decoder.close());

/** Every row with all its values as one text, which the engine makes faster than its values are read one by one. */
const ROW_TEXTS = { select: 'to_json(row)::VARCHAR AS text' };

/** Rows as texts, made once: they are compared both ways. */
const texts = (rows: readonly Readonly<Record<string, unknown>>[]): string[] =>
  rows.map((row) => JSON.stringify(row));

/** The first rows of one answer that the other lacks, with how often. */
function onlyIn(rows: readonly string[], others: readonly string[]): string[] {
  // Both are in the engine's order: mostly they are the same, row by row.
  if (rows.length === others.length && rows.every((row, at) => row === others[at])) return [];
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
  for (const row of others) counts.set(row, (counts.get(row) ?? 0) - 1);
  return [...counts]
    .filter(([, count]) => count > 0)
    .map(([row]) => row)
    .slice(0, 3);
}

test.each(catalogue.map(({ format }) => [format.name, format] as const))(
  '%s: nothing is lost, nothing throws, both readers agree',
  { timeout: 3_600_000 },
  async (_name, format) => {
    const objectCount = Math.ceil(RECORDS / RECORDS_PER_OBJECT);
    const runs = Math.ceil(objectCount / MOST_OBJECTS);
    const together = Math.ceil(objectCount / runs);
    await assert(
      asyncProperty(integer({ min: 0, max: 2 ** 31 - 1 }), async (seed) => {
        const random = new Random('fuzz', format.name, seed);
        const objects = Array.from({ length: together }, () =>
          mutatedObject(seedsOf(seeds, format.name), random),
        );
        const fast = await decoder.decode(format, objects, ROW_TEXTS);
        const explained = await decoder.decode(format, objects, { ...ROW_TEXTS, explainAll: true });
        const counted = sums(fast.outcomes);
        expect(counted.records).toBe(counted.rows + counted.rejects);
        expect(fast.rows).toHaveLength(counted.rows);
        expect(sums(explained.outcomes)).toEqual(counted);
        const [fastRows, explainedRows] = [texts(fast.rows), texts(explained.rows)];
        expect(onlyIn(explainedRows, fastRows)).toEqual([]);
        expect(onlyIn(fastRows, explainedRows)).toEqual([]);
        expect(onlyIn(texts(explained.rejects), texts(fast.rejects))).toEqual([]);
      }),
      { numRuns: runs, endOnFailure: true },
    );
  },
);
