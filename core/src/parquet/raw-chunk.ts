import { CompactThrift, type RawField, rawFields, rawInt, rawLong, structBytes, THRIFT } from '#thrift';
import type { CutChunk } from './cut-chunk.ts';
import { firstPage, type Piece } from './pieces.ts';
import { Unsupported } from './unsupported.ts';

/** Fields of ColumnChunk and of ColumnMetaData (parquet.thrift). */
const CHUNK = { path: 1, fileOffset: 2, meta: 3, pages: 4, pagesBytes: 5 } as const;
const META = {
  codec: 4,
  values: 5,
  whole: 6,
  bytes: 7,
  data: 9,
  index: 10,
  dictionary: 11,
  pageKinds: 13,
  bloom: 14,
  bloomBytes: 15,
} as const;

/** A column of a row group as a footer tells it, all that it says of it kept. */
export class RawChunk {
  private readonly chunk: Map<number, RawField>;
  private readonly meta: Map<number, RawField>;

  /** @throws Unsupported for what can't be moved to another place, and RangeError where it is broken */
  constructor(bytes: Uint8Array) {
    this.chunk = rawFields(new CompactThrift(bytes), bytes);
    const meta = this.chunk.get(CHUNK.meta)?.bytes;
    // What it says of itself beyond that is about other places in the file, or of encryption.
    const known: readonly number[] = [CHUNK.fileOffset, CHUNK.meta];
    if (meta === undefined || [...this.chunk.keys()].some((id) => !known.includes(id)))
      throw new Unsupported('a column with more than its metadata');
    this.meta = rawFields(new CompactThrift(meta), meta);
    if (this.meta.has(META.index)) throw new Unsupported('index pages');
  }

  get codec(): number {
    return this.number(META.codec);
  }

  get values(): number {
    return this.number(META.values);
  }

  get wholeBytes(): number {
    return this.number(META.whole);
  }

  get pages(): Piece {
    const dictionary = this.meta.has(META.dictionary) ? this.number(META.dictionary) : undefined;
    return { offset: firstPage(this.number(META.data), dictionary), length: this.number(META.bytes) };
  }

  get bloom(): Piece | undefined {
    if (!this.meta.has(META.bloom)) return undefined;
    return { offset: this.number(META.bloom), length: this.number(META.bloomBytes) };
  }

  /** Its pages as they are, elsewhere. */
  move(offset: number): void {
    const by = offset - this.pages.offset;
    for (const id of [META.data, META.dictionary])
      if (this.meta.has(id) && this.number(id) > 0) this.set(id, this.number(id) + by);
  }

  /** Its pages cut, elsewhere. */
  replace({ codec, bytes, wholeBytes, dictionaryBytes }: CutChunk, offset: number): void {
    this.meta.set(META.codec, rawInt(codec));
    this.set(META.bytes, bytes);
    this.set(META.whole, wholeBytes);
    this.set(META.data, offset + dictionaryBytes);
    if (dictionaryBytes > 0) this.set(META.dictionary, offset);
    // How many pages it has of which encoding: nobody needs to know.
    this.meta.delete(META.pageKinds);
  }

  moveBloom(offset: number): void {
    this.set(META.bloom, offset);
  }

  /** Says where the index of its pages is. */
  index({ offset, length }: Piece): void {
    this.chunk.set(CHUNK.pages, rawLong(offset));
    this.chunk.set(CHUNK.pagesBytes, rawInt(length));
  }

  bytes(): Buffer {
    return structBytes(
      new Map([...this.chunk, [CHUNK.meta, { type: THRIFT.struct, bytes: structBytes(this.meta) }]]),
    );
  }

  private number(id: number): number {
    const field = this.meta.get(id);
    if (field === undefined) throw new RangeError('a column does not say where it is');
    return new CompactThrift(field.bytes).number();
  }

  private set(id: number, value: number): void {
    this.meta.set(id, rawLong(value));
  }
}
