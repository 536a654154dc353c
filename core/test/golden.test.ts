import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Format } from '#format';
import { catalogue } from '#formats';
import type { EngineRow } from '#port';
import { openDecoder, sums, type Decoded, type Decoder } from './decode-fixture.ts';

/**
 * Bytes as AWS writes them, and beside them what they decode to: rows, rejects, drift. `npm run golden` writes them
 * anew; the diff is read by eye.
 */
const FORMATS = join(import.meta.dirname, '../formats');

let decoder: Decoder;

beforeAll(async () => {
  decoder = await openDecoder(1);
});

afterAll(() => decoder.close());

interface Sample {
  readonly format: Format;
  readonly name: string;
  readonly path: string;
}

const samples: readonly Sample[] = catalogue.flatMap(({ format }) => {
  const folder = join(FORMATS, format.name, 'samples');
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => !name.endsWith('.golden.jsonl'))
    : [];
  return names.sort().map((name) => ({ format, name, path: join(folder, name) }));
});

/** The order of the records in a sample, as far as their times tell. */
const byEventTime = (left: EngineRow, right: EngineRow): number =>
  String(left['event_time']) < String(right['event_time'])
    ? -1
    : Number(left['event_time'] !== right['event_time']);

/** A row without what is null and what every row of the sample has. */
const shown = (row: EngineRow): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(row).filter(([name, value]) => value !== null && name !== 'ingested_at'),
    ),
  );

const samplesOf = (format: Format): Sample[] => samples.filter((sample) => sample.format === format);

const known = new Map<Format, Promise<Decoded>>();

/** What the samples of a format decode to, all of them together: a statement's planning takes longer than their few records. */
function decodedOnce(format: Format): Promise<Decoded> {
  const objects = () => samplesOf(format).map(({ name, path }) => ({ key: name, bytes: readFileSync(path) }));
  const decoded = known.get(format) ?? decoder.decode(format, objects());
  known.set(format, decoded);
  return decoded;
}

/** The same of one sample. */
async function decodedOf({ format, name }: Sample): Promise<Decoded> {
  const { rows, rejects, outcomes } = await decodedOnce(format);
  const at = samplesOf(format).findIndex((sample) => sample.name === name);
  const isOwn = (row: EngineRow): boolean => row['source_object'] === `s3://logs/${name}`;
  return { rows: rows.filter(isOwn), rejects: rejects.filter(isOwn), outcomes: outcomes.slice(at, at + 1) };
}

test('every format has samples', () => {
  const without = catalogue.filter(
    ({ format }) => !samples.some((sample) => sample.format.name === format.name),
  );
  expect(without.map(({ format }) => format.name)).toEqual([]);
});

test.each(samples.map((sample) => [`${sample.format.name}/${sample.name}`, sample] as const))(
  '%s decodes to its golden rows and rejects',
  async (_name, sample) => {
    const decoded = await decodedOf(sample);
    const { records, rows, rejects } = sums(decoded.outcomes);
    expect(records).toBe(rows + rejects);
    expect([decoded.outcomes.length, decoded.rows.length]).toEqual([1, rows]);
    const lines = [
      ...decoded.rows.toSorted(byEventTime).map(shown),
      ...decoded.rejects.map((reject) => `reject ${shown(reject)}`),
      `drift ${JSON.stringify(decoded.outcomes[0]?.drift)}`,
    ];
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`${sample.path}.golden.jsonl`);
  },
);
