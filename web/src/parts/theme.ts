import { applyDensity, applyMode, Density, Mode } from '@cloudscape-design/global-styles';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useSettings } from '../state/settings.ts';

const query = '(prefers-color-scheme: dark)';

const useSystemDark = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => window.matchMedia(query).matches,
  );

export const useIsDark = (): boolean => {
  const { theme } = useSettings();
  const isSystemDark = useSystemDark();
  return theme === 'dark' || (theme === 'system' && isSystemDark);
};

/** Puts the chosen theme and density on the document. */
export function useAppliedTheme(): void {
  const isDark = useIsDark();
  const { density } = useSettings();
  useEffect(() => applyMode(isDark ? Mode.Dark : Mode.Light), [isDark]);
  useEffect(() => applyDensity(density === 'compact' ? Density.Compact : Density.Comfortable), [density]);
}

/** Resolved colours for what draws on a canvas. */
export interface Colours {
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly accent: string;
  readonly paper: string;
}

export function useColours(): Colours {
  const isDark = useIsDark();
  const [colours, setColours] = useState<Colours>(() => coloursNow());
  useEffect(() => {
    // After the theme's class is on the body.
    const frame = requestAnimationFrame(() => setColours(coloursNow()));
    return () => cancelAnimationFrame(frame);
  }, [isDark]);
  return colours;
}

function coloursNow(): Colours {
  const style = getComputedStyle(document.body);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: of('--ink'),
    soft: of('--ink-soft'),
    line: of('--line'),
    accent: of('--accent'),
    paper: of('--paper'),
  };
}

/** Colours of series, told apart in both themes and by people who see fewer colours (after Okabe and Ito). */
const SERIES = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#8a6fdf',
  '#a5572b',
  '#5c8a00',
  '#d14b8f',
];

const MEANT: Readonly<Record<string, string>> = {
  ALLOW: '#009e73',
  ACCEPT: '#009e73',
  ok: '#009e73',
  success: '#009e73',
  BLOCK: '#d55e00',
  REJECT: '#d55e00',
  denied: '#d55e00',
  error: '#d55e00',
  COUNT: '#e69f00',
  CHALLENGE: '#0072b2',
  CAPTCHA: '#56b4e9',
  Critical: '#9c4500',
  High: '#d55e00',
  Medium: '#e69f00',
  Low: '#56b4e9',
};

/** HTTP status codes by their first digit: the class (`5xx`) has a colour, its codes have shades. */
const STATUS: Readonly<Record<string, readonly string[]>> = {
  '2': ['#009e73', '#4cbf9c', '#00694c'],
  '3': ['#56b4e9', '#8fcff2', '#2f7fb0'],
  '4': ['#e69f00', '#f0c04d', '#a87300'],
  '5': ['#d55e00', '#e88a44', '#9c4500'],
};

const statusColour = (name: string, at: number): string | undefined => {
  const shades = /^[2-5](?:\d\d|xx)$/.test(name) ? STATUS[name.charAt(0)] : undefined;
  return name.endsWith('xx') ? shades?.[0] : shades?.[at % shades.length];
};

/** An outcome's own colour, or the next of the series. */
export const seriesColour = (name: string | null, at: number): string =>
  (name === null ? undefined : (MEANT[name] ?? statusColour(name, at))) ??
  SERIES[at % SERIES.length] ??
  '#0072b2';
