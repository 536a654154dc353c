import { CompactThrift, ENCODING, PAGE } from '#thrift';
import { decompressed } from './decompress.ts';
import type { Chunk } from './file.ts';
import { bitsOf, hybrid, onlyNumber } from './hybrid.ts';
import type { Leaf } from './schema.ts';
import { Unsupported } from './unsupported.ts';
import { found, type Found, type Wanted } from './found.ts';

/** Levels of the values of a page: one where all have it. */
export type Levels = Uint8Array | number;

/** Both levels of some values, nulls among them. */
export interface LevelsOf {
  readonly count: number;
  readonly defined: Levels;
  readonly repeated: Levels;
}

/** A page of a column, decompressed, its levels read. */
export interface Page extends LevelsOf {
  /** `PAGE`. */
  readonly type: number;
  readonly isDictionary: boolean;
  readonly encoding: number;
  /** Values that are there, in the page's encoding. */
  readonly values: Buffer;
}

/** What a page says before its bytes (parquet.thrift, `PageHeader`). */
const PAGE_HEADER: Wanted = {
  1: 'number',
  2: 'number',
  3: 'number',
  5: { 1: 'number', 2: 'number', 3: 'number', 4: 'number' },
  7: { 1: 'number', 2: 'number' },
  8: { 1: 'number', 4: 'number', 5: 'number', 6: 'number', 7: 'flag' },
};

/** Bytes of a page beyond which a column is not read here; Parquet's writers make pages of about 1 MB. */
const MOST_PAGE = 2 ** 28;
const MOST_VALUES = 2 ** 26;

/** The pages of a column in a row group, from their bytes. @throws Unsupported, and RangeError where the bytes are no pages. */
export function pagesIn(bytes: Buffer, { values, codec }: Chunk, leaf: Leaf): Page[] {
  const pages: Page[] = [];
  for (let at = 0, read = 0; read < values;) {
    const { page, end } = pageAt(bytes, at, { codec, leaf });
    at = end;
    if (page === undefined) continue;
    pages.push(page);
    if (!page.isDictionary) read += page.count;
  }
  return pages;
}

/** A page as it stands in its column, still compressed. */
export interface PackedPage {
  readonly header: Found;
  /** `PAGE`. */
  readonly type: number;
  /** Bytes after decompression. */
  readonly size: number;
  readonly bytes: Buffer;
  /** Where its bytes begin and end, behind its header. */
  readonly from: number;
  readonly end: number;
}

/** The page of a column whose header begins at some byte. @throws Unsupported, and RangeError where there is no page. */
export function packedPageAt(bytes: Buffer, at: number): PackedPage {
  const thrift = new CompactThrift(bytes, at);
  const header = found(thrift, PAGE_HEADER);
  const from = thrift.at;
  const end = from + Number(header[3]);
  if (!(end <= bytes.length)) throw new RangeError('a page goes beyond its column');
  const size = Number(header[2]);
  if (size > MOST_PAGE) throw new Unsupported(`a page of ${size} bytes`);
  return { header, type: Number(header[1]), size, bytes: bytes.subarray(from, end), from, end };
}

interface Of {
  readonly codec: number;
  readonly leaf: Leaf;
}

/** The page of a column whose header begins at some byte, undefined for a kind without values, and where its bytes stand. */
export function pageAt(
  bytes: Buffer,
  at: number,
  of: Of,
): Pick<PackedPage, 'from' | 'end'> & { page: Page | undefined } {
  const packed = packedPageAt(bytes, at);
  const { from, end } = packed;
  return { page: pageOf(packed, of), from, end };
}

function pageOf(packed: PackedPage, { codec, leaf }: Of): Page | undefined {
  switch (packed.type) {
    case PAGE.dictionary:
    case PAGE.data:
      return pageIn(packed, decompressed(packed.bytes, packed.size, codec), { leaf });
    case PAGE.dataV2:
      return dataPageV2(packed.header, packed.bytes, { codec, leaf });
    default:
      // An index page, which nobody writes, may stand between.
      return undefined;
  }
}

interface OfLeaf {
  readonly leaf: Leaf;
  /** Where levels are put; absent: in memory of their own. */
  readonly memory?: LevelMemory;
}

/** A dictionary's page, or a data page of the first version, by its bytes. @throws Unsupported for others, and RangeError */
export function pageIn(
  { header, type }: Pick<PackedPage, 'header' | 'type'>,
  bytes: Buffer,
  of: OfLeaf,
): Page {
  if (type === PAGE.data) return dataPage(own(header, 5), bytes, of);
  if (type !== PAGE.dictionary) throw new Unsupported(`a page of the type ${type}`);
  const { 1: count = Number.NaN } = own(header, 7);
  return page(bytes, { type, isDictionary: true, encoding: ENCODING.plain, count });
}

/** Values of a data page of the first version, nulls among them. @throws Unsupported for others, and RangeError */
export function valuesOf({ header, type }: PackedPage): number {
  if (type !== PAGE.data) throw new Unsupported(`a page of the type ${type}`);
  return own(header, 5)[1] as number;
}

type Numbers = Readonly<Record<number, number>>;

/** What the header has for the kind of page that it is. */
function own(header: Found, id: 5 | 7 | 8): Numbers {
  const said = header[id] as Numbers | undefined;
  if (said?.[1] === undefined || said[1] < 0) throw new RangeError('a page without its own header');
  if (said[1] > MOST_VALUES) throw new Unsupported(`a page of ${said[1]} values`);
  return said;
}

/** Without levels. */
const page = (values: Buffer, head: Pick<Page, 'type' | 'isDictionary' | 'encoding' | 'count'>): Page => ({
  ...head,
  defined: 0,
  repeated: 0,
  values,
});

/** Both kinds of levels stand before the values, each behind its length in bytes. */
function dataPage(header: Numbers, bytes: Buffer, { leaf, memory }: OfLeaf): Page {
  const { 1: count = 0, 2: encoding = -1 } = header;
  if (header[3] !== ENCODING.rle || header[4] !== ENCODING.rle) throw new Unsupported('levels in bits');
  let at = 0;
  const levels = (most: number, kind: keyof LevelMemory): Levels => {
    if (most === 0) return 0;
    const from = at + 4;
    at = from + bytes.readUInt32LE(at);
    const into = memory === undefined ? undefined : room(memory, kind, count);
    return levelsIn(bytes.subarray(from, at), { most, count }, into);
  };
  const repeated = levels(leaf.lists.length, 'repeated');
  const defined = levels(leaf.mostDefined, 'defined');
  const head = { type: PAGE.data, isDictionary: false, encoding, count };
  return { ...page(bytes.subarray(at), head), defined, repeated };
}

/** Levels stand before the values, uncompressed, their lengths in the header. */
function dataPageV2(header: Found, bytes: Buffer, { codec, leaf }: Of): Page {
  const said = own(header, 8);
  const { 1: count = 0, 4: encoding = -1, 5: definedBytes = 0, 6: repeatedBytes = 0 } = said;
  const from = definedBytes + repeatedBytes;
  const rest = bytes.subarray(from);
  const values = (said[7] as unknown) === false ? rest : decompressed(rest, Number(header[2]) - from, codec);
  const levels = (most: number, part: Buffer) => (most === 0 ? 0 : levelsIn(part, { most, count }));
  return {
    ...page(values, { type: PAGE.dataV2, isDictionary: false, encoding, count }),
    repeated: levels(leaf.lists.length, bytes.subarray(0, repeatedBytes)),
    defined: levels(leaf.mostDefined, bytes.subarray(repeatedBytes, from)),
  };
}

function levelsIn(
  bytes: Buffer,
  { most, count }: { readonly most: number; readonly count: number },
  into?: Uint8Array,
): Levels {
  const width = bitsOf(most);
  const only = onlyNumber(bytes, width, count);
  if (only !== undefined) return only;
  const levels = into ?? new Uint8Array(count);
  hybrid(bytes, width, levels);
  return levels;
}

/** Memory for the levels of one page after the other. */
export class LevelMemory {
  repeated = new Uint8Array(0);
  defined = new Uint8Array(0);
}

function room(memory: LevelMemory, kind: keyof LevelMemory, count: number): Uint8Array {
  if (memory[kind].length < count) memory[kind] = new Uint8Array(count * 2);
  return memory[kind].subarray(0, count);
}
