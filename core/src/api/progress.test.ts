import { expect, test } from 'vitest';
import { Progress } from './progress.ts';

/** What a question's watch heard, at least once. */
async function heard(progress: Progress): Promise<number | null> {
  let ended = (): void => {};
  const question = new Promise<void>((resolve) => (ended = resolve));
  const shares: (number | null)[] = [];
  await progress.telling((share) => {
    shares.push(share);
    ended();
  }, question);
  return shares.at(-1) ?? null;
}

test('before anything has ended nothing is known', async () => {
  expect(await heard(new Progress(() => null))).toBeNull();
});

test('statements and steps that have ended, and the part of the running one, of all that are expected', async () => {
  const progress = new Progress(() => 0.5);
  progress.expect(1);
  progress.expectMore(9);
  progress.step();
  await progress.counting(Promise.resolve());
  expect(await heard(progress)).toBe(0.25);
});

test('more steps than were expected are no more than all', async () => {
  const progress = new Progress(() => null);
  for (let step = 0; step < 5; step += 1) progress.step();
  expect(await heard(progress)).toBe(1);
});
