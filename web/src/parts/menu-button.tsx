import { useCallback, useState, type ReactNode } from 'react';
import { PopupMenu, type Action } from './popup-menu.tsx';

interface MenuButtonProps {
  readonly label: string;
  readonly actions: readonly Action[];
  readonly isDisabled?: boolean;
  readonly children: ReactNode;
}

/** A button that opens a menu. */
export function MenuButton({ label, actions, isDisabled = false, children }: MenuButtonProps) {
  const [from, setFrom] = useState<HTMLElement>();
  const close = useCallback(() => {
    from?.focus();
    setFrom(undefined);
  }, [from]);
  return (
    <>
      <button
        type="button"
        className="small"
        aria-haspopup="menu"
        aria-label={label}
        title={label}
        disabled={isDisabled}
        onClick={({ currentTarget }) => setFrom(currentTarget)}
      >
        {children}
      </button>
      {from === undefined ? null : (
        <PopupMenu
          label={label}
          title={label}
          place={from.getBoundingClientRect()}
          actions={actions}
          close={close}
        />
      )}
    </>
  );
}
