/** Types of Thrift's compact protocol (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md). */
const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const I64 = 6;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const SET = 10;
const MAP = 11;
const STRUCT = 12;

/** Bytes of values that are always as long; truth in a struct is told by its type. */
const WIDTHS: ReadonlyMap<number, number> = new Map([
  [TRUE, 0],
  [FALSE, 0],
  [BYTE, 1],
  [DOUBLE, 8],
]);

/** Reads the compact protocol, as the footers of Parquet files are written. @throws Error for what is not it. */
export class CompactThrift {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  #byte(): number {
    const byte = this.#bytes[this.at];
    if (byte === undefined) throw new Error('the bytes end early');
    this.at += 1;
    return byte;
  }

  /** An unsigned number of up to 53 bits. */
  #varint(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new Error('a number is too long');
  }

  /** A signed number: i16, i32 or i64. */
  number(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Visits the fields of a struct; a visit that answers false has not read the field. */
  fields(visit: (id: number, start: number) => boolean): void {
    let id = 0;
    for (;;) {
      const start = this.at;
      const head = this.#byte();
      if (head === 0) return;
      id = head >> 4 === 0 ? this.number() : id + (head >> 4);
      if (!visit(id, start)) this.#skip(head & 15);
    }
  }

  /** Visits the items of a list of structs. */
  structs(visit: () => void): void {
    const { count, type } = this.#list();
    if (type !== STRUCT) throw new Error('no list of structs');
    for (let left = count; left > 0; left -= 1) visit();
  }

  #list(): { count: number; type: number } {
    const head = this.#byte();
    return { count: head >> 4 === 15 ? this.#varint() : head >> 4, type: head & 15 };
  }

  #skip(type: number): void {
    const width = WIDTHS.get(type);
    if (width !== undefined) this.at += width;
    else if (type > BYTE && type <= I64) this.#varint();
    else if (type === BINARY) this.#skipText();
    else if (type === LIST || type === SET) this.#skipItems();
    else if (type === MAP) this.#skipEntries();
    else if (type === STRUCT) this.fields(() => false);
    else throw new Error('an unknown type');
  }

  #skipText(): void {
    const length = this.#varint();
    this.at += length;
  }

  #skipItems(): void {
    const { count, type } = this.#list();
    for (let left = count; left > 0; left -= 1) this.#skipItem(type);
  }

  #skipEntries(): void {
    const count = this.#varint();
    const types = count === 0 ? 0 : this.#byte();
    for (let left = count; left > 0; left -= 1) {
      this.#skipItem(types >> 4);
      this.#skipItem(types & 15);
    }
  }

  /** Truth has a byte of its own here, and none in a struct. */
  #skipItem(type: number): void {
    this.#skip(type === TRUE || type === FALSE ? BYTE : type);
  }
}

/** A number that is not negative, as the protocol writes numbers with a sign. */
export const numberBytes = (value: number): Buffer => Buffer.from(varint(value * 2));

/** What stands before the items of a list of structs. */
export const structsHead = (count: number): Buffer =>
  Buffer.from(count < 15 ? [(count << 4) | STRUCT] : [(15 << 4) | STRUCT, ...varint(count)]);

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}
