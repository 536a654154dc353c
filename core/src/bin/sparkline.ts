import { countText } from '#kernel';
import type { QueryResult } from '#query';

const BARS = '▁▂▃▄▅▆▇█';

/** A result of two columns, instant and number, as one line of bars per width, with the largest named. */
export async function sparkline(result: QueryResult, width: number): Promise<string> {
  const points: { at: string; value: number }[] = [];
  for await (const chunk of result.chunks)
    for (const [at, value] of chunk) points.push({ at: timeText(at), value: Number(value) });
  const [first] = points;
  if (first === undefined) return '(nothing)\n';
  const peak = points.reduce((most, point) => (point.value > most.value ? point : most), first);
  const bars = points
    .map(({ value }) => BARS[Math.min(BARS.length - 1, Math.floor((value / peak.value) * BARS.length))])
    .join('');
  const lines: string[] = [];
  for (let at = 0; at < bars.length; at += width) lines.push(`${bars.slice(at, at + width)}\n`);
  return `${lines.join('')}${first.at} to ${points.at(-1)?.at ?? ''}; most: ${countText(peak.value)} at ${peak.at}\n`;
}

const timeText = (value: unknown): string => String(value).slice(0, 16).replace('T', ' ');
