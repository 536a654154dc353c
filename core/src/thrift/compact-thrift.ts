/** Types of Thrift's compact protocol (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md). */
export const THRIFT = {
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
} as const;

/** Bytes of values that are always as long; truth in a structure is told by its type. */
const WIDTHS: ReadonlyMap<number, number> = new Map([
  [THRIFT.true, 0],
  [THRIFT.false, 0],
  [THRIFT.byte, 1],
  [THRIFT.double, 8],
]);

/** Structures within structures; Parquet's metadata has seven at most. */
const MOST_DEPTH = 32;

/**
 * Reads the compact protocol, as the metadata of Parquet files are written.
 * @throws RangeError where the bytes end too early or are something else.
 */
export class CompactThrift {
  /** Where the next byte is read. */
  at: number;
  readonly #bytes: Uint8Array;
  #depth = 0;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** A signed number: i16, i32 or i64. Beyond 2^53 it loses its last digits. */
  number(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  byte(): number {
    const byte = this.#bytes[this.at];
    if (byte === undefined) throw new RangeError('the bytes end within a structure');
    this.at += 1;
    return byte;
  }

  binary(): Uint8Array {
    const size = this.#size();
    this.#move(size);
    return this.#bytes.subarray(this.at - size, this.at);
  }

  /** Visits the fields of a structure; a visit that answers false has not read the field. */
  fields(visit: (id: number, type: number) => boolean): void {
    this.#enter();
    for (let id = 0; ;) {
      const head = this.byte();
      if (head === 0) break;
      id = head >> 4 === 0 ? this.number() : id + (head >> 4);
      if (!visit(id, head & 15)) this.skip(head & 15);
    }
    this.#depth -= 1;
  }

  /** Visits the items of a list of structures. */
  structs(visit: () => void): void {
    const { count, type } = this.#list();
    if (type !== THRIFT.struct && count > 0) throw new RangeError('a list of something else than structures');
    for (let left = count; left > 0; left -= 1) visit();
  }

  skip(type: number): void {
    const width = WIDTHS.get(type);
    if (width !== undefined) this.#move(width);
    else if (type > THRIFT.byte && type <= THRIFT.i64) this.#varint();
    else if (type === THRIFT.binary) this.#move(this.#size());
    else if (type === THRIFT.struct) this.fields(() => false);
    else this.#skipMany(type);
  }

  #skipMany(type: number): void {
    this.#enter();
    if (type === THRIFT.list || type === THRIFT.set) this.#skipItems();
    else if (type === THRIFT.map) this.#skipEntries();
    else throw new RangeError(`no type of Thrift has the number ${type}`);
    this.#depth -= 1;
  }

  #skipItems(): void {
    const { count, type } = this.#list();
    for (let left = count; left > 0; left -= 1) this.#skipItem(type);
  }

  #skipEntries(): void {
    const count = this.#size();
    const types = count === 0 ? 0 : this.byte();
    for (let left = count; left > 0; left -= 1) {
      this.#skipItem(types >> 4);
      this.#skipItem(types & 15);
    }
  }

  /** Truth has a byte of its own here, and none in a structure. */
  #skipItem(type: number): void {
    this.skip(type === THRIFT.true || type === THRIFT.false ? THRIFT.byte : type);
  }

  #list(): { count: number; type: number } {
    const head = this.byte();
    return { type: head & 15, count: head >> 4 === 15 ? this.#size() : head >> 4 };
  }

  /** A number of bytes or items: each takes a byte at least, so there can't be more than bytes are left. */
  #size(): number {
    const size = this.#varint();
    if (size > this.#bytes.length - this.at) throw new RangeError('more items than bytes');
    return size;
  }

  /** By arithmetic, since the number may have more than 32 bits. */
  #varint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 70; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new RangeError('a number of more than ten bytes');
  }

  #move(bytes: number): void {
    if (bytes > this.#bytes.length - this.at) throw new RangeError('the bytes end within a structure');
    this.at += bytes;
  }

  #enter(): void {
    this.#depth += 1;
    if (this.#depth > MOST_DEPTH) throw new RangeError('structures within structures without end');
  }
}

/** A number that is not negative, as the protocol writes numbers with a sign. */
export const numberBytes = (value: number): Buffer => Buffer.from(varint(value * 2));

/** What stands before the items of a list of structures. */
export const structsHead = (count: number): Buffer =>
  Buffer.from(count < 15 ? [(count << 4) | THRIFT.struct] : [(15 << 4) | THRIFT.struct, ...varint(count)]);

const varint = (value: number): number[] => {
  const bytes: number[] = [];
  pushVarint(bytes, value);
  return bytes;
};

/** Seven bits a byte, the lowest first; by arithmetic, since the number may have more than 32. */
export function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
}
