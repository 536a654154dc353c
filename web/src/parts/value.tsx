import type { Value as Content } from '@levee/core/contract';
import {
  createContext,
  use,
  useCallback,
  useMemo,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react';
import { valueFilter, withFilter } from '../state/filters.ts';
import { useSettings } from '../state/settings.ts';
import { useNavigation } from '../state/navigation.tsx';
import { copyText } from './copy-text.ts';
import { PopupMenu, type Action } from './popup-menu.tsx';
import { valueText } from './text.ts';

/** A value that can be acted on, and where its menu opens. */
interface Target {
  /** Absent for a value that no filter can be made of: a computed one. */
  readonly field: string | undefined;
  readonly value: Content;
  /** Table to explore with the filter, where the page itself shows none. */
  readonly table: string | undefined;
  readonly place: DOMRect;
  readonly from: HTMLElement;
}

const Context = createContext<((target: Target) => void) | undefined>(undefined);

/** Holds the one menu that every value opens. */
export function ValueMenuProvider({ children }: { readonly children: ReactNode }) {
  const [target, setTarget] = useState<Target>();
  const close = useCallback(() => {
    target?.from.focus();
    setTarget(undefined);
  }, [target]);
  return (
    <Context value={setTarget}>
      {children}
      {target === undefined ? null : <Menu target={target} close={close} />}
    </Context>
  );
}

/** Adds a filter for a value, or against it: here, or in Explore where the page has no filters. */
function useFilterBy() {
  const { state, go } = useNavigation();
  return useCallback(
    ({ field, value, table }: Omit<Target, 'place' | 'from'>, isExcluded: boolean) => {
      if (field === undefined) return;
      const filter = valueFilter(field, value, isExcluded);
      if (table === undefined) go({ filters: withFilter(state.filters, filter) });
      else {
        const pinned = state.filters.filter(({ isPinned }) => isPinned);
        go({
          page: 'explore',
          table,
          columns: undefined,
          event: undefined,
          filters: withFilter(pinned, filter),
        });
      }
    },
    [state, go],
  );
}

interface ValueProps {
  readonly field?: string;
  readonly value: Content;
  /** What is shown instead of the value itself. */
  readonly text?: string;
  readonly table?: string | undefined;
}

/**
 * A value of a log: click for its menu, Alt-click or `x` to exclude it, Shift-click or `f` to filter by it, `c` to copy
 * it. It is text, whatever it holds: nothing in it is markup, a link or a command.
 */
export function ValueText({ field, value, text, table }: ValueProps) {
  const open = use(Context);
  const filterBy = useFilterBy();
  const act = (event: MouseEvent<HTMLButtonElement>) => {
    event.stopPropagation();
    const { altKey, shiftKey, currentTarget } = event;
    if (field !== undefined && (altKey || shiftKey)) filterBy({ field, value, table }, altKey);
    else open?.({ field, value, table, place: currentTarget.getBoundingClientRect(), from: currentTarget });
  };
  const press = useValueKeys({ field, value, table });
  const label = text ?? valueText(value);
  return (
    <button
      type="button"
      className="value"
      aria-haspopup="menu"
      title={label}
      onClick={act}
      onKeyDown={press}
    >
      {label}
    </button>
  );
}

/** The keys of a value that has the focus. */
function useValueKeys(target: Omit<Target, 'place' | 'from'>): (event: KeyboardEvent) => void {
  const { keys } = useSettings();
  const filterBy = useFilterBy();
  return (event) => {
    if (keys === 'off' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'f' || event.key === 'x') filterBy(target, event.key === 'x');
    else if (event.key === 'c') void copyText(textOf(target.value));
    else return;
    event.preventDefault();
  };
}

/** A value as it is copied: the whole of it, as it is. */
const textOf = (value: Content): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');

function useActions(target: Target): readonly Action[] {
  const { go } = useNavigation();
  const filterBy = useFilterBy();
  return useMemo(() => {
    const { value } = target;
    const text = textOf(value);
    const isFollowed = text !== '' && typeof value !== 'object';
    return [
      ...(target.field === undefined
        ? []
        : [
            { name: 'Filter for this value', act: () => filterBy(target, false) },
            { name: 'Exclude this value', act: () => filterBy(target, true) },
          ]),
      { name: 'Copy', act: () => void copyText(text) },
      ...(isFollowed
        ? [{ name: 'Follow in every log', act: () => go({ page: 'entity', value: text, filters: [] }) }]
        : []),
    ];
  }, [target, filterBy, go]);
}

function Menu({ target, close }: { readonly target: Target; readonly close: () => void }) {
  const actions = useActions(target);
  return (
    <PopupMenu
      label={`${target.field ?? 'value'}: ${valueText(target.value, 60)}`}
      title={
        <>
          {target.field ?? 'value'}: <span className="mono">{valueText(target.value, 120)}</span>
        </>
      }
      place={target.place}
      actions={actions}
      close={close}
    />
  );
}
