import type { Part } from './part.ts';

/** Gets a part of the rows, and its place among all parts. */
export type Look = (part: Part, at: number) => void;

/** Rows in parts, of which one at a time has to be there. */
export interface Rows {
  /** Shows every part once, in order; resolves behind the last. */
  readonly each: (look: Look) => Promise<void>;
}

/** What goes on beside a scan. */
export interface Scanning {
  /** Lets others have their turn; throws where the scan is to stop. */
  readonly pause: () => Promise<void>;
  /** Hears of each part that all have seen. */
  readonly onPart?: (() => void) | undefined;
}

interface Looking {
  readonly look: Look;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Makes a part, or reads it. */
type MakePart = () => Part | Promise<Part>;

/** After so many milliseconds others have their turn. */
const LONG = 10;

/** One scan for all who ask in the same moment: each part is made once for all of them, and may go before the next. */
export class SharedScan implements Rows {
  private waiting: Looking[] = [];
  private isRunning = false;
  private readonly parts: readonly MakePart[];
  private readonly scanning: Scanning;

  constructor(parts: readonly MakePart[], scanning: Scanning) {
    this.parts = parts;
    this.scanning = scanning;
  }

  each(look: Look): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ look, resolve, reject });
      if (!this.isRunning) void this.run();
    });
  }

  /** What is asked meanwhile, and as answer to a scan, is asked together again. */
  private async run(): Promise<void> {
    this.isRunning = true;
    while (this.waiting.length > 0) await this.once();
    this.isRunning = false;
  }

  private async once(): Promise<void> {
    let all: readonly Looking[] = [];
    try {
      await this.scanning.pause();
      all = this.waiting.splice(0);
      await this.shown(all);
      for (const { resolve } of all) resolve();
    } catch (error) {
      for (const { reject } of [...all, ...this.waiting.splice(0)]) reject(error);
    }
  }

  private async shown(all: readonly Looking[]): Promise<void> {
    let since = performance.now();
    for (const [at, make] of this.parts.entries()) {
      const part = await make();
      for (const { look } of all) {
        look(part, at);
        if (performance.now() - since < LONG) continue;
        await this.scanning.pause();
        since = performance.now();
      }
      this.scanning.onPart?.();
    }
  }
}

/** The same rows, each part changed. */
export function changed(rows: Rows, change: (part: Part) => Part): Rows {
  const changedOf = forPart(change);
  return { each: (look) => rows.each((part, at) => look(changedOf(part), at)) };
}

/** What is made of a part, once for as long as the part is there. */
export function forPart<Made extends object>(make: (part: Part) => Made): (part: Part) => Made {
  const known = new WeakMap<Part, Made>();
  return (part) => {
    const made = known.get(part) ?? make(part);
    known.set(part, made);
    return made;
  };
}
