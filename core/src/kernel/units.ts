const STEPS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes for people, decimal units as storage prices use them: `1.5 MB`. */
export function bytesText(bytes: number): string {
  let step = 0;
  let value = bytes;
  while (value >= 999.5 && step < STEPS.length - 1) {
    value /= 1000;
    step += 1;
  }
  return `${step === 0 || value >= 99.5 ? value.toFixed(0) : value.toFixed(1)} ${STEPS[step]}`;
}

/** A count for people: `1,234,567`. */
export const countText = (count: number | bigint): string => count.toLocaleString('en-US');

/** Seconds for people: `0.42 s`, `12.3 s`, `3 min 05 s`. */
export function secondsText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
}
