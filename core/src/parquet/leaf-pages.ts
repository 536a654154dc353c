import { PAGE } from '#thrift';
import type { PagePlace } from './offset-index.ts';
import { LevelMemory, packedPageAt, pageIn, valuesOf, type PackedPage, type Page } from './pages.ts';
import type { Leaf } from './schema.ts';
import type { Unpacked } from './unpacked.ts';
import { Unsupported } from './unsupported.ts';
import { allDecompressed, type PackedBytes } from './zstd-frames.ts';

/** Rows of a row group, from one on and before another. */
export interface Rows {
  readonly from: number;
  readonly to: number;
}

/** A column of a row group whose bytes are there. */
export interface LoadedChunk {
  readonly leaf: Leaf;
  readonly bytes: Buffer;
  readonly codec: number;
  readonly values: number;
  /** Places of its data pages, offsets from the beginning of the bytes; undefined where the file has no index of them. */
  readonly places: readonly RowsPlace[] | undefined;
}

/** Where a data page stands, and which rows of the row group it has. */
export interface RowsPlace extends Pick<PagePlace, 'offset' | 'bytes'>, Rows {}

/** Whether rows are among some ranges. */
export const hasSome = (rows: Rows, ranges: readonly Rows[]): boolean =>
  ranges.some(({ from, to }) => from < rows.to && to > rows.from);

/** A data page, and which rows of the row group it has. */
export interface RowsPage extends Rows {
  /** Reads its levels, which hold until another page is read. @throws Unsupported, and RangeError where it is no page */
  readonly read: () => Page;
  readonly dictionary: Page | undefined;
}

/** The same, still compressed. */
interface PackedRows extends Rows {
  readonly packed: PackedPage;
}

interface PackedChunk {
  readonly chunk: LoadedChunk;
  readonly dictionary: PackedPage | undefined;
  readonly pages: readonly PackedRows[];
}

/** Of the page that was read last: a thread reads one after the other. */
const memory = new LevelMemory();

/**
 * Of each column of a row group the data pages that have some of the rows, in order.
 * @param rows of the row group
 * @param unpacked what need not be unpacked any more; what is unpacked now is added
 * @throws Unsupported, and RangeError where the bytes are no pages
 */
export function pagesWith(
  chunks: readonly LoadedChunk[],
  { rows, unpacked }: { readonly rows: number; readonly unpacked: Unpacked },
  ranges: readonly Rows[],
): readonly (readonly RowsPage[])[] {
  const isWanted = (page: Rows): boolean => hasSome(page, ranges);
  const packed = chunks.map((chunk) => packedChunk(chunk, rows, isWanted));
  unpack(packed, unpacked);
  return packed.map(({ chunk, dictionary: own, pages }) => {
    const { leaf } = chunk;
    const bytesOf = ({ from }: PackedPage): Buffer => unpacked.of(chunk).get(from) as Buffer;
    const dictionary = own && pageIn(own, bytesOf(own), { leaf });
    return pages.map(({ from, to, packed: page }) => ({
      from,
      to,
      dictionary,
      read: () => pageIn(page, bytesOf(page), { leaf, memory }),
    }));
  });
}

/** All at once. */
function unpack(packed: readonly PackedChunk[], unpacked: Unpacked): void {
  const pages: PackedBytes[] = [];
  const places: (readonly [known: Map<number, Buffer>, at: number])[] = [];
  for (const { chunk, dictionary, pages: own } of packed) {
    const known = unpacked.of(chunk);
    const wanted = (page: PackedPage): void => {
      if (known.has(page.from)) return;
      places.push([known, page.from]);
      pages.push({ bytes: page.bytes, size: page.size, codec: chunk.codec });
    };
    if (dictionary !== undefined) wanted(dictionary);
    for (const each of own) wanted(each.packed);
  }
  for (const [at, bytes] of allDecompressed(pages, unpacked.memory).entries()) {
    const [known, place] = places[at] as (typeof places)[number];
    known.set(place, bytes);
  }
}

function packedChunk(chunk: LoadedChunk, rows: number, isWanted: (page: Rows) => boolean): PackedChunk {
  const { bytes, places } = chunk;
  // Of what has places only the pages that are wanted are there, and a dictionary before them all.
  const first = places?.[0]?.offset === 0 ? undefined : packedPageAt(bytes, 0);
  const dictionary = first?.type === PAGE.dictionary ? first : undefined;
  if (places === undefined)
    return { chunk, dictionary, pages: everyPage(chunk, rows, dictionary).filter(isWanted) };
  const pages = places
    .filter(isWanted)
    .map(({ offset, from, to }) => ({ from, to, packed: packedPageAt(bytes, offset) }));
  return { chunk, dictionary, pages };
}

/** Without an index: of a list nobody knows, before its levels are read, where a page's rows begin. */
function everyPage(
  { bytes, values, leaf }: LoadedChunk,
  rows: number,
  dictionary: PackedPage | undefined,
): PackedRows[] {
  const pages: PackedRows[] = [];
  for (let at = dictionary?.end ?? 0, from = 0; from < values;) {
    const packed = packedPageAt(bytes, at);
    const to = from + valuesOf(packed);
    if (to === from) throw new RangeError('a page without values');
    pages.push({ from, to, packed });
    at = packed.end;
    from = to;
  }
  if (leaf.lists.length === 0) return pages;
  if (pages.length !== 1) throw new Unsupported('lists in several pages, of which there is no index');
  return pages.map(({ packed }) => ({ from: 0, to: rows, packed }));
}
