import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SlotObject } from './slot-object.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'levee-slot-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const AROUND = { before: '[', between: ',', after: ']' };
const cases = [3, 60_000, 200_000].flatMap((length) =>
  [true, false].map((isCompressed) => [length, isCompressed] as const),
);

test.each(cases)('three parts with records of %i letters, compressed: %s', async (length, isCompressed) => {
  const path = join(folder, `${length}-${isCompressed}`);
  const object = new SlotObject(path, AROUND, isCompressed);
  const [a, b, c, d] = ['a', 'é', 'c', 'd'].map((letter) => letter.repeat(length)) as [
    string,
    string,
    string,
    string,
  ];
  for (const records of [[a, b], [c], [d]]) await object.add(records);
  await object.close();
  const bytes = readFileSync(path);
  const text = (isCompressed ? gunzipSync(bytes) : bytes).toString('utf8');
  expect(text === `[${a},${b},${c},${d}]`).toBe(true);
  expect(object.bytes).toBe(5 * length + 5);
});

test.each(cases)('no such folder is said: %i letters, compressed: %s', async (length, isCompressed) => {
  const object = new SlotObject(join(folder, 'no', 'folder'), AROUND, isCompressed);
  const written = async () => {
    await object.add(['x'.repeat(length)]);
    await object.close();
  };
  await expect(written()).rejects.toThrow('ENOENT');
});
