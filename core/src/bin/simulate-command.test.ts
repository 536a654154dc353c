import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { simulateShown } from './simulate-command.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'levee-simulate-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const into = (directory: string) =>
  simulateShown({ directory, days: 0.01, seed: 1, scale: 0.001, start: Date.UTC(2026, 0, 1), writers: [] });

test('what the disk says is told of the folder, with what to do', async () => {
  const directory = join(folder, 'taken');
  mkdirSync(join(directory, 'truth.json'), { recursive: true });
  await expect(into(directory)).rejects.toMatchObject({
    name: 'LeveeError',
    message: expect.stringContaining(`the logs cannot be written to ${directory}: EISDIR: `),
    hint: 'choose a folder that can be written',
  });
});

test('without formats there is the truth alone', async () => {
  expect(await into(join(folder, 'logs'))).toMatchObject({ records: 0, objects: 0 });
});
