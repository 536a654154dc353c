/** ISO 8601 of microseconds since 1970, no digit lost; undefined outside the years that a `Date` knows. */
export function microsText(micros: bigint): string | undefined {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const date = new Date(Number((micros - fraction) / 1_000_000n) * 1000);
  if (Number.isNaN(date.getTime())) return undefined;
  return `${date.toISOString().slice(0, -5)}.${String(fraction).padStart(6, '0')}Z`;
}
