/** What of a structure is wanted, by field id (Thrift, "Thrift Compact protocol encoding"); all else is passed over. */
export interface Wanted {
  readonly [id: number]: 'number' | 'flag' | 'there' | 'bytes' | Wanted | readonly [Wanted];
}

/** A structure that was read: its wanted fields by id. Numbers beyond 2^53 lose their last digits. */
export type Found = Readonly<Record<number, unknown>>;

/** Types' numbers (Thrift, "Thrift Compact protocol encoding", field types). */
const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const SET = 10;
const MAP = 11;
const STRUCT = 12;
/** Structures within structures; Parquet's metadata has seven at most. */
const MOST_DEPTH = 32;

/** Reads Thrift's compact protocol. @throws RangeError where the bytes end too early or are no Thrift. */
export class ThriftReader {
  /** Where the next byte is read. */
  at: number;
  private readonly bytes: Uint8Array;
  private depth = 0;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  struct(wanted: Wanted): Found {
    const found: Record<number, unknown> = {};
    this.enter();
    for (let id = 0; ;) {
      const head = this.byte();
      if (head === 0) break;
      id = head >> 4 === 0 ? this.int() : id + (head >> 4);
      const type = head & 15;
      const want = wanted[id];
      if (want === undefined) this.skip(type);
      else found[id] = this.value(type, want);
    }
    this.depth -= 1;
    return found;
  }

  private value(type: number, want: Wanted[number]): unknown {
    if (want === 'there') return this.passed(type);
    if (want === 'flag' && (type === TRUE || type === FALSE)) return type === TRUE;
    if (want === 'number' && type >= BYTE && type < DOUBLE)
      return type === BYTE ? (this.byte() << 24) >> 24 : this.int();
    return this.group(type, want);
  }

  private group(type: number, want: Wanted[number]): unknown {
    if (type === BINARY && want === 'bytes') return this.binary();
    if (type === LIST && isList(want)) return this.list(want[0]);
    if (type === STRUCT && typeof want === 'object' && !isList(want)) return this.struct(want);
    throw new RangeError(`a field of another type (${type}) than the format has`);
  }

  /** For what only has to be there. */
  private passed(type: number): true {
    this.skip(type);
    return true;
  }

  private list(of: Wanted): Found[] {
    const { type, size } = this.listHead();
    if (type !== STRUCT && size > 0) throw new RangeError('a list of something else than structures');
    const found: Found[] = [];
    for (let each = 0; each < size; each += 1) found.push(this.struct(of));
    return found;
  }

  private skip(type: number): void {
    if (type === TRUE || type === FALSE) return;
    if (type === BYTE) this.move(1);
    else if (type < DOUBLE) this.int();
    else if (type === DOUBLE) this.move(8);
    else if (type === BINARY) this.move(this.size());
    else if (type === STRUCT) this.struct({});
    else this.skipMany(type);
  }

  private skipMany(type: number): void {
    this.enter();
    if (type === LIST || type === SET) {
      const { type: of, size } = this.listHead();
      // Inside lists a truth value takes a byte.
      for (let each = 0; each < size; each += 1) this.skip(of <= FALSE ? BYTE : of);
    } else if (type === MAP) this.skipMap();
    else throw new RangeError(`no type of Thrift has the number ${type}`);
    this.depth -= 1;
  }

  private skipMap(): void {
    const size = this.size();
    if (size === 0) return;
    const types = this.byte();
    for (let each = 0; each < size; each += 1) {
      this.skip(types >> 4);
      this.skip(types & 15);
    }
  }

  private listHead(): { type: number; size: number } {
    const head = this.byte();
    return { type: head & 15, size: head >> 4 === 15 ? this.size() : head >> 4 };
  }

  private binary(): Uint8Array {
    const size = this.size();
    this.move(size);
    return this.bytes.subarray(this.at - size, this.at);
  }

  /** A number of bytes or elements: each takes a byte at least, so there can't be more than bytes are left. */
  private size(): number {
    const size = this.varint();
    if (size > this.bytes.length - this.at) throw new RangeError('more elements than bytes');
    return size;
  }

  /** Zigzag: the sign is in the lowest bit. */
  private int(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** By arithmetic beyond 28 bits, since the number may have more than 32. */
  private varint(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 70; factor *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number of more than ten bytes');
  }

  private byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new RangeError('the bytes end within a structure');
    this.at += 1;
    return byte;
  }

  private move(bytes: number): void {
    if (bytes > this.bytes.length - this.at) throw new RangeError('the bytes end within a structure');
    this.at += bytes;
  }

  private enter(): void {
    this.depth += 1;
    if (this.depth > MOST_DEPTH) throw new RangeError('structures within structures without end');
  }
}

const isList = (want: Wanted[number]): want is readonly [Wanted] => Array.isArray(want);
