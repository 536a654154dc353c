import { CODEC, ENCODING, PAGE } from '#thrift';
import type { PagePlace } from './offset-index.ts';
import { dataPage, dictionaryPage, levelBytes, type WrittenPage } from './page-bytes.ts';
import { PageCutter } from './page-cutter.ts';
import { pageAt, type Page } from './pages.ts';
import type { Leaf } from './schema.ts';

/** A column of a row group as a file has it. */
export interface ChunkToCut {
  readonly bytes: Buffer;
  readonly codec: number;
  /** Bytes of its pages before compression, their headers included. */
  readonly wholeBytes: number;
  readonly rows: number;
  /** Values, nulls among them. */
  readonly values: number;
  readonly leaf: Leaf;
}

/** A column of a row group as it is written. */
export interface CutChunk {
  readonly parts: readonly Buffer[];
  readonly codec: number;
  readonly bytes: number;
  readonly wholeBytes: number;
  /** Of its dictionary's page; 0 where it has none. */
  readonly dictionaryBytes: number;
  /** Its data pages, offsets from the beginning of the column. */
  readonly places: readonly PagePlace[];
}

/** Bytes of a page's values, and values of a page of lists: what has no more stays whole. */
const PAGE_BYTES = 2 ** 15;
const PAGE_VALUES = 2 ** 12;

/** Of a column that compression makes no smaller than this part of it, the pages are stored as they are. */
const WORTH_PACKING = 7 / 8;

/**
 * A column's one data page as several, each of whole rows, so that a reader can have some rows without all others. Undefined where it
 * stays as it is: it is small, has several pages, or is stored in a way that isn't known here.
 * @throws Unsupported, and RangeError where the bytes are no pages
 */
export function cutChunk(chunk: ChunkToCut): CutChunk | undefined {
  const { codec, leaf } = chunk;
  if (codec !== CODEC.zstd || isFine(chunk)) return undefined;
  const found = pagesOf(chunk);
  if (found === undefined) return undefined;
  const pages = pagesFor(found.data);
  if (pages > 1 && isKnown(found.data, leaf))
    return together(codec, dictionaryOf(chunk, found), cut(chunk, found.data, pages));
  if (isPacked(chunk)) return undefined;
  const { data, dictionary } = found;
  return together(CODEC.uncompressed, dictionary && dictionaryPage(dictionary.count, dictionary.values), [
    [0, dataPage(contentOf(data, leaf), CODEC.uncompressed)],
  ]);
}

const isPacked = ({ bytes, wholeBytes }: ChunkToCut): boolean => bytes.length < wholeBytes * WORTH_PACKING;

/** What is to stay as it is, without a look into its pages. */
const isFine = (chunk: ChunkToCut): boolean =>
  isPacked(chunk) &&
  chunk.wholeBytes <= PAGE_BYTES &&
  (chunk.leaf.lists.length === 0 || chunk.values <= PAGE_VALUES);

interface Pages {
  readonly dictionary: Page | undefined;
  /** Where its bytes begin and end behind its header. */
  readonly dictionaryFrom: number;
  readonly dictionaryEnd: number;
  readonly data: Page;
}

/** A data page of the first version, perhaps behind a dictionary's; undefined for anything else. */
function pagesOf({ bytes, codec, leaf }: ChunkToCut): Pages | undefined {
  const of = { codec, leaf };
  const first = pageAt(bytes, 0, of);
  const hasDictionary = first.page?.isDictionary === true;
  const { page: data, end } = hasDictionary ? pageAt(bytes, first.end, of) : first;
  if (data?.type !== PAGE.data || end !== bytes.length) return undefined;
  if (!hasDictionary) return { dictionary: undefined, dictionaryFrom: 0, dictionaryEnd: 0, data };
  return { dictionary: first.page, dictionaryFrom: first.from, dictionaryEnd: first.end, data };
}

/** Levels that are all one are read at once, however many. */
const pagesFor = ({ values, count, repeated }: Page): number =>
  Math.ceil(Math.max(values.length / PAGE_BYTES, typeof repeated === 'number' ? 0 : count / PAGE_VALUES));

const isKnown = ({ encoding }: Page, { stored }: Leaf): boolean =>
  encoding === ENCODING.plain
    ? stored !== undefined && stored !== 'bits'
    : encoding === ENCODING.plainDictionary || encoding === ENCODING.rleDictionary;

const contentOf = ({ encoding, count, values, defined, repeated }: Page, { lists, mostDefined }: Leaf) => ({
  encoding,
  count,
  values,
  levels: [...levelBytes(repeated, lists.length, count), ...levelBytes(defined, mostDefined, count)],
});

/** Its bytes stay as they are. */
function dictionaryOf(
  { bytes }: ChunkToCut,
  { dictionary, dictionaryFrom, dictionaryEnd }: Pages,
): WrittenPage | undefined {
  if (dictionary === undefined) return undefined;
  const wholeBytes = dictionaryFrom + dictionary.values.length;
  return { parts: [bytes.subarray(0, dictionaryEnd)], bytes: dictionaryEnd, wholeBytes };
}

/** A page, and the first of its rows. */
type RowsPage = readonly [firstRow: number, page: WrittenPage];

function cut({ codec, rows, leaf }: ChunkToCut, data: Page, pages: number): RowsPage[] {
  const step = Math.ceil(rows / pages);
  const cutter = new PageCutter(data, leaf);
  const found: RowsPage[] = [];
  for (let firstRow = 0; firstRow < rows; firstRow += step)
    found.push([firstRow, dataPage(cutter.take(Math.min(step, rows - firstRow)), codec)]);
  cutter.end();
  return found;
}

function together(codec: number, dictionary: WrittenPage | undefined, pages: readonly RowsPage[]): CutChunk {
  const dictionaryBytes = dictionary?.bytes ?? 0;
  let bytes = dictionaryBytes;
  let wholeBytes = dictionary?.wholeBytes ?? 0;
  const parts = [...(dictionary?.parts ?? [])];
  const places: PagePlace[] = [];
  for (const [firstRow, page] of pages) {
    places.push({ offset: bytes, bytes: page.bytes, firstRow });
    parts.push(...page.parts);
    bytes += page.bytes;
    wholeBytes += page.wholeBytes;
  }
  return { parts, codec, bytes, wholeBytes, dictionaryBytes, places };
}
