import type { FieldInfo, Panel } from '@levee/core/contract';
import { describe, expect, test } from 'vitest';
import { readState } from '../state/page-state.ts';
import { NUMERIC, POINTS } from './countries.ts';
import { jsonText, leavesOf } from './event-panel.tsx';
import { filterOf } from './filter-form.tsx';
import { moversOf } from './movers.tsx';
import { changeText } from './number-panel.tsx';
import { csvOf, panelTable } from './panel-table.ts';
import { questionText } from './search-history.tsx';
import { seriesColour } from './theme.ts';
import { bytesText, countOf, linesShown, shareText, shown, spanText, timeText, valueText } from './text.ts';
import { ROWS } from './timeline-option.ts';
import { summaryOf } from './timeline-text.ts';
import { linePath } from './sparkline.tsx';
import { countryCode } from './world-shapes.ts';

describe('text of a log is inert', () => {
  test('what cannot be seen is written out', () => {
    expect(shown('\u202Egnp.exe\u0000\u001b[31m\u200b')).toBe(
      String.raw`\u202egnp.exe\u0000\u001b[31m\u200b`,
    );
    expect(shown('Bär 😀')).toBe('Bär 😀');
    expect(valueText('a\r\nb\tc')).toBe('a b c');
  });

  test('a long value is cut and says so', () => {
    expect(valueText('x'.repeat(1_000_000))).toBe(`${'x'.repeat(300)}…`);
  });

  test('cells that a spreadsheet would run are texts; commas, quotes and breaks are quoted', () => {
    expect(
      csvOf({
        columns: ['a', 'b'],
        rows: [
          ['=1+2', 'x,y'],
          ['-5', 'say "hi"'],
          ['@cmd', '+1'],
        ],
      }),
    ).toBe(`a,b\r\n'=1+2,"x,y"\r\n-5,"say ""hi"""\r\n'@cmd,'+1\r\n`);
  });
});

test('amounts in the units of a person', () => {
  expect([0, 999, 1000, 123_456, 5.5e9].map(bytesText)).toEqual([
    '0 B',
    '999 B',
    '1.0 KB',
    '123 KB',
    '5.5 GB',
  ]);
  expect([0, 59, 61, 3600, 90_061].map(spanText)).toEqual(['0 s', '59 s', '1 min 1 s', '1 h', '1 d 1 h']);
  expect([0, 0.004, 0.19, 1].map(shareText)).toEqual(['0 %', '0.4 %', '19 %', '100 %']);
  expect(timeText('2026-11-20T14:03:22.123Z', 'UTC')).toBe('2026-11-20 14:03:22');
  expect(timeText('<b>', 'UTC')).toBe('<b>');
});

test('changes against the period before', () => {
  expect([
    changeText(150, 100),
    changeText(50, 100),
    changeText(100, 100),
    changeText(5, 0),
    changeText(0, 0),
    changeText(2000, 100),
  ]).toEqual(['▲ 50 %', '▼ 50 %', 'as before', 'none before', 'as before', '20 times as much']);
});

test('what moved most, in rows, whether it came or went', () => {
  const value = (name: string, count: number) => ({ value: name, count, share: 0 });
  expect(moversOf([value('a', 10), value('b', 500)], [value('a', 12), value('c', 90)])).toEqual([
    { value: 'b', now: 500, before: 0 },
    { value: 'c', now: 0, before: 90 },
    { value: 'a', now: 10, before: 12 },
  ]);
});

test('an event by its leaves', () => {
  expect(leavesOf({ a: 1, b: { c: 'x', d: { e: null } }, f: [{ g: 1 }] })).toEqual([
    ['a', 1],
    ['b.c', 'x'],
    ['b.d.e', null],
    ['f', [{ g: 1 }]],
  ]);
});

describe('the filter form', () => {
  const fields: FieldInfo[] = [{ name: 'bytes', type: 'BIGINT', kind: 'number', isList: false, about: '' }];
  const draft = { field: 'bytes', operator: 'equals' as const, text: '5', isNot: false };

  test('numbers of number fields are numbers', () => {
    expect(filterOf(draft, fields)).toEqual({ op: 'equals', field: 'bytes', value: 5 });
    expect(filterOf({ ...draft, field: 'action' }, fields)).toEqual({
      op: 'equals',
      field: 'action',
      value: '5',
    });
    expect(filterOf({ ...draft, operator: 'range', text: '5 ..' }, fields)).toEqual({
      op: 'range',
      field: 'bytes',
      from: 5,
    });
    expect(filterOf({ ...draft, operator: 'in', text: '1, 2', isNot: true }, fields)).toEqual({
      op: 'in',
      field: 'bytes',
      values: [1, 2],
      not: true,
    });
  });

  test('what is not whole is no filter', () => {
    expect(filterOf({ ...draft, text: '' }, fields)).toBeUndefined();
    expect(filterOf({ ...draft, field: '' }, fields)).toBeUndefined();
    expect(filterOf({ ...draft, operator: 'range', text: '..' }, fields)).toBeUndefined();
    expect(filterOf({ ...draft, operator: 'exists', text: '' }, fields)).toEqual({
      op: 'exists',
      field: 'bytes',
    });
  });
});

test('a panel as a table holds every number of it', () => {
  const panel: Panel = {
    kind: 'timeline',
    id: 'x',
    title: 'Requests',
    span: 12,
    sql: '',
    split: 'action',
    metric: { name: 'n', title: 'Requests', unit: 'count' },
    bucketSeconds: 3600,
    buckets: ['2026-11-20T00:00:00Z', '2026-11-20T01:00:00Z'],
    series: [{ name: 'BLOCK', counts: [1, 2], total: 3 }],
    other: [0, 4],
    distinct: 3,
  };
  expect(panelTable(panel, 'UTC')).toEqual({
    columns: ['time', 'BLOCK', 'all others'],
    rows: [
      ['2026-11-20 00:00:00', '1', '0'],
      ['2026-11-20 01:00:00', '2', '4'],
    ],
  });
  expect(summaryOf('Requests', { data: panel, zone: 'UTC', isSplit: true, metric: ROWS })).toBe(
    'Requests over time: BLOCK 3, all others 4; most at 2026-11-20 01:00:00 with 6',
  );
});

test('countries: ISO 3166-1 has 249, with a number each; those without a shape have a place', () => {
  expect(Object.keys(NUMERIC)).toHaveLength(249);
  expect(new Set(Object.values(NUMERIC)).size).toBe(249);
  expect([NUMERIC['DE'], NUMERIC['AU'], NUMERIC['US']]).toEqual(['276', '036', '840']);
  expect(POINTS['SG']?.map(Math.round)).toEqual([104, 1]);
});

test('an event as JSON: the lines with what is looked for, nothing unseen in them', () => {
  const fields = { action: 'BLOCK', uri: 'a\u202eb', nested: { action: 'COUNT' } };
  expect(jsonText(fields, ' Action').split('\n')).toEqual(['  "action": "BLOCK",', '    "action": "COUNT"']);
  expect(jsonText(fields, 'uri')).toBe(String.raw`  "uri": "a\u202eb",`);
});

test('a question of the history in a line', () => {
  const { state } = readState(
    '/explore',
    `?range=24h&f=${encodeURIComponent('{"op":"equals","field":"action","value":"BLOCK"}')}`,
  );
  expect(questionText('waf_logs', state)).toBe('waf_logs · last 24h · action is BLOCK');
});

describe('countries', () => {
  test.each([
    ['RO', 'RO'],
    ['Romania', 'RO'],
    ['United States', 'US'],
    ['United States of America', 'US'],
    ['Russia', 'RU'],
    ['South Korea', 'KR'],
    ['Republic of Korea', 'KR'],
    ['Czech Republic', 'CZ'],
    ['Czechia', 'CZ'],
    ['Turkey', 'TR'],
    ['Türkiye', 'TR'],
    ["Côte d'Ivoire", 'CI'],
    ['Ivory Coast', 'CI'],
    ['The Netherlands', 'NL'],
    ['Hong Kong', 'HK'],
    ['Singapore', 'SG'],
    ['Bosnia and Herzegovina', 'BA'],
    ['Dem. Rep. Congo', 'CD'],
    ['Trinidad & Tobago', 'TT'],
    ['-', undefined],
    ['', undefined],
    ['XX', undefined],
    ['GeneratedFindingCountryName', undefined],
    ['constructor', undefined],
  ])('%j is %j', (value, code) => {
    expect(countryCode(value)).toBe(code);
  });
});

test('a line over time goes from 0 at the bottom to the highest at the top, with gaps where nothing was measured', () => {
  expect(linePath([0, 10, 5], 10)).toBe('M0.0 20.5L60.0 1.5L120.0 11.0');
  expect(linePath([1, null, 1], 1)).toBe('M0.0 1.5h0.1M120.0 1.5h0.1');
  expect(linePath([0, 0], 0)).toBe('M0.0 20.5L120.0 20.5');
});

test('text with lines keeps them, and nothing else that cannot be seen', () => {
  expect(linesShown('[\r\n "a\u001b[2J\u202e"\n]')).toBe('[\n "a\\u001b[2J\\u202e"\n]');
  expect(jsonText({ a: [1], b: 'x' }, 'b')).toBe('  "b": "x"');
});

test('classes of status codes have the colours of their codes', () => {
  expect(['2xx', '4xx', '5xx'].map((name) => seriesColour(name, 7))).toEqual([
    '#009e73',
    '#e69f00',
    '#d55e00',
  ]);
  expect(seriesColour('200', 0)).toBe('#009e73');
  expect(countOf(1, 'row') + countOf(1200, 'table')).toBe('1 row1,200 tables');
});
