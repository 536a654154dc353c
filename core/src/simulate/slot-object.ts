import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Texts around the records of an object. */
export interface Around {
  readonly before: string;
  readonly between: string;
  readonly after: string;
}

/** An object that is written piece by piece, compressed or as it is. */
export class SlotObject {
  /** Of its text. */
  bytes = 0;
  readonly #around: Around;
  readonly #into: Writable;
  readonly #written: Promise<void>;
  #isBegun = false;

  constructor(path: string, around: Around, isCompressed: boolean) {
    const file = createWriteStream(path);
    this.#around = around;
    this.#written = finished(file);
    // Whoever waits for it is told; nobody else need be.
    this.#written.catch(() => {});
    if (!isCompressed) this.#into = file;
    else {
      const packed = createGzip({ level: 6 });
      packed.pipe(file);
      this.#into = packed;
    }
  }

  /** @throws what the disk says */
  async add(records: readonly string[]): Promise<void> {
    const { before, between } = this.#around;
    const text = `${this.#isBegun ? between : before}${records.join(between)}`;
    this.#isBegun = true;
    await this.#write(text);
  }

  /** Resolves when all is on the disk. @throws what the disk says */
  async close(): Promise<void> {
    await this.#write(this.#around.after);
    this.#into.end();
    await this.#written;
  }

  async #write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    this.bytes += bytes.length;
    if (!this.#into.write(bytes)) await Promise.race([once(this.#into, 'drain'), this.#written]);
  }
}
