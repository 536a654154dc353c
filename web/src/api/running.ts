import { useSyncExternalStore } from 'react';

/** A question that the server has not answered yet. */
export interface Running {
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Part that is done, 0 to 1; null where the server does not know. */
  readonly share: number | null;
}

let running: readonly (Running & { readonly id: symbol })[] = [];
const listeners = new Set<() => void>();

function set(next: typeof running): void {
  running = next;
  listeners.forEach((listener) => listener());
}

/** Notes a question as running; the calls tell how far it is, and that it has ended. */
export function runningQuestion(): {
  readonly tell: (share: number | null) => void;
  readonly end: () => void;
} {
  const id = Symbol('question');
  const since = Date.now();
  set([...running, { id, since, share: null }]);
  return {
    tell: (share) => set(running.map((each) => (each.id === id ? { ...each, share } : each))),
    end: () => set(running.filter((each) => each.id !== id)),
  };
}

/** The questions that run now, the longest first. */
export const useRunning = (): readonly Running[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => running,
  );
