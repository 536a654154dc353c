import type { Levels } from './pages.ts';

/** Bytes that grow at their end. */
export class GrowingBytes {
  length = 0;
  private memory = Buffer.alloc(0);

  /** All of them: they hold until more are added. */
  get bytes(): Buffer {
    return this.memory.subarray(0, this.length);
  }

  add(more: Uint8Array): void {
    const from = this.grow(more.length);
    this.memory.set(more, from);
  }

  fill(value: number, count: number): void {
    const from = this.grow(count);
    this.memory.fill(value, from, this.length);
  }

  /** Forgets what was added since it had a length. */
  cut(length: number): void {
    this.length = length;
  }

  private grow(by: number): number {
    const from = this.length;
    this.length += by;
    if (this.length > this.memory.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.length * 2, LEAST));
      this.memory.copy(larger, 0, 0, from);
      this.memory = larger;
    }
    return from;
  }
}

const LEAST = 256;

/** Levels of one kind as they come: one number while all are the same. */
export class GrowingLevels {
  private count = 0;
  private only: number | undefined;
  private readonly all = new GrowingBytes();

  get levels(): Levels {
    return this.only ?? (this.count === 0 ? 0 : this.all.bytes);
  }

  add(levels: Levels, count: number): void {
    if (count === 0) return;
    const only = typeof levels === 'number' ? levels : undefined;
    if (this.count === 0) this.only = only;
    else if (this.only !== undefined && this.only !== only) {
      this.all.fill(this.only, this.count);
      this.only = undefined;
    }
    this.count += count;
    if (this.only !== undefined) return;
    if (typeof levels === 'number') this.all.fill(levels, count);
    else this.all.add(levels);
  }

  /** Forgets what was added since there were so many. */
  cut(count: number): void {
    this.count = count;
    if (this.only === undefined) this.all.cut(count);
  }
}
