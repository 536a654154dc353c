import { PAGE } from './names.ts';
import type { PagePlace } from './offset-index.ts';
import { packedPageAt, pageIn, valuesOf, type PackedPage, type Page } from './pages.ts';
import type { Leaf } from './schema.ts';
import { Unsupported } from './unsupported.ts';
import { allDecompressed } from './zstd-frames.ts';

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
  readonly places: readonly PagePlace[] | undefined;
}

/** A data page, and which rows of the row group it has. */
export interface RowsPage extends Rows {
  readonly page: Page;
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

/**
 * Of each column of a row group the data pages that have some of the rows, in order.
 * @param rows of the row group
 * @throws Unsupported, and RangeError where the bytes are no pages
 */
export function pagesWith(
  chunks: readonly LoadedChunk[],
  rows: number,
  ranges: readonly Rows[],
): readonly (readonly RowsPage[])[] {
  const isWanted = (page: Rows): boolean => ranges.some(({ from, to }) => from < page.to && to > page.from);
  const packed = chunks.map((chunk) => packedChunk(chunk, rows, isWanted));
  const pages = packed.flatMap(({ chunk: { codec }, dictionary, pages: own }) =>
    [...(dictionary === undefined ? [] : [dictionary]), ...own.map((each) => each.packed)].map(
      ({ bytes, size }) => ({ bytes, size, codec }),
    ),
  );
  const bytes = allDecompressed(pages).values();
  const next = (): Buffer => bytes.next().value as Buffer;
  return packed.map(({ chunk: { leaf }, dictionary: own, pages: some }) => {
    const dictionary = own && pageIn(own, next(), leaf);
    return some.map(({ from, to, packed: page }) => ({
      from,
      to,
      dictionary,
      page: pageIn(page, next(), leaf),
    }));
  });
}

function packedChunk(chunk: LoadedChunk, rows: number, isWanted: (page: Rows) => boolean): PackedChunk {
  const { bytes, places } = chunk;
  const first = packedPageAt(bytes, 0);
  const dictionary = first.type === PAGE.dictionary ? first : undefined;
  if (places === undefined)
    return { chunk, dictionary, pages: everyPage(chunk, rows, dictionary).filter(isWanted) };
  const pages = places
    .map(({ offset, firstRow }, at) => ({ offset, from: firstRow, to: places[at + 1]?.firstRow ?? rows }))
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
