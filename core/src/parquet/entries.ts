import { ENCODING } from '#thrift';
import { hybrid } from './hybrid.ts';
import { countOf } from './levels.ts';
import type { Levels, Page } from './pages.ts';
import type { Leaf } from './schema.ts';
import { Unsupported } from './unsupported.ts';

/** How values become an array of theirs. */
export interface Decoder<Values> {
  /** `count` values in the encoding PLAIN. @throws RangeError where the bytes end too early. */
  readonly plain: (bytes: Buffer, count: number) => Values;
  /** The values that stand at some places of a dictionary, which may take the places' memory. @throws RangeError for a place that it has not. */
  readonly pick: (dictionary: Values, places: Uint32Array) => Values;
}

/** A page's part of a column. */
export interface Entries<Values> {
  /** Values, nulls among them: one a row, more inside lists. */
  readonly count: number;
  /** Levels of each (see `Leaf`). */
  readonly defined: Levels;
  readonly repeated: Levels;
  /** Those that are there; they hold until the next entries are read. */
  readonly values: Values;
}

/**
 * The values of a column's pages in a row group.
 * @throws Unsupported for encodings that only another reader has, and RangeError where the bytes are broken.
 */
export function* entriesIn<Values>(
  pages: readonly Page[],
  leaf: Leaf,
  decoder: Decoder<Values>,
): Generator<Entries<Values>> {
  let dictionary: Values | undefined;
  for (const page of pages) {
    if (page.isDictionary) dictionary = decoder.plain(page.values, page.count);
    else yield entriesOf(page, leaf, { decoder, dictionary });
  }
}

function entriesOf<Values>(
  { count, defined, repeated, encoding, values: bytes }: Page,
  { mostDefined }: Leaf,
  { decoder, dictionary }: { decoder: Decoder<Values>; dictionary: Values | undefined },
): Entries<Values> {
  const there = countOf(defined, mostDefined, count);
  const own = { count, defined, repeated };
  if (encoding === ENCODING.plain) return { ...own, values: decoder.plain(bytes, there) };
  if (encoding !== ENCODING.plainDictionary && encoding !== ENCODING.rleDictionary)
    throw new Unsupported(`encoding ${encoding}`);
  if (dictionary === undefined) throw new RangeError('places of a dictionary that is not there');
  const places = placesFor(there);
  if (there > 0) hybrid(bytes.subarray(1), bytes.readUInt8(0), places);
  return { ...own, values: decoder.pick(dictionary, places) };
}

let scratch = new Uint32Array(0);

/** Memory for places of a dictionary: used again for the next page, when what was picked is copied. */
export function placesFor(count: number): Uint32Array {
  if (scratch.length < count) scratch = new Uint32Array(count);
  return scratch.subarray(0, count);
}
