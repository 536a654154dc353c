import { expect, test } from 'vitest';
import { daySpan, dayParts } from './day-parts.ts';
import type { ObjectOutcome } from './object-outcome.ts';

/** Objects of so many bytes, with rows from a day of May to another. */
const objects = (...each: readonly (readonly [bytes: number, first?: number, last?: number])[]) =>
  each.map(([bytes, first, last = first], ordinal): ObjectOutcome => {
    const rows = first === undefined ? 0 : 10;
    const days = { firstDay: dayText(first), lastDay: dayText(last) };
    return { ordinal, records: rows, rows, rejects: 0, bytes, drift: {}, ...days };
  });

const dayText = (day: number | undefined): string | null =>
  day === undefined ? null : `2026-05-${String(day).padStart(2, '0')}`;

const part = (day: number, from: number, to: number) => ({ day: dayText(day), from, to });

test('rows of one day are one part, wherever they are', () => {
  expect(dayParts(objects([100, 1], [100], [100, 1]))).toEqual([part(1, 0, 2)]);
  expect(dayParts(objects([100], [100, 7]))).toEqual([part(7, 1, 1)]);
});

test('no rows are no part, and no day', () => {
  expect(dayParts(objects([100], [100]))).toEqual([]);
  expect(dayParts([])).toEqual([]);
  expect(daySpan(objects([100], [100]))).toBe(0);
});

test('days that follow each other are parts; an object of two is read for both', () => {
  const outcomes = objects([100, 1], [100, 1], [100, 1, 2], [100, 2], [100, 2]);
  expect(dayParts(outcomes)).toEqual([part(1, 0, 2), part(2, 2, 4)]);
  expect(daySpan(outcomes)).toBe(2);
});

test('parts are in the order of the days, whatever that of the objects', () => {
  expect(dayParts(objects([100, 9], [100, 3]))).toEqual([part(3, 1, 1), part(9, 0, 0)]);
  expect(daySpan(objects([100, 9], [100, 3]))).toBe(7);
});

test('a quarter more than all of the bytes is read at most', () => {
  expect(dayParts(objects([300, 1], [100, 1, 2], [0, 2]))).toEqual([part(1, 0, 1), part(2, 1, 2)]);
  expect(dayParts(objects([300, 1], [101, 1, 2], [0, 2]))).toBeUndefined();
  expect(dayParts(objects([100, 1], [100, 2], [100, 1]))).toBeUndefined();
});

test('an object whose first and last day are no neighbours may have rows of any between', () => {
  expect(dayParts(objects([1000, 1], [1, 1, 3], [1000, 3]))).toBeUndefined();
  expect(dayParts([...objects([1000, 1]), { ...wide, ordinal: 1 }])).toBeUndefined();
});

const wide: ObjectOutcome = {
  ordinal: 0,
  records: 2,
  rows: 2,
  rejects: 0,
  bytes: 1,
  drift: {},
  firstDay: '0001-01-01',
  lastDay: '9999-12-31',
};

test('the first and the last day that a time can have are days as any other', () => {
  const first = { ...wide, lastDay: '0001-01-01' };
  const last = { ...wide, ordinal: 1, firstDay: '9999-12-31' };
  expect(dayParts([first])).toEqual([{ day: '0001-01-01', from: 0, to: 0 }]);
  expect(dayParts([first, last])).toEqual([
    { day: '0001-01-01', from: 0, to: 0 },
    { day: '9999-12-31', from: 1, to: 1 },
  ]);
  expect(daySpan([wide])).toBe(3_652_059);
});
