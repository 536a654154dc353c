import { expect, test } from 'vitest';
import { bandsOf } from './flow-bands.ts';

test('bars are as high as what goes in or out, bands fill them one after the other', () => {
  const { left, right, bands } = bandsOf([
    { from: 'a', to: 'x', amount: 30 },
    { from: 'b', to: 'x', amount: 10 },
    { from: 'a', to: 'y', amount: 40 },
    { from: 'c', to: 'y', amount: 0 },
  ]);
  // Two bars a side: a twentieth of the height is the gap, the rest are 80.
  expect(left).toEqual([
    { name: 'a', amount: 70, start: 0, end: expect.closeTo(0.83125) },
    { name: 'b', amount: 10, start: expect.closeTo(0.88125), end: expect.closeTo(1) },
  ]);
  expect(right.map(({ name, start, end }) => [name, start, end])).toEqual([
    ['x', 0, expect.closeTo(0.475)],
    ['y', expect.closeTo(0.525), expect.closeTo(1)],
  ]);
  expect(bands.map(({ from, to, left: at }) => [from, to, ...at])).toEqual([
    ['a', 'x', 0, expect.closeTo(0.35625)],
    ['b', 'x', expect.closeTo(0.88125), expect.closeTo(1)],
    ['a', 'y', expect.closeTo(0.35625), expect.closeTo(0.83125)],
  ]);
});

test('one flow fills the height; none is none', () => {
  expect(bandsOf([{ from: 'a', to: 'a', amount: 5 }]).bands).toEqual([
    { from: 'a', to: 'a', amount: 5, left: [0, 1], right: [0, 1] },
  ]);
  expect(bandsOf([])).toEqual({ left: [], right: [], bands: [] });
});
