import type { Page } from './page-state.ts';

/** What a key, or `g` and a key, does. */
export type Deed =
  | { readonly kind: 'page'; readonly page: Page }
  | {
      readonly kind:
        | 'focus'
        | 'search'
        | 'rows'
        | 'time'
        | 'earlier'
        | 'later'
        | 'longer'
        | 'refresh'
        | 'help';
    };

interface Shortcut {
  readonly keys: string;
  readonly about: string;
  readonly deed: Deed;
}

const page = (keys: string, about: string, to: Page): Shortcut => ({
  keys,
  about,
  deed: { kind: 'page', page: to },
});

/** All of them, as the help lists them. */
export const SHORTCUTS: readonly Shortcut[] = [
  { keys: '/', about: 'type a filter', deed: { kind: 'focus' } },
  { keys: 's', about: 'follow an address or name', deed: { kind: 'search' } },
  { keys: 'j', about: 'go to the rows', deed: { kind: 'rows' } },
  { keys: 't', about: 'choose the time range', deed: { kind: 'time' } },
  { keys: '[', about: 'one window earlier', deed: { kind: 'earlier' } },
  { keys: ']', about: 'one window later', deed: { kind: 'later' } },
  { keys: '-', about: 'twice as long', deed: { kind: 'longer' } },
  { keys: 'r', about: 'refresh', deed: { kind: 'refresh' } },
  page('g h', 'Home', 'home'),
  page('g e', 'Explore', 'explore'),
  page('g b', 'Boards', 'boards'),
  page('g n', 'Entity', 'entity'),
  page('g u', 'Hunt', 'hunt'),
  page('g o', 'Sources', 'sources'),
  page('g q', 'SQL', 'sql'),
  { keys: '?', about: 'these keys', deed: { kind: 'help' } },
];

/** What a key does after the one before it. */
export const deedOf = (key: string, before: string): Deed | undefined =>
  SHORTCUTS.find(({ keys }) => keys === (before === 'g' ? `g ${key}` : key))?.deed;
