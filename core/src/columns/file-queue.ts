/** Reads a file at once, or says that only the engine can: then `later` does, behind what else is going on. */
export interface FileReading {
  /** Whether it was read. */
  readonly now: () => Promise<boolean>;
  readonly later: () => Promise<void>;
}

/** Files that may wait to be read. */
const MOST_WAITING = 500;

/** Reads files, a few at once and each once; those that the engine has to read come behind, one after the other. */
export class FileQueue {
  private readonly asked = new Map<string, Promise<void>>();
  private readonly lanes: Promise<void>[];
  private lane = 0;
  private last: Promise<void> = Promise.resolve();
  private isClosed = false;
  private readonly onError: (error: unknown) => void;

  /** So many are read at once; `onError` hears of files that could not be read. */
  constructor(lanes: number, onError: (error: unknown) => void) {
    this.lanes = Array.from({ length: lanes }, () => Promise.resolve());
    this.onError = onError;
  }

  get isFull(): boolean {
    return this.asked.size >= MOST_WAITING;
  }

  /** Reads a file unless it is being read; resolves when that was tried without the engine. */
  ask(name: string, reading: FileReading): Promise<void> {
    const known = this.asked.get(name);
    if (known !== undefined) return known;
    const lane = this.lane;
    this.lane = (lane + 1) % this.lanes.length;
    const tried = this.inLane(this.lanes[lane], name, reading);
    this.asked.set(name, tried);
    this.lanes[lane] = tried;
    return tried;
  }

  private async inLane(before: Promise<void> | undefined, name: string, reading: FileReading): Promise<void> {
    await before;
    const wasRead = this.isClosed || (await this.heard(reading.now, false));
    if (wasRead) this.asked.delete(name);
    else this.last = this.behind(this.last, name, reading);
  }

  private async behind(before: Promise<void>, name: string, { later }: FileReading): Promise<void> {
    await before;
    if (!this.isClosed) await this.heard(later, undefined);
    this.asked.delete(name);
  }

  /** What comes of it; `otherwise` where it fails, which is said. */
  private async heard<Result>(read: () => Promise<Result>, otherwise: Result): Promise<Result> {
    try {
      return await read();
    } catch (error) {
      this.onError(error);
      return otherwise;
    }
  }

  /** Resolves when nothing waits to be read. */
  async idle(): Promise<void> {
    while (this.asked.size > 0) {
      await Promise.all(this.lanes);
      await this.last;
    }
  }

  /** Reads nothing more; resolves when the file that is being read is done. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.idle();
  }
}
