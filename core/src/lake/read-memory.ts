/** Fills memory with bytes of a file that is open, from an offset on, and says how many there were. */
type Fill = (opened: number, into: Buffer, offset: number) => Promise<number>;

/** Memory for what is read from files: used again and again, as fresh pages take as long as what is read into them. */
class ReadMemory {
  private bytes = Buffer.alloc(0);
  private readonly fill: Fill;

  constructor(fill: Fill) {
    this.fill = fill;
  }

  get length(): number {
    return this.bytes.length;
  }

  /** The bytes hold until the next are read. @throws RangeError where the file ends before */
  async read(opened: number, offset: number, length: number): Promise<Buffer> {
    if (this.bytes.length < length) this.bytes = Buffer.allocUnsafeSlow(length * 2);
    const into = this.bytes.subarray(0, length);
    if ((await this.fill(opened, into, offset)) !== length) throw new RangeError('the file ends early');
    return into;
  }
}

/** Bytes that are kept for the next scan, each. */
const MOST_SPARE = 2 ** 21;

/** Lends memory to who reads. */
export class ReadMemories {
  private readonly spare: ReadMemory[] = [];
  private readonly fill: Fill;
  private readonly most: number;

  /** @param most how many are kept */
  constructor(fill: Fill, most: number) {
    this.fill = fill;
    this.most = most;
  }

  async lend<Result>(use: (memory: ReadMemory) => Promise<Result>): Promise<Result> {
    const memory = this.spare.pop() ?? new ReadMemory(this.fill);
    const result = await use(memory);
    if (this.spare.length < this.most && memory.length <= MOST_SPARE) this.spare.push(memory);
    return result;
  }
}
