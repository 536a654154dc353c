import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { collect } from './measure.ts';
import { OUT, simulated } from './world.ts';

const FORMATS = ['waf', 'cloudtrail', 'alb-access', 'vpc-flow'];
const LESS = 130e6;

/** Peak memory of `collect` over some data and over ten times as much. */
export function* memory(): Generator<string> {
  const lake = join(OUT, 'lake');
  for (const format of FORMATS) {
    const [less = 0, more = 0] = [LESS, 10 * LESS].map((rawBytes) => {
      const { folder } = simulated(format, rawBytes);
      rmSync(lake, { recursive: true, force: true });
      return collect(lake, folder).peakBytes;
    });
    yield `peak memory, ${format}: ${(less / 1e6).toFixed(0)} MB for ${LESS / 1e6} MB of text, ${(more / 1e6).toFixed(0)} MB for ten times that (${(more / less).toFixed(2)})\n`;
  }
}
