import { expect, test } from 'vitest';
import { pieces, slices } from './compact-write.ts';

const evenly = Array.from({ length: 24 }, (_, hour) => ({ hour, rows: 100 }));

test('what fits into one file is not cut', () => {
  expect(slices('2024-05-01', evenly, 2400)).toEqual(['true']);
  expect(slices('2024-05-01', [], 1)).toEqual(['true']);
  expect(slices(null, [{ hour: null, rows: 1e9 }], 1)).toEqual(['true']);
});

test('an even day is cut into equal runs of hours, open at both ends', () => {
  expect(slices('2024-05-01', evenly, 800)).toEqual([
    `event_time < '2024-05-01 08:00:00+00'::TIMESTAMPTZ`,
    `event_time >= '2024-05-01 08:00:00+00'::TIMESTAMPTZ AND event_time < '2024-05-01 16:00:00+00'::TIMESTAMPTZ`,
    `event_time >= '2024-05-01 16:00:00+00'::TIMESTAMPTZ`,
  ]);
});

test('an hour of a flood has a file to itself', () => {
  const flood = evenly.map(({ hour, rows }) => ({ hour, rows: hour === 13 ? 10_000 : rows }));
  expect(slices('2024-05-01', flood, 5000)).toEqual([
    `event_time < '2024-05-01 13:00:00+00'::TIMESTAMPTZ`,
    `event_time >= '2024-05-01 13:00:00+00'::TIMESTAMPTZ AND event_time < '2024-05-01 14:00:00+00'::TIMESTAMPTZ`,
    `event_time >= '2024-05-01 14:00:00+00'::TIMESTAMPTZ`,
  ]);
});

test.each([
  { about: 'one file of few rows', rows: 1000, targets: 0.2, count: 1 },
  { about: 'a file per target size', rows: 400_000, targets: 5.4, count: 5 },
  { about: 'more where a file would have too many rows', rows: 2_566_719, targets: 1, count: 18 },
])('a day is sorted in pieces: $about', ({ rows, targets, count }) => {
  expect(pieces(rows, targets)).toBe(count);
});
