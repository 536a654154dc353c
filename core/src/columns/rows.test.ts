import { expect, test } from 'vitest';
import type { Part } from './part.ts';
import { changed, SharedScan } from './rows.ts';

const partOf = (rows: number): Part => ({
  rows,
  times: new Float64Array(rows),
  codes: () => new Uint32Array(rows),
  numbers: () => new Float64Array(rows),
  mask: () => new Uint8Array(rows),
});

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const pause = { pause: turn };

function counted(sizes: readonly number[]) {
  const made: number[] = [];
  const parts = sizes.map((size) => () => {
    made.push(size);
    return partOf(size);
  });
  let shown = 0;
  const scan = new SharedScan(parts, { ...pause, onPart: () => (shown += 1) });
  return { made, scan, shown: () => shown };
}

test('who asks in the same moment sees each part made once; who asks later, again', async () => {
  const { made, scan, shown } = counted([3, 4]);
  const seen: string[] = [];
  const look = (name: string) => scan.each(({ rows }, at) => seen.push(`${name}${at}:${rows}`));
  await Promise.all([look('a'), look('b')]);
  expect(seen).toEqual(['a0:3', 'b0:3', 'a1:4', 'b1:4']);
  expect([made, shown()]).toEqual([[3, 4], 2]);
  await look('c');
  expect(made).toEqual([3, 4, 3, 4]);
});

test('answers to a scan that ask on are together in the next', async () => {
  const { made, scan } = counted([1]);
  const twice = async () => {
    await scan.each(() => {});
    await scan.each(() => {});
  };
  await Promise.all([twice(), twice(), twice()]);
  expect(made).toEqual([1, 1]);
});

test('a scan that is stopped, or whose rows cannot be had, ends for all who ask', async () => {
  const stop = new AbortController();
  const scan = new SharedScan([() => partOf(1), () => partOf(2)], {
    pause: async () => {
      await turn();
      stop.signal.throwIfAborted();
    },
  });
  stop.abort(new Error('nobody waits'));
  const both = await Promise.allSettled([scan.each(() => {}), scan.each(() => {})]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const broken = new SharedScan(
    [
      () => {
        throw new Error('column x is not kept');
      },
    ],
    pause,
  );
  await expect(broken.each(() => {})).rejects.toThrow('column x is not kept');
});

test('a changed part is made once while the part is there', async () => {
  const whole = partOf(2);
  const scan = new SharedScan([() => whole], pause);
  let changes = 0;
  const half = changed(scan, () => {
    changes += 1;
    return partOf(1);
  });
  const seen: number[] = [];
  for (let time = 0; time < 2; time += 1) await half.each(({ rows }) => seen.push(rows));
  expect([seen, changes]).toEqual([[1, 1], 1]);
});

test('no parts', async () => {
  await expect(new SharedScan([], pause).each(() => {})).resolves.toBeUndefined();
});
