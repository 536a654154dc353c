import { ENCODING } from '#thrift';
import { hybrid } from './hybrid.ts';
import { pagesWith, type LoadedChunk, type Rows } from './leaf-pages.ts';
import type { Unpacked } from './unpacked.ts';
import { countOf } from './levels.ts';
import type { Page } from './pages.ts';
import { placesFor } from './entries.ts';
import { textLength } from './plain.ts';
import { Unsupported } from './unsupported.ts';

/** A column of texts, or of lists of texts, and texts that are looked for in it. */
export interface Sought {
  readonly chunk: LoadedChunk;
  readonly texts: readonly Buffer[];
  /** See `pagesWith`. */
  readonly unpacked: Unpacked;
}

/**
 * Marks the rows of a row group, among some, that have one of the texts: a byte for each row of it. Others may be marked too, but none
 * that hasn't a text.
 * @throws Unsupported, and RangeError where the bytes are broken
 */
export function markRows(
  { chunk, texts, unpacked }: Sought,
  ranges: readonly Rows[],
  marks: Uint8Array,
): void {
  for (const found of pagesWith([chunk], { rows: marks.length, unpacked }, ranges).flat()) {
    const page = found.read();
    const count = countOf(page.defined, chunk.leaf.mostDefined, page.count);
    const isThere = foundIn(page, found.dictionary, { texts, count });
    const rows = marks.subarray(found.from, found.to);
    if (typeof page.repeated === 'number' && typeof page.defined === 'number') markAll(isThere, rows);
    else markEntries(page, chunk, { isThere, rows });
  }
}

function markAll(isThere: Uint8Array, rows: Uint8Array): void {
  for (let at = 0; at < isThere.length; at += 1) if (isThere[at] === 1) rows[at] = 1;
}

/** Level by level: whose value is there belongs to the row that began last. */
function markEntries(
  { count, defined, repeated }: Page,
  { leaf: { mostDefined } }: LoadedChunk,
  { isThere, rows }: { isThere: Uint8Array; rows: Uint8Array },
): void {
  let row = -1;
  let value = 0;
  for (let entry = 0; entry < count; entry += 1) {
    if ((typeof repeated === 'number' ? repeated : repeated[entry]) === 0) row += 1;
    if ((typeof defined === 'number' ? defined : defined[entry]) !== mostDefined) continue;
    if (isThere[value] === 1) rows[row] = 1;
    value += 1;
  }
}

/** By value of a page: whether it is one of the texts. */
function foundIn(
  page: Page,
  dictionary: Page | undefined,
  { texts, count }: { readonly texts: readonly Buffer[]; readonly count: number },
): Uint8Array {
  if (page.encoding === ENCODING.plain) return plainMatches(page.values, texts, count);
  if (page.encoding !== ENCODING.plainDictionary && page.encoding !== ENCODING.rleDictionary)
    throw new Unsupported(`encoding ${page.encoding}`);
  if (dictionary === undefined) throw new RangeError('places of a dictionary that is not there');
  const known = plainMatches(dictionary.values, texts, dictionary.count);
  const found = new Uint8Array(count);
  const places = placesFor(count);
  if (count > 0) hybrid(page.values.subarray(1), page.values.readUInt8(0), places);
  for (let at = 0; at < count; at += 1) found[at] = known[places[at] as number] ?? 0;
  return found;
}

function plainMatches(bytes: Buffer, texts: readonly Buffer[], count: number): Uint8Array {
  const found = new Uint8Array(count);
  for (const text of texts) markSame(bytes, text, found);
  return found;
}

function markSame(bytes: Buffer, text: Buffer, found: Uint8Array): void {
  for (let at = 0, value = 0; value < found.length; value += 1) {
    const length = textLength(bytes, at);
    if (length === text.length && isAt(bytes, text, at + 4)) found[value] = 1;
    at += 4 + length;
  }
}

function isAt(bytes: Buffer, text: Buffer, from: number): boolean {
  for (let at = text.length - 1; at >= 0; at -= 1) if (bytes[from + at] !== text[at]) return false;
  return true;
}
