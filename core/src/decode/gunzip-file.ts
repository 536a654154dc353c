import { closeSync, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { giveBack } from '#kernel';

/** Most stored bytes given to zlib at once: 1 MB of text where many records are alike, and at most 8 MB. */
export const PIECE = 1 << 13;
const CHUNK = 1 << 18;

/** Inflates a file piece by piece, and gives the memory of its texts back as they are read. */
export class GunzipFile {
  readonly #gunzip = createGunzip({ chunkSize: CHUNK });
  readonly #fd: number;
  readonly #stored = Buffer.allocUnsafeSlow(PIECE);
  readonly #chunks: Buffer[] = [];
  /** The text that came last: it may share its memory with the next. */
  #last: Buffer = this.#stored;

  constructor(path: string) {
    this.#fd = openSync(path, 'r');
    this.#gunzip.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
  }

  /** Stored bytes that zlib has taken so far. */
  get taken(): number {
    return this.#gunzip.bytesWritten;
  }

  /** Gives zlib at most so many of the file's bytes from `at` on (`PIECE` at most), and waits until it has made of them what it can; answers how many they were. */
  async feed(at: number, most: number): Promise<number> {
    const piece = this.#stored.subarray(0, readSync(this.#fd, this.#stored, 0, most, at));
    await this.#done((done) => this.#gunzip.write(piece, done));
    return piece.length;
  }

  /** Tells zlib that there is no more. @throws where it misses something. */
  end(): Promise<void> {
    return this.#done((done) => {
      this.#gunzip.once('end', done);
      this.#gunzip.end();
    });
  }

  /** What zlib has made since. Each text is valid until the next one is asked for. */
  *chunks(): Generator<Buffer> {
    for (const chunk of this.#chunks.splice(0)) {
      this.#last = chunk;
      yield chunk;
      if (isEnd(chunk)) giveBack(chunk);
    }
  }

  close(): void {
    this.#gunzip.destroy();
    closeSync(this.#fd);
    giveBack(this.#stored);
    giveBack(this.#last);
  }

  #done(begin: (done: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#gunzip.once('error', reject);
      begin((error) => {
        this.#gunzip.removeListener('error', reject);
        if (error) reject(error);
        else resolve();
      });
    });
  }
}

/** Whether a text fills zlib's buffer to its end: zlib has taken another one then. */
const isEnd = ({ byteOffset, byteLength, buffer }: Buffer): boolean =>
  byteOffset + byteLength === buffer.byteLength;
