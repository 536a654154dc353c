import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AskedThread } from './asked-thread.ts';

let folder: string;
let doubling: URL;
const OWN = new URL('./asked-thread.ts', import.meta.url).href;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'levee-thread-'));
  doubling = pathToFileURL(join(folder, 'doubling.mjs'));
  writeFileSync(
    doubling,
    `import { answerQuestions } from ${JSON.stringify(OWN)};
     answerQuestions(async (asked) => {
       if (asked === 'end') process.exit(1);
       if (typeof asked !== 'number') throw new Error('no number');
       await new Promise((resolve) => setTimeout(resolve, 20 / asked));
       const memory = Uint8Array.of(asked * 2);
       return { answered: memory, sent: [memory.buffer] };
     });`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every question has its own answer, whichever is ready first', async () => {
  const thread = new AskedThread<unknown, Uint8Array>(doubling);
  const answers = await Promise.all([1, 2, 20].map((asked) => thread.ask(asked)));
  expect(answers.map((answer) => [...answer])).toEqual([[2], [4], [40]]);
  await thread.close();
});

test('a question that fails is thrown, and the thread answers the next', async () => {
  const thread = new AskedThread<unknown, Uint8Array>(doubling);
  await expect(thread.ask('x')).rejects.toThrow('no number');
  expect([...(await thread.ask(4))]).toEqual([8]);
  await thread.close();
});

test('of a thread that ends nobody waits for an answer', async () => {
  const thread = new AskedThread<unknown, Uint8Array>(doubling);
  const [slow, end] = [thread.ask(1), thread.ask('end')];
  await expect(slow).rejects.toThrow('a thread ended');
  await expect(end).rejects.toThrow('a thread ended');
  expect(thread.hasEnded).toBe(true);
  await expect(thread.ask(1)).rejects.toThrow('ended');
});

test('a process ends that has asked a thread', { timeout: 30_000 }, async () => {
  const script = join(folder, 'asks.mjs');
  writeFileSync(
    script,
    `import { AskedThread } from ${JSON.stringify(OWN)};
     const thread = new AskedThread(new URL(${JSON.stringify(doubling.href)}));
     console.log((await thread.ask(21))[0]);`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 20_000 });
  expect(stdout).toBe('42\n');
});
