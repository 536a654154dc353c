import { expect, test } from 'vitest';
import type { EmbeddedEngine } from '#port';
import { openDuckdb } from './duckdb.ts';
import { openedWhenAsked } from './opened-when-asked.ts';

/** A real engine, and how often it was opened and closed; the first openings fail. */
function counting(failures = 0) {
  const counts = { opened: 0, closed: 0 };
  const open = async (): Promise<EmbeddedEngine> => {
    counts.opened += 1;
    if (counts.opened <= failures) throw new Error('not now');
    const engine = await openDuckdb({ threads: 1 });
    const close = (): void => {
      counts.closed += 1;
      engine.close();
    };
    return { ...engine, close };
  };
  return { counts, engine: openedWhenAsked(open) };
}

const one = (engine: EmbeddedEngine): Promise<unknown> =>
  engine.withConnection((connection) => connection.rows('SELECT 40 + 2 AS n'));

test('it is opened once, by whoever asks first', async () => {
  const { counts, engine } = counting();
  expect(counts.opened).toBe(0);
  expect(await Promise.all([one(engine), one(engine)])).toEqual([[{ n: 42 }], [{ n: 42 }]]);
  await one(engine);
  expect(counts.opened).toBe(1);
  engine.close();
  expect(counts.closed).toBe(1);
  await expect(one(engine)).rejects.toThrow(/./);
});

test('one that is closed while it is being opened is closed as soon as it is there', async () => {
  const { counts, engine } = counting();
  const asked = one(engine);
  engine.close();
  await expect(asked).rejects.toThrow('instance closed');
  expect(counts).toEqual({ opened: 1, closed: 1 });
});

test('whoever never asks opens nothing by closing it', () => {
  const { counts, engine } = counting();
  engine.close();
  expect(counts.opened).toBe(0);
});

test('an opening that failed is told of, and tried again', async () => {
  const { counts, engine } = counting(1);
  await expect(one(engine)).rejects.toThrow('not now');
  expect(await one(engine)).toEqual([{ n: 42 }]);
  expect(counts.opened).toBe(2);
  engine.close();
});
