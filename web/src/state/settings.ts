import { useSyncExternalStore } from 'react';
import { isZone, type Zone } from './zones.ts';

/** What a person sets once for this browser. */
export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  readonly density: 'comfortable' | 'compact';
  readonly zone: Zone;
  /** Whether single keys act, `?` tells which. */
  readonly keys: 'on' | 'off';
}

const KEY = 'levee-settings';
const DEFAULTS: Settings = { theme: 'system', density: 'comfortable', zone: 'UTC', keys: 'on' };

const listeners = new Set<() => void>();
let current = read();

function read(): Settings {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>;
    return {
      theme: found.theme === 'light' || found.theme === 'dark' ? found.theme : DEFAULTS.theme,
      density: found.density === 'compact' ? 'compact' : DEFAULTS.density,
      zone: isZone(found.zone) ? found.zone : DEFAULTS.zone,
      keys: found.keys === 'off' ? 'off' : DEFAULTS.keys,
    };
  } catch {
    return DEFAULTS;
  }
}

/** Changes settings for all that use them, and keeps them. */
export function setSettings(change: Partial<Settings>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // A browser that keeps nothing still applies them until the page is left.
  }
  listeners.forEach((listener) => listener());
}

export const useSettings = (): Settings =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
