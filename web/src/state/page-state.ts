import { filterSchema } from '@levee/core/contract';
import type { PageFilter } from './filters.ts';
import { DEFAULT_RANGE, parseRange, rangeText, type RangeChoice } from './time-range.ts';

export const PAGES = ['home', 'explore', 'boards', 'entity', 'hunt', 'sources', 'sql'] as const;
export type Page = (typeof PAGES)[number];

/** Everything that a link carries. */
export interface PageState {
  readonly page: Page;
  readonly range: RangeChoice;
  readonly filters: readonly PageFilter[];
  readonly table?: string;
  readonly columns?: readonly string[];
  /** The event that is open in Explore. */
  readonly event?: string;
  readonly split?: string;
  /** Rows begin with the oldest; absent: the newest. */
  readonly order?: 'oldest';
  /** Charts show the period before as well. */
  readonly compare?: 'before';
  readonly board?: string;
  /** What Entity looks for. */
  readonly value?: string;
  readonly sql?: string;
}

/** What changes of a state; undefined takes a part away. */
export type Change = { readonly [Key in keyof PageState]?: PageState[Key] | undefined };

/** The state after a change. */
export const changed = (state: PageState, change: Change): PageState =>
  Object.fromEntries(
    Object.entries({ ...state, ...change }).filter(([, value]) => value !== undefined),
  ) as unknown as PageState;

/** A state, and what of the address could not be understood. */
export interface ReadState {
  readonly state: PageState;
  readonly ignored: readonly string[];
}

const TEXTS = ['table', 'event', 'split', 'board', 'value', 'sql'] as const;

/** Reads the page's state from path and search; what can't be read is left out and named. */
export function readState(path: string, search: string): ReadState {
  const found = new URLSearchParams(search);
  const ignored: string[] = [];
  const [, name = ''] = path.split('/');
  const page = PAGES.find((each) => each === name);
  if (name !== '' && page === undefined) ignored.push(`page ${name}`);
  const texts = TEXTS.flatMap((key) => {
    const text = found.get(key);
    return text === null || text === '' ? [] : [[key, text]];
  });
  const columns = found.get('columns');
  const state: PageState = {
    page: page ?? 'home',
    range: rangeOf(found.get('range'), ignored),
    filters: filtersOf(found.getAll('f'), ignored),
    ...Object.fromEntries(texts),
    ...(columns === null || columns === '' ? {} : { columns: columns.split(',') }),
    ...oneOf('order', 'oldest', { found, ignored }),
    ...oneOf('compare', 'before', { found, ignored }),
  };
  return { state, ignored };
}

function rangeOf(text: string | null, ignored: string[]): RangeChoice {
  const range = text === null ? DEFAULT_RANGE : parseRange(text);
  if (range === undefined) ignored.push(`range ${String(text)}`);
  return range ?? DEFAULT_RANGE;
}

interface Reading {
  readonly found: URLSearchParams;
  readonly ignored: string[];
}

/** A part that has one value, or is absent. */
function oneOf(key: string, value: string, { found, ignored }: Reading): Partial<PageState> {
  const text = found.get(key);
  if (text === value) return { [key]: value };
  if (text !== null) ignored.push(`${key} ${text}`);
  return {};
}

function filtersOf(texts: readonly string[], ignored: string[]): PageFilter[] {
  return texts.flatMap((text) => {
    const filter = filterOf(text);
    if (filter === undefined) ignored.push(`filter ${text}`);
    return filter ?? [];
  });
}

/** A filter is JSON after its marks: `-` disabled, `!` pinned. */
function filterOf(text: string): PageFilter | undefined {
  const [, marks = '', json = ''] = /^([-!]*)([^]*)$/.exec(text) ?? [];
  try {
    const { data } = filterSchema.safeParse(JSON.parse(json));
    return data && { filter: data, isDisabled: marks.includes('-'), isPinned: marks.includes('!') };
  } catch {
    return undefined;
  }
}

/** The address of a state; `readState` reads it back. */
export function addressOf(state: PageState): string {
  const search = new URLSearchParams();
  search.set('range', rangeText(state.range));
  for (const key of TEXTS) if (state[key] !== undefined) search.set(key, state[key]);
  if (state.columns !== undefined) search.set('columns', state.columns.join(','));
  if (state.order !== undefined) search.set('order', state.order);
  if (state.compare !== undefined) search.set('compare', state.compare);
  for (const { filter, isDisabled, isPinned } of state.filters)
    search.append('f', `${isDisabled ? '-' : ''}${isPinned ? '!' : ''}${JSON.stringify(filter)}`);
  return `/${state.page === 'home' ? '' : state.page}?${search.toString()}`;
}
