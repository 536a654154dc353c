import { BLOCK_BYTES } from './block-memory.ts';
import { BlockSession } from './block-session.ts';
import { writeJsonPlan } from './json-block-plan.ts';
import type { LaneGiven } from './lanes.ts';
import type { ScanNode } from './scan-tree.ts';
import type { LineSpool } from './spool-set.ts';
import type { Window } from './window.ts';

/** Nesting that the block reader follows; it calls itself for every level. */
const MOST_DEPTH = 1000;

/** Reads the regular JSON records of one object a block at a time. */
export class JsonBlocks {
  readonly #session: BlockSession;
  readonly #isReady: boolean;

  /** `prefix`: what stands in front of every record, in place of its opening brace. */
  constructor(given: LaneGiven & { root: ScanNode }, prefix: string) {
    this.#session = new BlockSession(given.counter);
    const { memory } = this.#session;
    const text = Buffer.from(prefix);
    const isWritten = writeJsonPlan(memory, given.root, given.format.time.form);
    const at = isWritten ? memory.keep(text) : undefined;
    this.#isReady = at !== undefined && given.limits.maxRecordBytes >= BLOCK_BYTES;
    if (at !== undefined) memory.prefix(at, text.length);
    memory.set('maxDepth', Math.min(MOST_DEPTH, given.limits.maxDepth));
  }

  take(window: Window, file: LineSpool, inArray: boolean): void {
    if (this.#isReady)
      this.#session.take(window, file, (memory, from, length) => memory.records(from, length, inArray));
  }
}
