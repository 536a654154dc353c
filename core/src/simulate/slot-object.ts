import { createWriteStream, writeFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Texts around the records of an object. */
export interface Around {
  readonly before: string;
  readonly between: string;
  readonly after: string;
}

const LEVEL = { level: 6 };

/** Text up to which an object is written at once, at its end: most are small, and a stream costs several times as much as their bytes. */
const SMALL = 1 << 16;

/** An object that is written piece by piece, compressed or as it is. */
export class SlotObject {
  /** Of its text. */
  bytes = 0;
  readonly #path: string;
  readonly #around: Around;
  readonly #isCompressed: boolean;
  #gathered: Buffer[] = [];
  #stream: ObjectStream | undefined;

  constructor(path: string, around: Around, isCompressed: boolean) {
    this.#path = path;
    this.#around = around;
    this.#isCompressed = isCompressed;
  }

  /** @throws what the disk says */
  async add(records: readonly string[]): Promise<void> {
    const { before, between } = this.#around;
    await this.#write(`${this.bytes > 0 ? between : before}${records.join(between)}`);
  }

  /** Resolves when all is on the disk. @throws what the disk says */
  async close(): Promise<void> {
    await this.#write(this.#around.after);
    if (this.#stream !== undefined) return this.#stream.close();
    const text = Buffer.concat(this.#gathered);
    writeFileSync(this.#path, this.#isCompressed ? gzipSync(text, LEVEL) : text);
  }

  async #write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    this.#gathered.push(bytes);
    this.bytes += bytes.length;
    if (this.bytes <= SMALL) return;
    this.#stream ??= new ObjectStream(this.#path, this.#isCompressed);
    await this.#stream.write(Buffer.concat(this.#gathered.splice(0)));
  }
}

/** A large object on its way to the disk. */
class ObjectStream {
  readonly #into: Writable;
  readonly #written: Promise<void>;

  constructor(path: string, isCompressed: boolean) {
    const file = createWriteStream(path);
    this.#written = finished(file);
    // Whoever waits for it is told; nobody else need be.
    this.#written.catch(() => {});
    this.#into = isCompressed ? createGzip(LEVEL) : file;
    if (this.#into !== file) this.#into.pipe(file);
  }

  async write(bytes: Buffer): Promise<void> {
    if (!this.#into.write(bytes)) await Promise.race([once(this.#into, 'drain'), this.#written]);
  }

  async close(): Promise<void> {
    this.#into.end();
    await this.#written;
  }
}
