import type { FieldInfo, TableInfo } from '@levee/core/contract';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { NavigationProvider } from '../state/navigation.tsx';
import { readState } from '../state/page-state.ts';
import { setSettings } from '../state/settings.ts';
import { GridHead } from './grid-head.tsx';
import { QueryBar } from './query-bar.tsx';
import { Said } from './said.tsx';
import { SavedSearches } from './saved-searches.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { TimelineTable } from './timeline-table.tsx';
import { ValueMenuProvider, ValueText } from './value.tsx';

const field = (name: string): FieldInfo => ({
  name,
  type: 'VARCHAR',
  kind: 'text',
  isList: false,
  about: '',
});
const TABLE: TableInfo = {
  name: 'waf_logs',
  about: '',
  fields: ['client_ip', 'action', 'country'].map(field),
  verdict: 'action',
  columns: ['client_ip', 'action', 'country'],
  entities: ['client_ip'],
  board: null,
  rows: 2,
  bytes: 2,
  firstEvent: null,
  newestEvent: null,
};

/** What the server was asked, and answers `/top` with. */
const asked: unknown[] = [];
beforeEach(() => {
  // jsdom lays nothing out.
  Element.prototype.scrollIntoView = () => undefined;
  localStorage.clear();
  asked.length = 0;
  window.history.replaceState(null, '', '/explore?range=7d');
  vi.stubGlobal('fetch', (_url: string, { body }: { body: string }) => {
    asked.push(JSON.parse(body));
    return Promise.resolve(Response.json({ values: [{ value: 'BLOCK', count: 3, share: 0.75 }] }));
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const show = (content: ReactNode) =>
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <NavigationProvider>
        <ValueMenuProvider>{content}</ValueMenuProvider>
        <Said />
      </NavigationProvider>
    </QueryClientProvider>,
  );
const state = () => readState(window.location.pathname, window.location.search).state;

describe('the query bar', () => {
  test('completes fields by name and values from the data, by keyboard', async () => {
    show(<QueryBar table={TABLE} />);
    const input = screen.getByRole('combobox', { name: 'Filter by typing' });
    await userEvent.type(input, '-act');
    expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual(['action VARCHAR']);
    await userEvent.keyboard('{ArrowDown}{Tab}');
    expect(input).toHaveProperty('value', '-action:');
    await userEvent.keyboard('B');
    await waitFor(() =>
      expect(asked.at(-1)).toMatchObject({
        table: 'waf_logs',
        field: 'action',
        filters: [{ op: 'starts', field: 'action', value: 'B' }],
      }),
    );
    await waitFor(() => expect(screen.getByRole('option').textContent).toBe('BLOCK 75 %'));
    await userEvent.keyboard('{ArrowDown}');
    const option = screen.getByRole('option', { selected: true });
    expect(input.getAttribute('aria-activedescendant')).toBe(option.id);
    await userEvent.keyboard('{Enter}');
    expect(input).toHaveProperty('value', '-action:BLOCK ');
    await userEvent.keyboard('{Enter}');
    expect(state().filters.map(({ filter }) => filter)).toEqual([
      { op: 'equals', field: 'action', value: 'BLOCK', not: true },
    ]);
    expect(input).toHaveProperty('value', '');
  });

  test('says what it does not understand, and keeps it', async () => {
    show(<QueryBar table={TABLE} />);
    const input = screen.getByRole('combobox');
    await userEvent.type(input, 'nowhere:1{Enter}');
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText('there is no field nowhere: nowhere:1')).toBeTruthy();
    expect(input).toHaveProperty('value', 'nowhere:1');
  });
});

test('columns are moved, hidden and widened by their menu, and stay so', async () => {
  show(<GridHead table={TABLE} columns={TABLE.columns} />);
  const choose = async (column: string, name: string) => {
    await userEvent.click(screen.getByRole('button', { name: column }));
    await userEvent.click(screen.getByRole('menuitem', { name }));
  };
  await choose('action', 'Move left');
  expect(state().columns).toEqual(['action', 'client_ip', 'country']);
  await choose('country', 'Hide');
  expect(state().columns).toEqual(['client_ip', 'action']);
  await choose('action', 'Wider');
  expect(JSON.parse(localStorage.getItem('levee-columns') ?? '')).toEqual({
    waf_logs: { columns: ['client_ip', 'action'], widths: { action: 250 } },
  });
  await userEvent.click(screen.getByRole('button', { name: /time/ }));
  expect(state().order).toBe('oldest');
});

test('a search is saved, visited and forgotten', async () => {
  show(<SavedSearches />);
  await userEvent.click(screen.getByText('Saved searches (0)'));
  await userEvent.type(screen.getByLabelText('Name of the search'), 'last week{Enter}');
  window.history.replaceState(null, '', '/explore?range=1h');
  await userEvent.click(screen.getByRole('link', { name: 'last week' }));
  expect(window.location.search).toBe('?range=7d');
  await userEvent.click(screen.getByRole('button', { name: 'Forget last week' }));
  expect(screen.queryByRole('link')).toBeNull();
});

test('single keys act outside of inputs, and not at all when they are off', async () => {
  show(
    <>
      <input data-search aria-label="search" />
      <Shortcuts />
    </>,
  );
  await userEvent.keyboard('gb');
  expect(state().page).toBe('boards');
  await userEvent.keyboard('s');
  expect(document.activeElement).toBe(screen.getByLabelText('search'));
  await userEvent.keyboard('gh');
  expect([state().page, screen.getByLabelText<HTMLInputElement>('search').value]).toEqual(['boards', 'gh']);
  act(() => screen.getByLabelText('search').blur());
  act(() => setSettings({ keys: 'off' }));
  await userEvent.keyboard('gh');
  expect(state().page).toBe('boards');
  act(() => setSettings({ keys: 'on' }));
  await userEvent.keyboard('gh');
  expect(state().page).toBe('home');
});

test('a chart as a table: a time zooms into its bucket, a series filters', async () => {
  const buckets = ['2026-11-20T00:00:00.000Z', '2026-11-20T01:00:00.000Z'];
  const series = [
    { name: 'BLOCK', counts: [1, 2000], total: 2001 },
    { name: null, counts: [0, 4], total: 4 },
  ];
  show(
    <TimelineTable
      data={{ bucketSeconds: 3600, buckets, series, other: null }}
      title="Rows"
      split="action"
    />,
  );
  expect(screen.getAllByRole('row').map(({ textContent }) => textContent)).toEqual([
    'timeBLOCK(no value)',
    '2026-11-20 00:00:0010',
    '2026-11-20 01:00:002,0004',
  ]);
  await userEvent.click(screen.getByRole('button', { name: '(no value)' }));
  await userEvent.click(screen.getByRole('menuitem', { name: 'Exclude this value' }));
  expect(state().filters.map(({ filter }) => filter)).toEqual([{ op: 'exists', field: 'action' }]);
  await userEvent.click(screen.getByRole('button', { name: '2026-11-20 01:00:00' }));
  expect(state().range).toEqual({
    kind: 'absolute',
    from: '2026-11-20T01:00:00.000Z',
    to: '2026-11-20T02:00:00.000Z',
  });
});

test('a value of a page without filters opens its table with the filter', async () => {
  window.history.replaceState(null, '', '/?range=7d');
  show(<ValueText field="client_ip" value="192.0.2.1" table="waf_logs" />);
  await userEvent.click(screen.getByRole('button', { name: '192.0.2.1' }));
  await userEvent.click(screen.getByRole('menuitem', { name: 'Filter for this value' }));
  expect(state()).toMatchObject({
    page: 'explore',
    table: 'waf_logs',
    filters: [{ filter: { op: 'equals', field: 'client_ip', value: '192.0.2.1' } }],
  });
});

test('a copied value is said', async () => {
  const user = userEvent.setup();
  show(<ValueText field="action" value="BLOCK" />);
  await user.click(screen.getByRole('button', { name: 'BLOCK' }));
  await user.click(screen.getByRole('menuitem', { name: 'Copy' }));
  expect(await screen.findByText('Copied')).toBeTruthy();
  expect(await navigator.clipboard.readText()).toBe('BLOCK');
});
