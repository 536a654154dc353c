import { useEffect, useRef, type ReactNode } from 'react';
import { createPortal } from 'react-dom';

/** What a line of a menu does. */
export interface Action {
  readonly name: string;
  readonly act: () => void;
}

interface MenuProps {
  /** Read out as the menu's name. */
  readonly label: string;
  readonly title: ReactNode;
  /** Where the button is that it belongs to. */
  readonly place: DOMRect;
  readonly actions: readonly Action[];
  readonly close: () => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
const WIDTH = 350;
const LINE_HEIGHT = 34;

/** A menu below a button: arrows choose, Enter acts, Escape or a click elsewhere closes. */
export function PopupMenu({ label, title, place, actions, close }: MenuProps) {
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
  const height = 60 + actions.length * LINE_HEIGHT;
  return createPortal(
    <div
      ref={menu}
      className="menu"
      role="menu"
      aria-label={label}
      style={{
        left: Math.max(4, Math.min(place.left, window.innerWidth - WIDTH)),
        top: Math.max(4, Math.min(place.bottom + 2, window.innerHeight - height)),
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (step(event.key)) event.preventDefault();
      }}
    >
      <div className="menu-title soft">{title}</div>
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
    </div>,
    document.body,
  );
}
