import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqliteLedger } from '#adapter';
import { batches, nothingSkipped, Recogniser, type FoundObject } from '#collect';
import { catalogue } from '#formats';
import type { Ledger } from '#port';

let folder: string;
let ledger: Ledger;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'levee-batches-'));
  ledger = await openSqliteLedger(join(folder, 'ledger.sqlite'));
});

afterAll(() => {
  ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const MEGABYTE = 2 ** 20;

/** An object of a WAF as AWS names it, of 1 MB: about 10 MB inflated. */
function object(bucket: string, day: string, number: number): FoundObject {
  const [, month, date] = day.split('-');
  const name = `123456789012_waflogs_eu-central-1_shop_2026${month}${date}T1205Z_${String(number).padStart(8, '0')}.log.gz`;
  const key = `${bucket}/AWSLogs/123456789012/WAFLogs/eu-central-1/shop/2026/${month}/${date}/12/05/${name}`;
  return {
    uri: `s3://${key}`,
    key,
    path: join(folder, name),
    sizeBytes: MEGABYTE,
    version: '1',
  };
}

/** The days of the objects of each batch. */
async function batchesOf(objects: readonly FoundObject[], batchBytes: number): Promise<string[][]> {
  async function* found() {
    yield* objects;
  }
  const options = {
    ledger,
    recogniser: new Recogniser(catalogue.map(({ format }) => format)),
    leaseSeconds: 60,
    batchBytes,
    skipped: nothingSkipped(),
  };
  const made = await Array.fromAsync(batches(found(), options));
  return made.map((batch) =>
    batch.objects.map(({ key }) => /2026\/\d\d\/\d\d/.exec(key)?.[0].slice(8) ?? ''),
  );
}

const days = (bucket: string, counts: Readonly<Record<string, number>>): FoundObject[] =>
  Object.entries(counts).flatMap(([day, count]) =>
    Array.from({ length: count }, (_, number) => object(bucket, day, number)),
  );

test('a batch ends with its day once it is large enough', async () => {
  const objects = days('large', { '2026-05-01': 3, '2026-05-02': 2, '2026-05-03': 5 });
  // A quarter of 100 MB is reached by three objects of 10 MB, not by two.
  expect(await batchesOf(objects, 100 * MEGABYTE)).toEqual([
    ['01', '01', '01'],
    ['02', '02', '03', '03', '03', '03', '03'],
  ]);
});

test('a batch of one day ends where it is full', async () => {
  expect(await batchesOf(days('full', { '2026-05-01': 5 }), 20 * MEGABYTE)).toEqual([
    ['01', '01'],
    ['01', '01'],
    ['01'],
  ]);
});

test('little of many days stays together', async () => {
  const objects = days('little', { '2026-05-01': 1, '2026-05-02': 1, '2026-05-03': 1 });
  expect(await batchesOf(objects, 1000 * MEGABYTE)).toEqual([['01', '02', '03']]);
});
