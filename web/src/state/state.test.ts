import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Filter } from '@levee/core/contract';
import { codePoint } from '../../../core/test/code-point.ts';
import {
  active,
  asked,
  filterText,
  negated,
  orElse,
  valueFilter,
  valuesFilter,
  withAlternative,
  withFilter,
} from './filters.ts';
import { addressOf, changed, readState, type PageState } from './page-state.ts';
import { brushed, parseRange, previous, rangeText, resolved, shifted, zoomedOut } from './time-range.ts';

const NOON = Date.parse('2026-11-20T12:00:00Z');

describe('a time range', () => {
  test('relative ones are resolved against now and stay relative in the address', () => {
    const day = parseRange('24h');
    expect(day).toEqual({ kind: 'relative', amount: 24, unit: 'h' });
    if (day === undefined) return;
    expect(resolved(day, NOON)).toEqual({ from: '2026-11-19T12:00:00.000Z', to: '2026-11-20T12:00:00.000Z' });
    expect(rangeText(day)).toBe('24h');
  });

  test.each([
    '',
    '0h',
    '-1h',
    '1y',
    '5000w',
    'a..b',
    '2026-01-02..2026-01-01',
    '2026-01-01..2026-01-01',
    '1h..2h..3h',
  ])('%j is none', (text) => expect(parseRange(text)).toBeUndefined());

  test('a window back, a window on, twice as long, and the period before', () => {
    const range = { from: '2026-11-20T00:00:00.000Z', to: '2026-11-20T06:00:00.000Z' };
    expect(shifted(range, -1)).toMatchObject({
      from: '2026-11-19T18:00:00.000Z',
      to: '2026-11-20T00:00:00.000Z',
    });
    expect(shifted(range, 1)).toMatchObject({
      from: '2026-11-20T06:00:00.000Z',
      to: '2026-11-20T12:00:00.000Z',
    });
    expect(zoomedOut(range)).toMatchObject({
      from: '2026-11-19T21:00:00.000Z',
      to: '2026-11-20T09:00:00.000Z',
    });
    expect(previous(range)).toEqual({ from: '2026-11-19T18:00:00.000Z', to: '2026-11-20T00:00:00.000Z' });
  });

  test('drawing over buckets takes the first from its start and the last to its end', () => {
    const buckets = ['2026-11-20T00:00:00Z', '2026-11-20T01:00:00Z', '2026-11-20T02:00:00Z'];
    expect(brushed(buckets, 3600, [1, 2])).toMatchObject({
      from: '2026-11-20T01:00:00.000Z',
      to: '2026-11-20T03:00:00.000Z',
    });
    expect(brushed(buckets, 3600, [1, 3])).toBeUndefined();
  });
});

describe('filters', () => {
  const block: Filter = { op: 'equals', field: 'action', value: 'BLOCK' };

  test('a value, its opposite, and no value', () => {
    expect(valueFilter('action', 'BLOCK', false)).toEqual(block);
    expect(valueFilter('action', 'BLOCK', true)).toEqual({ ...block, not: true });
    expect(valueFilter('ja4', null, false)).toEqual({ op: 'exists', field: 'ja4', not: true });
    expect(valueFilter('ja4', null, true)).toEqual({ op: 'exists', field: 'ja4' });
    expect(valuesFilter('action', ['BLOCK'], false)).toEqual(block);
    expect(valuesFilter('country', ['DE', 'Germany'], true)).toEqual({
      op: 'in',
      field: 'country',
      values: ['DE', 'Germany'],
      not: true,
    });
    expect(negated(negated(block))).toEqual(block);
  });

  test('excluding what was filtered for replaces the filter', () => {
    const filters = withFilter([asked(block)], { ...block, not: true });
    expect(filters.map(({ filter }) => filter)).toEqual([{ ...block, not: true }]);
    expect(active([{ ...asked(block), isDisabled: true }])).toEqual([]);
  });

  test.each<[Filter, string]>([
    [block, 'action is BLOCK'],
    [{ op: 'range', field: 'bytes', from: 10 }, 'bytes is between 10 and …'],
    [{ op: 'exists', field: 'ja4', not: true }, 'ja4 does not exist'],
    [{ op: 'any', fields: ['srcaddr', 'dstaddr'], value: '192.0.2.1' }, 'srcaddr or dstaddr has 192.0.2.1'],
    [{ op: 'in', field: 'country', values: ['DE', 'FR'], not: true }, 'country is none of DE, FR'],
  ])('%j reads %s', (filter, text) => expect(filterText(filter)).toBe(text));
});

describe('a filter of which one condition is enough', () => {
  const block: Filter = { op: 'equals', field: 'action', value: 'BLOCK' };
  const login = { op: 'contains', field: 'uri', value: 'login', not: true } as const;
  const either = orElse(block, login);

  test('reads as it is meant, also turned round', () => {
    expect(filterText(either)).toBe('action is BLOCK OR uri does not contain login');
    expect(filterText(negated(either))).toBe('not (action is BLOCK OR uri does not contain login)');
  });

  test('takes one more, and stays turned round', () => {
    const three = orElse(negated(either), { op: 'exists', field: 'ja4' });
    expect(three).toMatchObject({ not: true, filters: [block, login, { op: 'exists' }] });
  });

  test('loses one, changes one, and is none when one is left: what was turned round stays so', () => {
    expect(withAlternative(either, 0, undefined)).toEqual(login);
    expect(withAlternative(negated(either), 0, undefined)).toEqual({
      op: 'contains',
      field: 'uri',
      value: 'login',
    });
    expect(withAlternative(either, 1, { op: 'exists', field: 'ja4' })).toEqual({
      op: 'or',
      filters: [block, { op: 'exists', field: 'ja4' }],
    });
    expect(withAlternative(block, 0, undefined)).toBeUndefined();
  });
});

const simple = fc.oneof(
  fc.record({
    op: fc.constant('equals' as const),
    field: fc.string({ minLength: 1 }),
    value: fc.oneof(fc.string(), fc.integer(), fc.boolean()),
  }),
  fc.record({
    op: fc.constant('cidr' as const),
    field: fc.constant('client_ip'),
    value: fc.string({ maxLength: 40 }),
    not: fc.boolean(),
  }),
  fc.record({ op: fc.constant('exists' as const), field: fc.string({ minLength: 1 }) }),
);

const filter = fc.oneof(
  simple,
  fc.record({ op: fc.constant('or' as const), filters: fc.array(simple, { minLength: 2, maxLength: 4 }) }),
);

const state: fc.Arbitrary<PageState> = fc
  .record({
    page: fc.constantFrom('home', 'explore', 'boards', 'entity', 'hunt', 'sources', 'sql'),
    range: fc
      .constantFrom('24h', '7d', '2026-01-01T00:00:00.000Z..2026-01-02T00:00:00.000Z')
      .map((text) => parseRange(text) ?? { kind: 'relative' as const, amount: 1, unit: 'h' as const }),
    filters: fc.array(fc.record({ filter, isDisabled: fc.boolean(), isPinned: fc.boolean() }), {
      maxLength: 5,
    }),
    table: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
    value: fc.option(fc.string({ minLength: 1, unit: codePoint }), { nil: undefined }),
    columns: fc.option(fc.array(fc.stringMatching(/^[a-z_.]{1,9}$/), { minLength: 1, maxLength: 4 }), {
      nil: undefined,
    }),
  })
  .map((parts) => changed({ page: parts.page, range: parts.range, filters: parts.filters }, parts));

describe('the address', () => {
  test('carries the whole state', () => {
    fc.assert(
      fc.property(state, (each) => {
        const url = new URL(addressOf(each), 'http://127.0.0.1');
        expect(readState(url.pathname, url.search)).toEqual({ state: each, ignored: [] });
      }),
    );
  });

  test('what cannot be understood is left out and named', () => {
    const { state: read, ignored } = readState(
      '/nowhere',
      '?range=soon&f=%7B%22op%22%3A%22drop%22%7D&f=no&table=waf_logs',
    );
    expect(read).toMatchObject({
      page: 'home',
      range: { amount: 7, unit: 'd' },
      filters: [],
      table: 'waf_logs',
    });
    expect(ignored).toEqual(['page nowhere', 'range soon', 'filter {"op":"drop"}', 'filter no']);
  });
});

test('a very long value is met by its beginning; a pinned filter stays pinned when it is turned round', () => {
  const long = 'x'.repeat(2001);
  expect(valueFilter('uri', long, true)).toEqual({
    op: 'starts',
    field: 'uri',
    value: 'x'.repeat(500),
    not: true,
  });
  expect(valueFilter('uri', 'x'.repeat(2000), false)).toMatchObject({ op: 'equals' });
  const is: Filter = { op: 'equals', field: 'action', value: 'BLOCK' };
  expect(withFilter([{ filter: is, isDisabled: true, isPinned: true }], { ...is, not: true })).toEqual([
    { filter: { ...is, not: true }, isDisabled: false, isPinned: true },
  ]);
});

test('an order of rows that there is not is left out and named', () => {
  expect(readState('/explore', '?order=oldest').state.order).toBe('oldest');
  expect(readState('/explore', '?order=random').ignored).toEqual(['order random']);
});
