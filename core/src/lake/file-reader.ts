import type { GroupReader } from '#parquet';

/** How files are read. */
interface Reading {
  /** Fills memory with bytes of a file that is open, from an offset on, and says how many there were. */
  readonly fill: (opened: number, into: Buffer, offset: number) => Promise<number>;
  /** See `GroupReader`. */
  readonly gap: number;
  /** How many read at once at most, for whom memory is kept. */
  readonly atOnce: number;
}

/** Reads files, one after the other, into memory that is used again: fresh pages take as long as what is read into them. */
export class FileReader {
  private bytes = Buffer.alloc(0);
  private readonly reading: Reading;

  constructor(reading: Reading) {
    this.reading = reading;
  }

  get length(): number {
    return this.bytes.length;
  }

  /** For a file that is open. */
  of(opened: number): GroupReader {
    const { fill, gap } = this.reading;
    return {
      gap,
      room: (length) => {
        if (this.bytes.length < length) this.bytes = Buffer.allocUnsafeSlow(length * 2);
        return this.bytes.subarray(0, length);
      },
      fill: async (into, offset) => {
        if ((await fill(opened, into, offset)) !== into.length) throw new RangeError('the file ends early');
      },
    };
  }
}

/** Bytes that are kept for the next scan, each. */
const MOST_SPARE = 2 ** 21;

/** Lends what files are read with. */
export class FileReaders {
  readonly reading: Reading;
  private readonly spare: FileReader[] = [];

  constructor(reading: Reading) {
    this.reading = reading;
  }

  async lend<Result>(use: (reader: FileReader) => Promise<Result>): Promise<Result> {
    const reader = this.spare.pop() ?? new FileReader(this.reading);
    const result = await use(reader);
    if (this.spare.length < this.reading.atOnce && reader.length <= MOST_SPARE) this.spare.push(reader);
    return result;
  }
}
