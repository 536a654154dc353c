import type { Value } from '@levee/core/contract';
import { wallTime, type Zone } from '../state/zones.ts';

/** Characters that hide, turn or fake text: controls, bidirectional marks, zero-width ones, halves of characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text of a log as it may be shown: what can't be seen is written out, so that it can't deceive. */
export const shown = (text: string): string =>
  text.replace(UNSEEN, (each) => `\\u${each.codePointAt(0)?.toString(16).padStart(4, '0') ?? ''}`);

/** The same of text that has lines. */
export const linesShown = (text: string): string => text.split(/\r?\n/).map(shown).join('\n');

/** Characters of a value that a cell or label shows. */
const MOST = 300;

/** A value as one line. */
export function valueText(value: Value | undefined, most = MOST): string {
  if (value === null || value === undefined) return '–';
  const text =
    typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return shown(cut.replaceAll(/[\r\n\t]+/g, ' '));
}

/** `1 row`, `2 rows`. */
export const countOf = (count: number, one: string): string =>
  `${countText(count)} ${one}${count === 1 ? '' : 's'}`;

const COUNT = new Intl.NumberFormat('en-US');
const SHORT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

export const countText = (count: number): string => COUNT.format(count);
export const shortCount = (count: number): string =>
  count < 10_000 ? COUNT.format(count) : SHORT.format(count);
export const shareText = (share: number): string =>
  `${(share * 100).toFixed(share < 0.1 && share > 0 ? 1 : 0)} %`;

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];

export function bytesText(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** step;
  return `${step === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[step] ?? 'B'}`;
}

/** A length of time in its two largest units. */
export function spanText(seconds: number): string {
  const parts = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ] as const;
  const found = parts.findIndex(([size]) => seconds >= size);
  if (found === -1) return '0 s';
  const [size, unit] = parts[found] ?? [1, 's'];
  const [smaller, smallerUnit] = parts[found + 1] ?? [1, 's'];
  const whole = Math.floor(seconds / size);
  const rest = Math.floor((seconds % size) / smaller);
  return rest === 0 || size === 1 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${smallerUnit}`;
}

/** `2026-11-20 14:03:22` as a zone's clocks show it. */
export function timeText(iso: string, zone: Zone): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return shown(iso);
  return zone === 'UTC'
    ? date.toISOString().slice(0, 19).replace('T', ' ')
    : wallTime(Math.floor(date.getTime() / 1000) * 1000, zone);
}
