/** Reads Avro's binary encoding, byte by byte. https://avro.apache.org/docs/1.12.0/specification/#binary-encoding */
export class AvroBytes {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /**
   * A variable-length zig-zag number of at most 53 bits.
   * @throws RangeError where the bytes end before it.
   */
  long(): number {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = this.#bytes.readUInt8(this.#at);
      this.#at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
      factor *= 128;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A view of as many bytes as said. @throws RangeError where there are fewer. */
  take(length: number): Buffer {
    const end = this.#at + length;
    if (length < 0 || end > this.#bytes.length) throw new RangeError('the Avro file ends too early');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** Passes over bytes behind their length. */
  skipBytes(): void {
    this.bytes();
  }

  /** Bytes behind their length. */
  bytes(): Buffer {
    return this.take(this.long());
  }
}
