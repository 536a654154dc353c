import { blockMemory, type BlockMemory } from './block-memory.ts';
import { BlockSession } from './block-session.ts';
import type { LaneGiven } from './lanes.ts';
import { isForBlocks, writeLinePlan } from './line-block-plan.ts';
import { linesOf, MOST_FAST_BYTES, type LinePlan } from './line-layout.ts';
import type { LineSpool } from './spool-set.ts';
import type { Window } from './window.ts';

/** Reads the regular lines of one object a block at a time. */
export class LineBlocks {
  readonly #given: LaneGiven;
  readonly #memory = blockMemory();
  readonly #session: BlockSession;
  /** The layout that the block reader has, and whether it can read it. */
  #plan: LinePlan | undefined;
  #isReady = false;
  #file: LineSpool | undefined;

  constructor(given: LaneGiven) {
    this.#given = given;
    const reader = {
      load: (text: Uint8Array) => this.#memory.load(text),
      run: (from: number, length: number) => {
        const result = this.#memory.lines(from, length);
        this.#file?.slice(result.lines);
        return result;
      },
    };
    this.#session = new BlockSession(reader, given.counter);
  }

  take(window: Window, file: LineSpool, plan: LinePlan): void {
    if (plan !== this.#plan) this.#use(plan);
    this.#file = file;
    if (this.#isReady) this.#session.take(window);
  }

  #use(plan: LinePlan): void {
    const { format } = this.#given;
    this.#plan = plan;
    this.#isReady = isForBlocks(format, plan) && this.#write(this.#memory, plan);
  }

  #write(memory: BlockMemory, plan: LinePlan): boolean {
    const { format, limits, ordinal } = this.#given;
    const { tokens } = linesOf(format);
    if (tokens.by !== 'space' || !writeLinePlan(memory, format, plan)) return false;
    const text = Buffer.from(String(ordinal));
    const at = memory.keep(text);
    if (at === undefined) return false;
    memory.prefix(at, text.length);
    memory.set('hasQuotes', Number(tokens.quotes !== false));
    memory.set('hasBrackets', Number(tokens.brackets));
    memory.set('lastQuoted', tokens.lastQuoted === undefined ? -1 : plan.names.indexOf(tokens.lastQuoted));
    memory.set('longest', Math.min(MOST_FAST_BYTES, limits.maxRecordBytes));
    return true;
  }
}
