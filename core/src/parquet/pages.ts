import { CompactThrift } from './compact-thrift.ts';
import { decompressed } from './decompress.ts';
import type { Chunk } from './file.ts';
import { bitsOf, hybrid, onlyNumber } from './hybrid.ts';
import { ENCODING, PAGE } from './names.ts';
import type { Leaf } from './schema.ts';
import { Unsupported } from './unsupported.ts';
import { found, type Found, type Wanted } from './found.ts';

/** Levels of the values of a page: one where all have it. */
export type Levels = Uint8Array | number;

/** A page of a column, decompressed, its levels read. */
export interface Page {
  readonly isDictionary: boolean;
  readonly encoding: number;
  /** Values, nulls among them. */
  readonly count: number;
  readonly defined: Levels;
  readonly repeated: Levels;
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
    const thrift = new CompactThrift(bytes, at);
    const header = found(thrift, PAGE_HEADER);
    at = thrift.at + Number(header[3]);
    if (!(at <= bytes.length)) throw new RangeError('a page goes beyond its column');
    const page = pageOf(header, bytes.subarray(thrift.at, at), { codec, leaf });
    if (page === undefined) continue;
    pages.push(page);
    if (!page.isDictionary) read += page.count;
  }
  return pages;
}

interface Of {
  readonly codec: number;
  readonly leaf: Leaf;
}

function pageOf(header: Found, bytes: Buffer, of: Of): Page | undefined {
  const size = Number(header[2]);
  if (size > MOST_PAGE) throw new Unsupported(`a page of ${size} bytes`);
  switch (header[1]) {
    case PAGE.dictionary: {
      const { 1: count = Number.NaN } = own(header, 7);
      return page(decompressed(bytes, size, of.codec), {
        isDictionary: true,
        encoding: ENCODING.plain,
        count,
      });
    }
    case PAGE.data:
      return dataPage(own(header, 5), decompressed(bytes, size, of.codec), of.leaf);
    case PAGE.dataV2:
      return dataPageV2(header, bytes, of);
    default:
      // An index page, which nobody writes, may stand between.
      return undefined;
  }
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
const page = (values: Buffer, head: Pick<Page, 'isDictionary' | 'encoding' | 'count'>): Page => ({
  ...head,
  defined: 0,
  repeated: 0,
  values,
});

/** Both kinds of levels stand before the values, each behind its length in bytes. */
function dataPage(header: Numbers, bytes: Buffer, leaf: Leaf): Page {
  const { 1: count = 0, 2: encoding = -1 } = header;
  if (header[3] !== ENCODING.rle || header[4] !== ENCODING.rle) throw new Unsupported('levels in bits');
  let at = 0;
  const levels = (most: number): Levels => {
    if (most === 0) return 0;
    const from = at + 4;
    at = from + bytes.readUInt32LE(at);
    return levelsIn(bytes.subarray(from, at), most, count);
  };
  const repeated = levels(leaf.lists.length);
  const defined = levels(leaf.mostDefined);
  return { ...page(bytes.subarray(at), { isDictionary: false, encoding, count }), defined, repeated };
}

/** Levels stand before the values, uncompressed, their lengths in the header. */
function dataPageV2(header: Found, bytes: Buffer, { codec, leaf }: Of): Page {
  const said = own(header, 8);
  const { 1: count = 0, 4: encoding = -1, 5: definedBytes = 0, 6: repeatedBytes = 0 } = said;
  const from = definedBytes + repeatedBytes;
  const rest = bytes.subarray(from);
  const values = (said[7] as unknown) === false ? rest : decompressed(rest, Number(header[2]) - from, codec);
  const levels = (most: number, part: Buffer) => (most === 0 ? 0 : levelsIn(part, most, count));
  return {
    ...page(values, { isDictionary: false, encoding, count }),
    repeated: levels(leaf.lists.length, bytes.subarray(0, repeatedBytes)),
    defined: levels(leaf.mostDefined, bytes.subarray(repeatedBytes, from)),
  };
}

function levelsIn(bytes: Buffer, most: number, count: number): Levels {
  const width = bitsOf(most);
  const only = onlyNumber(bytes, width, count);
  if (only !== undefined) return only;
  const levels = new Uint8Array(count);
  hybrid(bytes, width, levels);
  return levels;
}
