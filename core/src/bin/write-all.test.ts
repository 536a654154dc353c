import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { writeAll } from './write-all.ts';

const folder = mkdtempSync(join(tmpdir(), 'levee-write-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function* pieces(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

test('a file has all pieces', async () => {
  const path = join(folder, 'whole.txt');
  await writeAll(pieces('a\n', 'ß'.repeat(100_000), ''), path);
  expect(readFileSync(path, 'utf8')).toBe(`a\n${'ß'.repeat(100_000)}`);
});

test('a file that cannot be made is an error that names it', async () => {
  const path = join(folder, 'no such folder', 'x.txt');
  await expect(writeAll(pieces('a'), path)).rejects.toMatchObject({
    message: expect.stringMatching(/^cannot write .*x\.txt: ENOENT/),
    hint: 'choose another file with --out',
  });
});

test.skipIf(!existsSync('/dev/full'))('so is a full disk', async () => {
  await expect(writeAll(pieces('a'), '/dev/full')).rejects.toMatchObject({
    message: expect.stringMatching(/^cannot write \/dev\/full: ENOSPC/),
    hint: expect.stringContaining('free disk space'),
  });
});

test('what the pieces fail with goes on as it is', async () => {
  const failure = new Error('the query failed');
  async function* failing(): AsyncGenerator<string> {
    yield 'a';
    throw failure;
  }
  await expect(writeAll(failing(), join(folder, 'part.txt'))).rejects.toBe(failure);
});

/** A process that writes 20 MB in small pieces, with its standard output led on by a shell. */
const led = (on: string): Promise<{ stdout: string; stderr: string }> => {
  const source = `import { writeAll } from ${JSON.stringify(join(import.meta.dirname, 'write-all.ts'))};
    async function* many() { for (let at = 0; at < 2000; at += 1) yield 'x'.repeat(9999) + '\\n'; }
    await writeAll(many());`;
  const shell = `set -o pipefail; "$0" --input-type=module -e "$1" ${on}`;
  return promisify(execFile)('bash', ['-c', shell, process.execPath, source]);
};

test('a slow reader gets all, and no more is said', async () => {
  expect(await led('| (sleep 0.2; wc -c)')).toEqual({ stdout: '20000000\n', stderr: '' });
});

test('a reader that leaves ends it quietly', async () => {
  expect(await led('| head -c 3')).toEqual({ stdout: 'xxx', stderr: '' });
});
