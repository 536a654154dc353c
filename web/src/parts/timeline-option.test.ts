import { describe, expect, test } from 'vitest';
import { placeAfter } from './chart-keys.ts';
import { cursorText } from './timeline-text.ts';
import { linesOf, optionOf, ROWS, totalsOf, type Drawing, type TimelineData } from './timeline-option.ts';

const data: TimelineData = {
  bucketSeconds: 3600,
  buckets: ['2026-11-20T00:00:00Z', '2026-11-20T01:00:00Z'],
  series: [
    { name: 'BLOCK', counts: [1, 2], total: 3 },
    { name: null, counts: [0, 5], total: 5 },
  ],
  other: [4, 0],
};
const drawing: Drawing = {
  data,
  before: { ...data, series: [{ name: 'BLOCK', counts: [7], total: 7 }], other: null },
  kind: 'bars',
  colours: { ink: '#000000', soft: '#777777', line: '#cccccc', accent: '#0000ff', paper: '#ffffff' },
  zone: 'UTC',
  isSplit: true,
  metric: ROWS,
  hidden: new Set(),
};

const series = (change: Partial<Drawing>) => {
  const option = optionOf({ ...drawing, ...change });
  return (option['series'] as { name: string; data: number[]; type: string }[]).map((each) => [
    each.name,
    each.type,
    each.data,
  ]);
};

test('all of a bucket: the series and the others', () => expect(totalsOf(data)).toEqual([5, 7]));

test('bars, and the period before as one line of their sum, as long as the bars', () =>
  expect(series({})).toEqual([
    ['BLOCK', 'bar', [1, 2]],
    ['(no value)', 'bar', [0, 5]],
    ['all others', 'bar', [4, 0]],
    ['period before', 'line', [7, 0]],
  ]));

test('of lines each has its own before; a hidden one keeps its place, without numbers', () =>
  expect(series({ kind: 'lines', hidden: new Set(['null', 'others']) })).toEqual([
    ['BLOCK', 'line', [1, 2]],
    ['(no value)', 'line', []],
    ['all others', 'line', []],
    ['BLOCK, before', 'line', [7, 0]],
  ]));

test('others that are nothing are left out', () =>
  expect(linesOf({ ...drawing, data: { ...data, other: [0, 0] } }).map(({ name }) => name)).toEqual([
    'BLOCK',
    '(no value)',
  ]));

test('tooltips are drawn, not HTML', () =>
  expect(optionOf(drawing)['tooltip']).toMatchObject({ renderMode: 'richText' }));

test('what the keyboard has chosen, in words', () => {
  const told = { data, zone: 'UTC', isSplit: true, metric: ROWS };
  expect(cursorText({ buckets: [0, 0], series: 0 }, told)).toBe(
    '2026-11-20 00:00:00: BLOCK 1, all others 4 · Enter zooms in · f filters for BLOCK, x excludes it, up and down choose another',
  );
  expect(cursorText({ buckets: [0, 1], series: 9 }, { ...told, isSplit: false })).toBe(
    '2026-11-20 00:00:00 to 2026-11-20 01:00:00: BLOCK 3, all 5, all others 4 · Enter zooms in',
  );
});

describe('keys of a chart', () => {
  const of = { buckets: 5, series: 2 };
  const after = (keys: readonly string[]) =>
    keys.reduce<ReturnType<typeof placeAfter>>(
      (place, key) =>
        placeAfter({ key: key.replace('Shift+', ''), shiftKey: key.startsWith('Shift+') }, place, of) ??
        place,
      undefined,
    );

  test.each([
    [['ArrowRight'], { anchor: 0, head: 0, series: 0 }],
    [['End', 'ArrowRight'], { anchor: 4, head: 4, series: 0 }],
    [['End', 'Shift+ArrowLeft', 'Shift+ArrowLeft'], { anchor: 4, head: 2, series: 0 }],
    [['End', 'Shift+Home'], { anchor: 4, head: 0, series: 0 }],
    [['Shift+ArrowRight'], { anchor: 0, head: 0, series: 0 }],
    [['ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowDown'], { anchor: 0, head: 0, series: 1 }],
    [['PageDown', 'ArrowUp'], { anchor: 4, head: 4, series: 0 }],
    [['q'], undefined],
  ])('%j', (keys, place) => expect(after(keys)).toEqual(place));
});
