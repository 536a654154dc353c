import type { Value as Content } from '@levee/core/contract';
import {
  createContext,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type MouseEvent,
  type ReactNode,
} from 'react';
import { valueFilter, withFilter } from '../state/filters.ts';
import { useNavigation } from '../state/navigation.tsx';
import { valueText } from './text.ts';

/** A value that can be acted on, and where its menu opens. */
interface Target {
  readonly field: string;
  readonly value: Content;
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

/**
 * A value of a log: click for its menu, Alt-click to exclude it, Shift-click to filter by it. It is text, whatever it
 * holds: nothing in it is markup, a link or a command.
 */
export function ValueText({
  field,
  value,
  text,
}: {
  readonly field: string;
  readonly value: Content;
  readonly text?: string;
}) {
  const open = use(Context);
  const { state, go } = useNavigation();
  const act = (event: MouseEvent<HTMLButtonElement>) => {
    event.stopPropagation();
    const isQuick = event.altKey || event.shiftKey;
    if (isQuick) go({ filters: withFilter(state.filters, valueFilter(field, value, event.altKey)) });
    else
      open?.({ field, value, place: event.currentTarget.getBoundingClientRect(), from: event.currentTarget });
  };
  const label = text ?? valueText(value);
  return (
    <button type="button" className="value" aria-haspopup="menu" title={label} onClick={act}>
      {label}
    </button>
  );
}

interface Action {
  readonly name: string;
  readonly act: () => void;
}

function useActions({ field, value }: Target): readonly Action[] {
  const { state, go } = useNavigation();
  return useMemo(() => {
    const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
    const filter = (isExcluded: boolean) => () =>
      go({ filters: withFilter(state.filters, valueFilter(field, value, isExcluded)) });
    const actions = [
      { name: 'Filter for this value', act: filter(false) },
      { name: 'Exclude this value', act: filter(true) },
      { name: 'Copy', act: () => void navigator.clipboard.writeText(text) },
    ];
    const isFollowed = text !== '' && typeof value !== 'object';
    return isFollowed
      ? [
          ...actions,
          { name: 'Follow in every log', act: () => go({ page: 'entity', value: text, filters: [] }) },
        ]
      : actions;
  }, [field, value, state, go]);
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

function Menu({ target, close }: { readonly target: Target; readonly close: () => void }) {
  const actions = useActions(target);
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    menu.current?.querySelector('button')?.focus();
    const outside = (event: Event) => {
      if (!menu.current?.contains(event.target as Node)) close();
    };
    document.addEventListener('mousedown', outside);
    return () => document.removeEventListener('mousedown', outside);
  }, [close]);
  const step = (key: string): boolean => {
    const buttons = [...(menu.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((each) => each === document.activeElement);
    const by = STEPS[key];
    if (by !== undefined) buttons.at((at + by) % buttons.length)?.focus();
    if (key === 'Escape' || key === 'Tab') close();
    return by !== undefined || key === 'Escape';
  };
  const { place } = target;
  return (
    <div
      ref={menu}
      className="menu"
      role="menu"
      aria-label={`${target.field}: ${valueText(target.value, 60)}`}
      style={{
        left: Math.min(place.left, window.innerWidth - 350),
        top: Math.min(place.bottom + 2, window.innerHeight - 210),
      }}
      onKeyDown={(event) => {
        if (step(event.key)) event.preventDefault();
      }}
    >
      <div className="menu-title soft">
        {target.field}: <span className="mono">{valueText(target.value, 120)}</span>
      </div>
      {actions.map(({ name, act }) => (
        <button
          key={name}
          type="button"
          role="menuitem"
          onClick={() => {
            close();
            act();
          }}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
