import { useEffect, useRef } from 'react';
import { useNavigation } from '../state/navigation.tsx';
import { setSettings, useSettings } from '../state/settings.ts';
import { deedOf, SHORTCUTS, type Deed } from '../state/shortcuts.ts';
import { shifted, zoomedOut } from '../state/time-range.ts';

/** Where a key is text, or the browser's. */
const isTyping = ({ target, ctrlKey, metaKey, altKey, defaultPrevented }: KeyboardEvent): boolean =>
  ctrlKey ||
  metaKey ||
  altKey ||
  defaultPrevented ||
  (target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, select, textarea, dialog, [role="menu"]') !== null));

/** Puts the focus on the first of these that the page has. */
const focusOn = (...selectors: readonly string[]): void =>
  selectors
    .map((selector) => document.querySelector<HTMLElement>(selector))
    .find((element) => element !== null)
    ?.focus();

/** Single keys for what is done often, and the list of them; they can be switched off there. */
export function Shortcuts() {
  const { keys } = useSettings();
  const dialog = useRef<HTMLDialogElement>(null);
  const before = useRef('');
  const act = useDeeds(() => dialog.current?.showModal());
  useEffect(() => {
    const find = (event: KeyboardEvent) => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      focusOn('[data-search]');
    };
    document.addEventListener('keydown', find);
    return () => document.removeEventListener('keydown', find);
  }, []);
  useEffect(() => {
    if (keys === 'off') return undefined;
    const press = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      const deed = deedOf(event.key, before.current);
      before.current = event.key;
      if (deed === undefined) return;
      event.preventDefault();
      before.current = '';
      act(deed);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [keys, act]);
  return (
    <>
      <button type="button" className="small" onClick={() => dialog.current?.showModal()}>
        Keys
      </button>
      <dialog ref={dialog} className="keys" aria-label="Keys">
        <strong>Keys</strong>
        <dl>
          {SHORTCUTS.map(({ keys: each, about }) => (
            <div key={each} style={{ display: 'contents' }}>
              <dt>
                <kbd>{each}</kbd>
              </dt>
              <dd>{about}</dd>
            </div>
          ))}
        </dl>
        <p className="soft">
          On a value: <kbd>f</kbd> filters, <kbd>x</kbd> excludes, <kbd>c</kbd> copies, Enter opens its menu.
          <br />
          In the rows: arrows (or <kbd>j</kbd>, <kbd>k</kbd>), Home and End open events, Escape closes one.
          <br />
          In a chart: arrows go through it, with Shift over a part of it; Enter zooms, <kbd>f</kbd> and{' '}
          <kbd>x</kbd> filter.
          <br />
          Anywhere: Ctrl-K or ⌘-K follows an address or name.
        </p>
        <form method="dialog" className="row">
          <label className="row">
            <input
              type="checkbox"
              checked={keys === 'on'}
              onChange={({ target }) => setSettings({ keys: target.checked ? 'on' : 'off' })}
            />{' '}
            single keys act
          </label>
          <button type="submit" className="small">
            Close
          </button>
        </form>
      </dialog>
    </>
  );
}

function useDeeds(help: () => void): (deed: Deed) => void {
  const { go, moments, refresh } = useNavigation();
  const deeds: Readonly<Record<Exclude<Deed['kind'], 'page'>, () => void>> = {
    focus: () => focusOn('[data-shortcut="/"]', '[data-search]'),
    search: () => focusOn('[data-search]'),
    rows: () => focusOn('[role="grid"]'),
    time: () => focusOn('[data-range]'),
    earlier: () => go({ range: shifted(moments, -1) }),
    later: () => go({ range: shifted(moments, 1) }),
    longer: () => go({ range: zoomedOut(moments) }),
    refresh,
    help,
  };
  return (deed) => (deed.kind === 'page' ? go({ page: deed.page }) : deeds[deed.kind]());
}
