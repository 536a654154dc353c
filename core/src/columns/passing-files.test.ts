import { expect, test } from 'vitest';
import { ALWAYS, type FileColumns } from './file-columns.ts';
import { PassingFiles, withoutRows } from './passing-files.ts';

const fileOf = (rows: number): FileColumns => ({
  rows,
  covers: ALWAYS,
  times: new Float64Array(rows),
  codes: new Map([['who', new Uint8Array(rows)]]),
  numbers: new Map([['size', new Float64Array(rows)]]),
});

function counted(count: number) {
  const read: number[] = [];
  const files = new PassingFiles(count, async (at) => {
    read.push(at);
    return fileOf(at + 1);
  });
  return { read, files };
}

test('while a file is looked at the next is read, and each once in a row', async () => {
  const { read, files } = counted(3);
  const rows: number[] = [];
  for (let at = 0; at < 3; at += 1) rows.push((await files.at(at)).rows);
  expect([rows, read]).toEqual([
    [1, 2, 3],
    [0, 1, 2],
  ]);
  await files.at(0);
  expect(read).toEqual([0, 1, 2, 0, 1]);
});

test('what cannot be read is told to who comes to it', async () => {
  const files = new PassingFiles(2, async (at) => {
    if (at === 1) throw new Error('the disk is gone');
    return fileOf(1);
  });
  expect((await files.at(0)).rows).toBe(1);
  await new Promise((resolve) => setImmediate(resolve));
  await expect(files.at(1)).rejects.toThrow('the disk is gone');
});

test('a file without its rows tells its columns', () => {
  const { rows, codes, numbers } = withoutRows(fileOf(5));
  expect([rows, [...codes.keys()], [...numbers.keys()], codes.get('who')?.length]).toEqual([
    0,
    ['who'],
    ['size'],
    0,
  ]);
});
