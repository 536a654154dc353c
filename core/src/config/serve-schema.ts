import { z } from 'zod';
import { size } from './quantity.ts';

/** What `levee serve` keeps in memory besides the engine's buffers. */
export const serve = z
  .strictObject({
    columnMemory: size(0)
      .prefault(500_000_000)
      .describe(
        'Columns that boards and histograms are answered from, the newest rows first: about 22 bytes for each WAF row. 0 for none; SQL over the files then answers.',
      ),
    answerMemory: size(0)
      .prefault(128 * 2 ** 20)
      .describe('Answers that are given again while the lake is unchanged. 0 for none.'),
  })
  .prefault({})
  .describe('Memory of `levee serve` besides the buffers of the engine.');
