import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { collect } from './measure.ts';
import { OUT, simulated } from './world.ts';

const FORMATS = ['waf', 'cloudtrail', 'alb-access', 'vpc-flow'];
/** More than a batch of `collect`: with less, the first figure would be of a part of one. */
const LESS = 430e6;

/** Peak memory of `collect` over some data and over ten times as much. */
export function* memory(): Generator<string> {
  const lake = join(OUT, 'lake');
  for (const format of FORMATS) {
    const [less, more] = [LESS, 10 * LESS].map((rawBytes) => {
      const { folder, raw } = simulated(format, rawBytes);
      rmSync(lake, { recursive: true, force: true });
      return { peak: collect(lake, folder).peakBytes, raw };
    });
    if (less === undefined || more === undefined) continue;
    const text = ({ peak, raw }: { peak: number; raw: number }) =>
      `${(peak / 1e6).toFixed(0)} MB for ${(raw / 1e6).toFixed(0)} MB of text`;
    yield `peak memory, ${format}: ${text(less)}, ${text(more)} (${(more.peak / less.peak).toFixed(2)})\n`;
  }
}
