import {
  createContext,
  use,
  useCallback,
  useMemo,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import type { TimeRange } from '@levee/core/contract';
import { addressOf, changed, readState, type Change, type ReadState } from './page-state.ts';
import { resolved } from './time-range.ts';

/** Where the page is, and how it goes elsewhere. */
interface Navigation extends ReadState {
  /** The range in moments; it moves with `refresh`, not by itself, so that one look is one answer. */
  readonly moments: TimeRange;
  readonly go: (change: Change) => void;
  /** The same without a step in the browser's history: for what follows from a choice. */
  readonly replace: (change: Change) => void;
  /** Goes to an address that `addressOf` made. */
  readonly visit: (address: string) => void;
  readonly refresh: () => void;
}

const Context = createContext<Navigation | undefined>(undefined);

const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
};
const visit = (target: string) => write('pushState', target);
const address = () => `${window.location.pathname}${window.location.search}`;

function write(change: 'pushState' | 'replaceState', target: string): void {
  if (target === address()) return;
  window.history[change](null, '', target);
  listeners.forEach((listener) => listener());
}

/** Keeps the state of the page in the address. */
export function NavigationProvider({ children }: { readonly children: ReactNode }) {
  const current = useSyncExternalStore(subscribe, address);
  const [now, setNow] = useState(() => Date.now());
  const read = useMemo(() => {
    const url = new URL(current, window.location.origin);
    return readState(url.pathname, url.search);
  }, [current]);
  const moments = useMemo(() => resolved(read.state.range, now), [read, now]);
  const { state } = read;
  const go = useCallback((change: Change) => write('pushState', addressOf(changed(state, change))), [state]);
  const replace = useCallback(
    (change: Change) => write('replaceState', addressOf(changed(state, change))),
    [state],
  );
  const refresh = useCallback(() => setNow(Date.now()), []);
  const value = useMemo(
    () => ({ ...read, moments, go, replace, visit, refresh }),
    [read, moments, go, replace, refresh],
  );
  return <Context value={value}>{children}</Context>;
}

/** @throws outside of `NavigationProvider`. */
export function useNavigation(): Navigation {
  const navigation = use(Context);
  if (navigation === undefined) throw new Error('no NavigationProvider above');
  return navigation;
}
