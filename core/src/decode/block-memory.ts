import { BLOCK_READER } from './block.gen.ts';
import { WebAssembly, type Global } from './web-assembly.ts';

/** Where things stand in the block reader's memory; `core/wasm/memory.ts` has the same numbers. */
const PLAN = 0x10000;
const IN = 0x80000;
const OUT = 0x1c0000;
/** Bytes of text that are read in one call. */
export const BLOCK_BYTES = 0x100000;
/** Behind a block stands what is looked at in steps of 16 bytes. */
export const BEHIND = 64;

/** Why the block reader stopped. */
export const STOP = { more: 0, odd: 1, full: 2 } as const;

/** What reading a block came to; days since 1970-01-01. */
export interface BlockRun {
  /** Offset in the block of the first record that was not taken. */
  readonly taken: number;
  readonly stop: number;
  readonly rows: number;
  readonly firstDay: number;
  readonly lastDay: number;
}

/** What a module says of its last run. */
export interface RunGlobals {
  readonly stop: Global;
  readonly rows: Global;
  readonly firstDay: Global;
  readonly lastDay: Global;
}

export const blockRun = (taken: number, { stop, rows, firstDay, lastDay }: RunGlobals): BlockRun => ({
  taken,
  stop: Number(stop.value),
  rows: Number(rows.value),
  firstDay: Number(firstDay.value),
  lastDay: Number(lastDay.value),
});

/** With lines for the engine, valid until the next call. */
export interface LinesRun extends BlockRun {
  readonly lines: Uint8Array;
}

interface Exports extends RunGlobals {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly lines: (from: number, length: number) => number;
  readonly hasQuotes: Global;
  readonly hasBrackets: Global;
  readonly lastQuoted: Global;
  readonly prefix: Global;
  readonly prefixLength: Global;
  readonly longest: Global;
  readonly outLength: Global;
}

/** What the host sets before it calls. */
export type Setting = 'hasQuotes' | 'hasBrackets' | 'lastQuoted' | 'longest';

/**
 * The block reader: WebAssembly that takes regular records a block at a time. It decides nothing: what it does not take, the
 * readers in TypeScript read, and what it takes, they would have taken with the same result (`core/test/block.test.ts`).
 */
export class BlockMemory {
  /** Address behind what was written into the plan. */
  #planned = PLAN;
  readonly #exports: Exports;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor() {
    const module = new WebAssembly.Module(Buffer.from(BLOCK_READER, 'base64'));
    this.#exports = new WebAssembly.Instance(module).exports as Exports;
    const { buffer } = this.#exports.memory;
    this.#bytes = new Uint8Array(buffer);
    this.#view = new DataView(buffer);
  }

  /** Begins a plan whose head takes `head` bytes; answers the head's address. */
  plan(head: number): number {
    this.#bytes.fill(0, PLAN, PLAN + head);
    this.#planned = PLAN + head;
    return PLAN;
  }

  /** Puts bytes behind the plan; answers their address, or undefined where there is no room. */
  keep(bytes: Uint8Array): number | undefined {
    const at = this.#planned;
    const next = (at + bytes.length + BEHIND) & ~3;
    if (next > IN) return undefined;
    this.#bytes.set(bytes, at);
    this.#planned = next;
    return at;
  }

  /** A copy of the plan. */
  planned(): Uint8Array {
    return this.#bytes.slice(PLAN, this.#planned);
  }

  /** Puts such a copy back: all plans begin at one place, so that what it says of places holds. */
  replan(plan: Uint8Array): void {
    this.#bytes.set(plan, PLAN);
    this.#planned = PLAN + plan.length;
  }

  /** Writes a 32-bit number of the plan. */
  number(at: number, value: number): void {
    this.#view.setInt32(at, value, true);
  }

  set(name: Setting, value: number): void {
    this.#exports[name].value = value;
  }

  /** Sets what stands in front of every record for the engine. */
  prefix(at: number, length: number): void {
    this.#exports.prefix.value = at;
    this.#exports.prefixLength.value = length;
  }

  /** Puts text into the block. */
  load(text: Uint8Array): void {
    this.#bytes.set(text, IN);
    this.#bytes.fill(0, IN + text.length, IN + text.length + BEHIND);
  }

  /** Takes regular lines of the block's first `length` bytes from offset `from` on. */
  lines(from: number, length: number): LinesRun {
    return this.#run(this.#exports.lines(from, length));
  }

  #run(taken: number): LinesRun {
    const length = Number(this.#exports.outLength.value);
    return { ...blockRun(taken, this.#exports), lines: this.#bytes.subarray(OUT, OUT + length) };
  }
}

let memory: BlockMemory | undefined;

/** This thread's block reader. */
export const blockMemory = (): BlockMemory => (memory ??= new BlockMemory());
