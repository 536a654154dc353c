import { expect, test } from 'vitest';
import { cutDay, pieces, staysWhole, type Moment } from './compact-cut.ts';

/** 2024-05-01T00:00:00Z. */
const DAY = 1_714_521_600;
const hour = (at: number): number => DAY + at * 3600;
const evenly: Moment[] = Array.from({ length: 24 }, (_, at) => ({ at: hour(at), rows: 100 }));

test('what fits into one bucket is not cut', () => {
  const whole = { from: undefined, to: undefined, cuts: [] };
  expect(cutDay(evenly, 1)).toEqual([whole]);
  expect(cutDay([], 1)).toEqual([whole]);
  expect(cutDay([{ at: null, rows: 1e9 }], 1)).toEqual([whole]);
});

test('a day that stays whole is cut nowhere, whenever its rows come', () => {
  // A bucket has 131,072 rows.
  const bucket = Array.from({ length: 128 }, (_, at) => ({ at: DAY + at * 600, rows: 1024 }));
  expect(staysWhole(131_072, 1)).toBe(true);
  expect(cutDay(bucket, 1)).toEqual([{ from: undefined, to: undefined, cuts: [] }]);
  expect(staysWhole(131_073, 1)).toBe(false);
  expect(staysWhole(100, 2)).toBe(false);
});

test('an even day is cut into equal files, open at both ends', () => {
  expect(cutDay(evenly, 3)).toEqual([
    { from: undefined, to: hour(8), cuts: [] },
    { from: hour(8), to: hour(16), cuts: [] },
    { from: hour(16), to: undefined, cuts: [] },
  ]);
});

test('a file is cut into buckets', () => {
  expect(cutDay(evenly, 2, 400)).toEqual([
    { from: undefined, to: hour(12), cuts: [hour(4), hour(8)] },
    { from: hour(12), to: undefined, cuts: [hour(16), hour(20)] },
  ]);
});

test('a flood is cut within its hour', () => {
  const flood = Array.from({ length: 360 }, (_, at) => ({ at: hour(13) + at * 10, rows: 8000 }));
  const day = [...evenly.slice(0, 13), ...flood, ...evenly.slice(14)];
  const rows = day.reduce((sum, each) => sum + each.rows, 0);
  const files = cutDay(day, pieces(rows, 1));
  expect(files).toHaveLength(pieces(rows, 1));
  const inside = (from: number, to: number) =>
    day.filter(({ at }) => (at ?? 0) >= from && (at ?? 0) < to).reduce((sum, each) => sum + each.rows, 0);
  for (const { from = 0, to = Number.MAX_SAFE_INTEGER, cuts } of files) {
    expect(inside(from, to)).toBeLessThan(880_000);
    const edges = [from, ...cuts, to];
    for (const [at, edge] of edges.slice(1).entries())
      expect(inside(edges[at] ?? 0, edge)).toBeLessThan(200_000);
  }
});

test.each([
  { about: 'one file of few rows', rows: 1000, targets: 0.2, count: 1 },
  { about: 'a file per target size', rows: 400_000, targets: 5.4, count: 5 },
  { about: 'more where a file would have too many rows', rows: 2_566_719, targets: 1, count: 4 },
])('a day is sorted in pieces: $about', ({ rows, targets, count }) => {
  expect(pieces(rows, targets)).toBe(count);
});
