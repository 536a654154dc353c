import { bytesText, countText, secondsText } from '#kernel';

/** A line on a terminal that is written over and over; nothing where stderr is no terminal. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #clock: () => number;
  #last = 0;
  #isShown = false;

  constructor(stream: NodeJS.WriteStream = process.stderr, clock: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#clock = clock;
  }

  /** Shows a line, at most ten times a second. */
  show(line: () => string): void {
    if (!this.#stream.isTTY || this.#clock() - this.#last < 100) return;
    this.#last = this.#clock();
    this.#isShown = true;
    this.#stream.write(`\r\x1b[2K${line().slice(0, (this.#stream.columns ?? 80) - 1)}`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#isShown) this.#stream.write('\r\x1b[2K');
    this.#isShown = false;
  }
}

/** Objects and bytes done, and how fast. */
export interface Done {
  readonly objects: number;
  readonly records: number;
  readonly storedBytes: number;
  readonly bytes: number;
}

/** `1,234 objects, 5.6 M… records, 410 MB, 210 MB/s, 80 objects to go`. */
export function progressLine(
  done: Done,
  found: { objects: number; storedBytes: number; isAll: boolean },
  seconds: number,
): string {
  const speed = `${bytesText(done.bytes / Math.max(seconds, 0.001))}/s`;
  const base = `${countText(done.objects)} objects, ${countText(done.records)} records, ${bytesText(done.bytes)}, ${speed}`;
  const left = found.storedBytes - done.storedBytes;
  if (!found.isAll) return `${base}, ${countText(found.objects)} found so far`;
  const rate = done.storedBytes / Math.max(seconds, 0.001);
  const remaining = rate > 0 ? `, about ${secondsText(left / rate)} to go` : '';
  return `${base}, ${countText(found.objects - done.objects)} objects left${remaining}`;
}
