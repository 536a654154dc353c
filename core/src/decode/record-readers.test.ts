import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RecordReaders } from './record-readers.ts';
import type { WorkerPool } from './worker-pool.ts';

const { signal } = new AbortController();
let readers: RecordReaders;

beforeEach(() => {
  readers = new RecordReaders();
});
afterEach(() => readers.close());

const lent = (): Promise<WorkerPool> => readers.lend(signal, async (pool) => pool);

test('a thread is lent again, and another beside it while it is away', async () => {
  const first = await lent();
  expect(await lent()).toBe(first);
  await readers.lend(signal, async (pool) => {
    expect(pool).toBe(first);
    expect(await lent()).not.toBe(first);
  });
});

test('there are two at most: the third waits for its turn', async () => {
  let running = 0;
  const most: number[] = [];
  const read = async (): Promise<void> => {
    most.push((running += 1));
    await sleep(5);
    running -= 1;
  };
  await Promise.all(Array.from({ length: 6 }, () => readers.lend(signal, read)));
  expect(most).toHaveLength(6);
  expect(Math.max(...most)).toBe(2);
});

test('a thread that was given up, or failed, is not lent again; others go on', async () => {
  const [failed, given] = [Promise.withResolvers<WorkerPool>(), Promise.withResolvers<WorkerPool>()];
  const failing = readers.lend(signal, (pool) => {
    failed.resolve(pool);
    return Promise.reject(new Error('no such object'));
  });
  await expect(failing).rejects.toThrow('no such object');
  const gone = new AbortController();
  const endless = readers.lend(gone.signal, (pool) => {
    given.resolve(pool);
    return new Promise<never>(() => undefined);
  });
  setTimeout(() => gone.abort(new Error('given up')), 5);
  await expect(endless).rejects.toThrow('given up');
  expect([await failed.promise, await given.promise]).not.toContain(await lent());
  await expect(readers.lend(gone.signal, async () => 1)).rejects.toThrow('given up');
});
