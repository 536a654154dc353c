import { useEffect, useSyncExternalStore } from 'react';

const SHOWN_MILLISECONDS = 2500;

let said = '';
const listeners = new Set<() => void>();

/** Says a short thing at the foot of the page, aloud too, for a moment. */
export function say(text: string): void {
  said = text;
  listeners.forEach((listener) => listener());
}

/** Where `say` is seen and heard. */
export function Said() {
  const text = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => said,
  );
  useEffect(() => {
    if (text === '') return undefined;
    const timer = setTimeout(() => say(''), SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div role="status" className={text === '' ? 'visually-hidden' : 'said'}>
      {text}
    </div>
  );
}
