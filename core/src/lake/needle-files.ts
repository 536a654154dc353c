import type { Field } from '#format';
import type { Needle, NeedleUses, ObjectStore, SoughtValue } from '#port';
import { canonicalAddress } from './address-text.ts';
import { isSorted } from './compact-choice.ts';
import { excerpted } from './excerpt.ts';
import { nameOf } from './metadata-files.ts';
import type { RowRange } from './relation.ts';
import type { ScannedFile } from './scan.ts';
import { searchedColumn } from './searched-columns.ts';
import { granulesOf, HEAD_BYTES, readHead, valueIndexKey, type ValueIndex } from './value-index.ts';

interface Asked {
  readonly fields: readonly Field[];
  readonly uses: NeedleUses;
  /** The column that files are sorted by. */
  readonly entity?: string | undefined;
  /** Where excerpts of the files may be written: see `excerpted`. */
  readonly excerpts?: string | undefined;
}

/** Data files whose indexes are read at once. */
const AT_ONCE = 32;

/** The files in which, by their value indexes, some row may meet all needles of some use, with the rows that may. */
export async function withNeedles(
  store: ObjectStore,
  files: readonly ScannedFile[],
  { fields, uses, entity, excerpts }: Asked,
): Promise<ScannedFile[]> {
  if (uses.length === 0 || uses.some((needles) => needles.length === 0)) return [...files];
  // By bounds and bloom filters of the sorted column the engine itself finds the rows, in all files at once.
  const isFoundBySort = uses.flat().every(({ anyOf }) => anyOf.every((value) => isOf(value, entity)));
  const narrow = await filesWith(store, files, { fields, uses });
  const found = excerpts === undefined ? narrow : await excerpted({ store, folder: excerpts }, narrow);
  return isFoundBySort ? found.map(({ rows: _rows, ...file }) => file) : found;
}

const isOf = ({ path, as, isAddress }: SoughtValue, entity: string | undefined): boolean =>
  as === 'value' && !isAddress && path.length === 1 && path[0] === entity;

async function filesWith(
  store: ObjectStore,
  files: readonly ScannedFile[],
  { fields, uses }: Asked,
): Promise<ScannedFile[]> {
  const found: ScannedFile[] = [];
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const some = files.slice(at, at + AT_ONCE).map((file) => narrowed({ store, fields, file }, uses));
    found.push(...(await Promise.all(some)).flatMap((file) => file ?? []));
  }
  return found;
}

interface FileWorld {
  readonly store: ObjectStore;
  readonly fields: readonly Field[];
  readonly file: ScannedFile;
}

/** Granules that may matter; undefined: all of them. */
type Granules = ReadonlySet<number> | undefined;

async function narrowed(world: FileWorld, uses: NeedleUses): Promise<ScannedFile | undefined> {
  const { file } = world;
  const index = await indexOf(world);
  if (index === undefined) return file;
  const granules = new Set<number>();
  let isWhole = false;
  for (const needles of uses) {
    const own = await ofUse(world, index, needles);
    if (own === undefined) isWhole = true;
    else for (const each of own) granules.add(each);
  }
  if (isWhole) return file;
  return granules.size === 0
    ? undefined
    : { ...file, rows: rangesOf(granules, index.granuleRows ?? EARLIER_GRANULE) };
}

async function indexOf({ store, file }: FileWorld): Promise<ValueIndex | undefined> {
  if (!isSorted(file.key)) return undefined;
  try {
    const index = readHead(await store.readRange(valueIndexKey(file.key), 0, HEAD_BYTES));
    const isOfFile =
      index?.file === nameOf(file.key) &&
      index.sizeBytes === file.sizeBytes &&
      index.records === file.records;
    return isOfFile ? index : undefined;
  } catch {
    // Without its index a file is read: so it is where the index can't be.
    return undefined;
  }
}

/** Granules in which all needles may be met. */
async function ofUse(world: FileWorld, index: ValueIndex, needles: readonly Needle[]): Promise<Granules> {
  let common: Granules;
  for (const needle of needles) {
    const own = await ofNeedle(world, index, needle);
    if (own?.size === 0) needle.letGo(1);
    if (own !== undefined) common = common === undefined ? own : inBoth(common, own);
  }
  return common;
}

const inBoth = (left: ReadonlySet<number>, right: ReadonlySet<number>): ReadonlySet<number> =>
  new Set([...left].filter((each) => right.has(each)));

/** Values above which a needle is taken to be anywhere. */
const MOST_VALUES = 200;

async function ofNeedle(world: FileWorld, index: ValueIndex, { anyOf }: Needle): Promise<Granules> {
  if (anyOf.length > MOST_VALUES) return undefined;
  const found = new Set<number>();
  for (const value of anyOf) {
    const own = await ofValue(world, index, value);
    if (own === undefined) return undefined;
    for (const granule of own) found.add(granule);
  }
  return found;
}

async function ofValue(
  { store, fields, file }: FileWorld,
  index: ValueIndex,
  value: SoughtValue,
): Promise<Granules> {
  const column = searchedColumn(fields, value.path);
  if (column === undefined || (value.as !== 'either' && column.isList !== (value.as === 'element')))
    return undefined;
  const text = value.isAddress ? canonicalAddress(value.text) : value.text;
  if (text === undefined || !index.fields.includes(column.id) || (value.isAddress && !index.isCanonical))
    return undefined;
  const key = valueIndexKey(file.key);
  try {
    return await granulesOf(index, text, (offset, length) => store.readRange(key, offset, length));
  } catch {
    return undefined;
  }
}

/** Rows of a granule where an index does not say. */
const EARLIER_GRANULE = 8192;

/** Neighbouring granules as one range. */
function rangesOf(granules: ReadonlySet<number>, granuleRows: number): RowRange[] {
  const ranges: [number, number][] = [];
  for (const granule of [...granules].sort((left, right) => left - right)) {
    const first = granule * granuleRows;
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === first - 1) last[1] += granuleRows;
    else ranges.push([first, first + granuleRows - 1]);
  }
  return ranges;
}
