import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NavigationProvider } from '../state/navigation.tsx';
import { readState } from '../state/page-state.ts';
import { Covers } from './covers.tsx';
import { FilterBar } from './filter-bar.tsx';
import { QueryBar } from './query-bar.tsx';
import { ValueMenuProvider, ValueText } from './value.tsx';

beforeEach(() => window.history.replaceState(null, '', '/explore?range=7d'));
afterEach(cleanup);

const filters = () => readState(window.location.pathname, window.location.search).state.filters;

const show = (content: React.ReactNode) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <NavigationProvider>
        <ValueMenuProvider>{content}</ValueMenuProvider>
      </NavigationProvider>
    </QueryClientProvider>,
  );

test('a value opens its menu, filters, and gives the focus back', async () => {
  show(<ValueText field="client_ip" value="192.0.2.1" />);
  const value = screen.getByRole('button', { name: '192.0.2.1' });
  await userEvent.click(value);
  expect(document.activeElement?.textContent).toBe('Filter for this value');
  await userEvent.keyboard('{ArrowDown}{Enter}');
  expect(filters().map(({ filter }) => filter)).toEqual([
    { op: 'equals', field: 'client_ip', value: '192.0.2.1', not: true },
  ]);
  expect(document.activeElement).toBe(value);
});

test.each([
  ['Alt', true],
  ['Shift', undefined],
])('a click with %s held down is a filter at once', async (key, not) => {
  const user = userEvent.setup();
  show(<ValueText field="action" value="BLOCK" />);
  await user.keyboard(`{${key}>}`);
  await user.click(screen.getByRole('button'));
  await user.keyboard(`{/${key}}`);
  expect(filters().map(({ filter }) => filter.not)).toEqual([not]);
});

test('markup in a value stays text', () => {
  show(<ValueText field="uri" value={'<img src=x onerror=alert(1)>\u202e'} />);
  expect(document.querySelector('img')).toBeNull();
  expect(screen.getByRole('button').textContent).toBe(String.raw`<img src=x onerror=alert(1)>\u202e`);
});

test('filters are added by keyboard, switched off, turned round and removed', async () => {
  const user = userEvent.setup();
  show(<FilterBar fields={[]} />);
  await user.click(screen.getByRole('button', { name: /Add filter/ }));
  await user.type(screen.getByLabelText('Field'), 'action');
  await user.type(screen.getByLabelText('Value'), 'BLOCK{Enter}');
  expect(filters()).toEqual([
    { filter: { op: 'equals', field: 'action', value: 'BLOCK' }, isDisabled: false, isPinned: false },
  ]);
  await user.click(screen.getByRole('button', { name: 'Switch off: action is BLOCK' }));
  expect(filters()[0]?.isDisabled).toBe(true);
  await user.click(screen.getByRole('button', { name: 'Exclude: action is BLOCK' }));
  expect(filters()[0]?.filter.not).toBe(true);
  await user.click(screen.getByRole('button', { name: 'Remove: action is not BLOCK' }));
  expect(filters()).toEqual([]);
});

test('filters by typing: a mistake is named with its place, terms become pills', async () => {
  const user = userEvent.setup();
  const field = (name: string) => ({ name, type: 'string', kind: 'text' as const, isList: false, about: '' });
  const table = {
    name: 'waf_logs',
    about: '',
    fields: [field('action'), field('client_ip')],
    verdict: null,
    columns: [],
    entities: [],
    board: null,
    rows: 1,
    bytes: 1,
    firstEvent: null,
    newestEvent: null,
  };
  show(<QueryBar table={table} />);
  const line = screen.getByLabelText('Filter by typing');
  await user.type(line, 'nofield:1{Enter}');
  expect(screen.getByRole('status').textContent).toBe('there is no field nofield: nofield:1');
  await user.clear(line);
  await user.type(line, '-action:ALLOW client_ip:10.0.0.0/8{Enter}');
  expect(filters().map(({ filter }) => filter)).toEqual([
    { op: 'equals', field: 'action', value: 'ALLOW', not: true },
    { op: 'cidr', field: 'client_ip', value: '10.0.0.0/8' },
  ]);
});

test('what limits cut is told: one at once, several in a list, none not at all', () => {
  const covers = {
    rows: 1,
    files: 1,
    bytes: 1,
    elapsedMs: 1,
    cached: false,
    newestEvent: null,
    snapshotId: null,
  };
  const limit = (name: string) => ({ limit: name, cut: '5 more' });
  show(
    <>
      <Covers covers={{ ...covers, limits: [] }} />
      <Covers covers={{ ...covers, limits: [limit('10 series')] }} />
      <Covers covers={{ ...covers, limits: [limit('Hosts: 10 rows'), limit('Paths: 10 rows')] }} />
    </>,
  );
  const texts = screen.getAllByRole('status').map(({ textContent }) => textContent);
  expect(texts[0]).not.toContain('limit');
  expect(texts[1]).toContain('cut by a limit · 10 series: 5 more');
  expect(texts[2]).toContain('2 limits cut something');
  expect(texts[2]).toContain('Paths: 10 rows: 5 more');
});

test('a filter gets one more condition by OR, and loses it again', async () => {
  const is = encodeURIComponent(JSON.stringify({ op: 'equals', field: 'action', value: 'BLOCK' }));
  window.history.replaceState(null, '', `/explore?range=7d&f=${is}`);
  show(<FilterBar fields={[]} />);
  const user = userEvent.setup();
  await user.click(screen.getByRole('button', { name: 'Or another condition: action is BLOCK' }));
  await user.type(screen.getByLabelText('Field'), 'ja4');
  await user.selectOptions(screen.getByLabelText('Operator'), 'exists');
  await user.click(screen.getByRole('button', { name: 'Apply' }));
  expect(filters()[0]?.filter).toEqual({
    op: 'or',
    filters: [
      { op: 'equals', field: 'action', value: 'BLOCK' },
      { op: 'exists', field: 'ja4' },
    ],
  });
  await user.click(screen.getByRole('button', { name: 'Take away: action is BLOCK' }));
  expect(filters().map(({ filter }) => filter)).toEqual([{ op: 'exists', field: 'ja4' }]);
});
