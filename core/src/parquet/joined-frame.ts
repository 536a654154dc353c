/** An empty raw block, the last of its frame. */
const LAST = Buffer.from('010000', 'hex');

/**
 * All that one frame hands on to its next block but not to another frame are the last three offsets, which begin as 1, 4 and 8 (RFC 8878, 3.1.1.5). Here
 * they are set to that: by two compressed blocks of sequences with the offsets 8, then 4 and 1, each of eight literals and three bytes
 * of a match.
 */
const [OFFSET_8, OFFSETS_4_1] = ['0b', '1c'];
const RESET = Buffer.from('44000041a70154080300' + OFFSET_8 + '44000081a70254080200' + OFFSETS_4_1, 'hex');
/** Bytes that they come to. */
export const RESET_SIZE = 3 * (8 + 3);
/** What they come to. */
export const RESET_WHOLE = Buffer.alloc(RESET_SIZE, 0xa7);

/** Block_Type. */
const RLE = 1;
const RESERVED = 3;

/** Where the last block begins of bytes that are one frame, whose blocks begin somewhere; undefined for anything else. */
function lastBlock(bytes: Buffer, begin: number): number | undefined {
  for (let at = begin; at + 3 <= bytes.length;) {
    const head = bytes.readUIntLE(at, 3);
    const type = (head >> 1) & 3;
    const end = at + 3 + (type === RLE ? 1 : head >> 3);
    if (type === RESERVED) return undefined;
    if ((head & 1) === 1) return end === bytes.length ? at : undefined;
    at = end;
  }
  return undefined;
}

/** Where a frame's header ends; undefined for one with a checksum or a dictionary, and where there is none. */
function headerEnd(bytes: Buffer): number | undefined {
  if (bytes.length < 6 || bytes.readUInt32LE() !== 0xfd2fb528) return undefined;
  const said = bytes.readUInt8(4);
  // Dictionary_ID_Flag, Content_Checksum_Flag and what is reserved.
  if ((said & 0x0f) !== 0) return undefined;
  const isSingle = (said & 0x20) !== 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][said >> 6] as number;
  return 5 + (isSingle ? 0 : 1) + sizeBytes;
}

/** Frame_Header (3.1.1.1): no checksum, all of it the window, the size in four bytes. Who says the size needs no other memory. */
const HEADER = Buffer.from('28b52ffda000000000', 'hex');
const SIZE_AT = 5;

/** Bytes of its memory at first, and that are kept for the next. */
const [LEAST, MOST_KEPT] = [2 ** 16, 2 ** 21];

/** A frame of the blocks of others, between which the decoder is put back to where a frame begins, in memory that is used again. */
export class Frame {
  private bytes = Buffer.alloc(LEAST);
  private length = 0;

  begin(): void {
    if (this.bytes.length > MOST_KEPT) this.bytes = Buffer.alloc(LEAST);
    HEADER.copy(this.bytes);
    this.length = HEADER.length;
  }

  /** Adds the blocks of bytes that are one frame, none marked as the last; false for anything else. */
  add(bytes: Buffer): boolean {
    const begin = headerEnd(bytes);
    const last = begin === undefined ? undefined : lastBlock(bytes, begin);
    if (begin === undefined || last === undefined) return false;
    const from = this.room(bytes.length - begin + RESET.length);
    bytes.copy(this.bytes, from, begin);
    const at = from + last - begin;
    this.bytes[at] = (this.bytes[at] as number) & 0xfe;
    RESET.copy(this.bytes, this.length - RESET.length);
    return true;
  }

  /** All of it, which comes to so many bytes; it holds until the next begins. */
  end(size: number): Buffer {
    const from = this.room(LAST.length);
    LAST.copy(this.bytes, from);
    this.bytes.writeUInt32LE(size, SIZE_AT);
    return this.bytes.subarray(0, this.length);
  }

  /** Where there is room for so many bytes more. */
  private room(by: number): number {
    const from = this.length;
    this.length += by;
    if (this.length > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(this.length * 2);
      this.bytes.copy(larger, 0, 0, from);
      this.bytes = larger;
    }
    return from;
  }
}
