import { markRows, type CutGroup, type Leaf, type LoadedChunk, type Rows, type Unpacked } from '#parquet';
import type { ScannedFile, SoughtText } from './scan.ts';

/** A row group that was read, and of which of its rows to look at. */
export interface Asked {
  readonly group: CutGroup;
  readonly chunks: readonly LoadedChunk[];
  readonly within: readonly Rows[];
  /** See `pagesWith`. */
  readonly unpacked: Unpacked;
}

/** The columns that are looked into. @throws RangeError where one isn't there */
export const soughtChunks = (
  chunks: readonly LoadedChunk[],
  sought: NonNullable<ScannedFile['sought']>,
): LoadedChunk[] =>
  sought.flatMap((needles) =>
    needles.flatMap((needle) => needle.map(({ column }) => chunkOf(chunks, column))),
  );

/** The rows of a row group that have what is sought. @throws RangeError, and Unsupported, where that can't be told */
export function soughtRows(asked: Asked, sought: NonNullable<ScannedFile['sought']>): Rows[] {
  const [some, ...others] = sought.map((needles) => rowsWithAll(asked, needles));
  if (some === undefined) return [];
  for (const own of others) for (let row = 0; row < own.length; row += 1) if (own[row] === 1) some[row] = 1;
  return asked.within.flatMap((rows) => runsOf(some, rows));
}

/** Marks the rows that have one of each. */
function rowsWithAll(asked: Asked, needles: SoughtTexts): Uint8Array {
  const [all, ...others] = needles.map((needle) => rowsWith(asked, needle));
  if (all === undefined) return new Uint8Array(asked.group.rows).fill(1);
  for (const own of others) for (let row = 0; row < all.length; row += 1) if (own[row] !== 1) all[row] = 0;
  return all;
}

type SoughtTexts = NonNullable<ScannedFile['sought']>[number];

/** Marks the rows that have one of some texts. */
function rowsWith({ group, chunks, within, unpacked }: Asked, needle: readonly SoughtText[]): Uint8Array {
  const marks = new Uint8Array(group.rows);
  for (const some of Map.groupBy(needle, ({ column }) => column.id).values()) {
    const chunk = chunkOf(chunks, (some[0] as SoughtText).column);
    const texts = some.map(({ text }) => Buffer.from(text));
    markRows({ chunk, texts, unpacked }, within, marks);
  }
  return marks;
}

function chunkOf(chunks: readonly LoadedChunk[], column: SoughtText['column']): LoadedChunk {
  const chunk = chunks.find(({ leaf }) => isOf(leaf, column));
  if (chunk === undefined) throw new RangeError('the file lacks a column that is looked into');
  return chunk;
}

/** Whether a leaf has a column's texts. */
const isOf = ({ kind, fieldId, lists }: Leaf, { id, isList }: SoughtText['column']): boolean =>
  kind === 'text' &&
  (isList ? lists.length === 1 && lists[0]?.id === id : lists.length === 0 && fieldId === id);

function runsOf(marks: Uint8Array, { from, to }: Rows): Rows[] {
  const runs: Rows[] = [];
  for (let at = marks.indexOf(1, from); at !== -1 && at < to; at = marks.indexOf(1, at)) {
    const begin = at;
    while (at < to && marks[at] === 1) at += 1;
    runs.push({ from: begin, to: at });
  }
  return runs;
}
