import { gzipSync } from 'node:zlib';
import { assert, asyncProperty, integer } from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '#formats';
import type { Format } from '#format';
import { Random } from '#simulate';
import { openDecoder, sums, type Decoder, type TestObject } from './decode-fixture.ts';
import { simulatedSeeds, type Seeds } from './seed-records.ts';

/** Mutated records per format; `LEVEE_FUZZ` asks for more (tools/fuzz.ts). */
const RECORDS = Math.ceil(Number(process.env['LEVEE_FUZZ'] ?? 20_000) / catalogue.length);
const RECORDS_PER_OBJECT = 25;
const OBJECTS_PER_RUN = 40;

let decoder: Decoder;
let seeds: ReadonlyMap<string, Seeds>;

beforeAll(async () => {
  decoder = await openDecoder();
  seeds = await simulatedSeeds();
});

afterAll(() => decoder.close());

type Mutation = (bytes: Buffer, random: Random) => Buffer;

/** Bytes with `gone` of them at `at` replaced. */
const splice = (
  bytes: Buffer,
  at: number,
  { gone = 0, put = Buffer.alloc(0) }: { gone?: number; put?: Buffer },
): Buffer => Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + gone)]);
const place = (bytes: Buffer, random: Random): number => random.whole(0, Math.max(0, bytes.length - 1));

const FOREIGN = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  '\n',
  '\\',
  ' ',
  '\t',
  '-',
  '0',
  ':',
  '\0',
  '\r\n',
  '\uFEFF',
  '\\u0000',
  '\\ud800',
  'é',
  '99999999999999999999',
];

/** What happens to logs: flipped bits, cuts, copies, foreign bytes, swapped quotes and separators. */
const MUTATIONS: readonly Mutation[] = [
  (bytes) => bytes,
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    const at = place(copy, random);
    copy[at] = (copy[at] ?? 0) ^ (1 << random.whole(0, 7));
    return copy;
  },
  (bytes, random) => bytes.subarray(0, place(bytes, random)),
  (bytes, random) => splice(bytes, place(bytes, random), { gone: random.whole(1, 40) }),
  (bytes, random) => splice(bytes, place(bytes, random), { put: Buffer.from(random.pick(FOREIGN)) }),
  (bytes, random) =>
    splice(bytes, place(bytes, random), { gone: 1, put: Buffer.from([random.whole(0, 255)]) }),
  (bytes, random) => {
    const at = place(bytes, random);
    return splice(bytes, at, { put: bytes.subarray(at, at + random.whole(1, 60)) });
  },
  (bytes, random) =>
    Buffer.from(
      bytes.toString('latin1').replace(random.pick(['"', ' ', ':', '{']), random.pick(["'", '"', ' ', ''])),
      'latin1',
    ),
];

/** Values of every kind, to stand where others belong. */
const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  2 ** 60,
  '',
  'text',
  '-',
  '2026-05-04T12:00:00Z',
  '{"a":1}',
  'half \ud800 a pair',
  'nul \0',
  [],
  [[]],
  [null, 'a', { a: 1 }],
  {},
  { '': 0 },
  { unknown: { deep: [1, 'é'] } },
];

/** A JSON record with one value of another kind, a member gone or one that nobody declared; other text unchanged. */
function otherShape(bytes: Buffer, random: Random): Buffer {
  const text = bytes.toString('utf8');
  if (!text.startsWith('{')) return bytes;
  const places: { holder: Record<string, unknown>; key: string }[] = [];
  const record: unknown = JSON.parse(text, function (this: Record<string, unknown>, key, value: unknown) {
    if (key !== '') places.push({ holder: this, key });
    return value;
  });
  const { holder, key } = random.pick(places);
  if (random.chance(0.15)) Reflect.deleteProperty(holder, key);
  else holder[random.chance(0.15) ? `${key}New` : key] = random.pick(VALUES);
  return Buffer.from(JSON.stringify(record));
}

/** Gzip in one member, or in two that part anywhere. */
function members(bytes: Buffer, random: Random): Buffer {
  const at = random.chance(0.3) ? place(bytes, random) : 0;
  return Buffer.concat([...(at > 0 ? [gzipSync(bytes.subarray(0, at))] : []), gzipSync(bytes.subarray(at))]);
}

/** What happens to one record. */
const RECORD_MUTATIONS: readonly Mutation[] = [...MUTATIONS, otherShape, otherShape];

function mutatedObject(format: Format, random: Random): TestObject {
  const { records, wrap } = seeds.get(format.name) ?? { records: [], wrap: () => Buffer.alloc(0) };
  const texts = Array.from({ length: RECORDS_PER_OBJECT }, () =>
    random.pick(RECORD_MUTATIONS)(Buffer.from(random.pick(records)), random),
  );
  const whole = wrap(texts);
  const damaged = random.chance(0.15) ? random.pick(MUTATIONS)(whole, random) : whole;
  const packed = random.chance(0.5) ? members(damaged, random) : damaged;
  return {
    key: `object-${random.hex(4)}`,
    bytes: random.chance(0.1) ? random.pick(MUTATIONS)(packed, random) : packed,
  };
}

type Rows = readonly Readonly<Record<string, unknown>>[];

/** The first rows of one answer that the other lacks, with how often. */
function onlyIn(rows: Rows, others: Rows): string[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(JSON.stringify(row), (counts.get(JSON.stringify(row)) ?? 0) + 1);
  for (const row of others) counts.set(JSON.stringify(row), (counts.get(JSON.stringify(row)) ?? 0) - 1);
  return [...counts]
    .filter(([, count]) => count > 0)
    .map(([row]) => row)
    .slice(0, 3);
}

test.each(catalogue.map(({ format }) => [format.name, format] as const))(
  '%s: nothing is lost, nothing throws, both readers agree',
  { timeout: 3_600_000 },
  async (_name, format) => {
    const runs = Math.max(1, Math.ceil(RECORDS / RECORDS_PER_OBJECT / OBJECTS_PER_RUN));
    await assert(
      asyncProperty(integer({ min: 0, max: 2 ** 31 - 1 }), async (seed) => {
        const random = new Random('fuzz', format.name, seed);
        const objects = Array.from({ length: OBJECTS_PER_RUN }, () => mutatedObject(format, random));
        const fast = await decoder.decode(format, objects);
        const explained = await decoder.decode(format, objects, { explainAll: true });
        const counted = sums(fast.outcomes);
        expect(counted.records).toBe(counted.rows + counted.rejects);
        expect(fast.rows).toHaveLength(counted.rows);
        expect(sums(explained.outcomes)).toEqual(counted);
        expect(onlyIn(explained.rows, fast.rows)).toEqual([]);
        expect(onlyIn(fast.rows, explained.rows)).toEqual([]);
        expect(onlyIn(explained.rejects, fast.rejects)).toEqual([]);
      }),
      { numRuns: runs, endOnFailure: true },
    );
  },
);
