import type { Field } from '#format';
import type { Needle, NeedleUses, ObjectStore, SoughtValue } from '#port';
import { canonicalAddress } from './address-text.ts';
import { isSorted } from './compact-choice.ts';
import { excerpted } from './excerpt.ts';
import { nameOf } from './metadata-files.ts';
import type { RowRange } from './relation.ts';
import { withPicked } from './picked.ts';
import type { PickingThread } from './picking-thread.ts';
import type { ScannedFile, SoughtText } from './scan.ts';
import { searchedColumn } from './searched-columns.ts';
import { keptHead } from './value-index-heads.ts';
import { granulesOf, valueIndexKey, type ValueIndex } from './value-index.ts';

interface Asked {
  readonly fields: readonly Field[];
  readonly uses: NeedleUses;
  /** The column that files are sorted by. */
  readonly entity?: string | undefined;
  /** Where excerpts of the files may be written: see `excerpted`. */
  readonly excerpts?: string | undefined;
  /** That may help to pick rows. */
  readonly picking?: PickingThread | undefined;
}

/** Data files whose indexes are read at once. */
const AT_ONCE = 32;

/** Data files that matter, and what is read of them. */
interface Needled {
  readonly files: readonly ScannedFile[];
  /** The files, or what stands for some of them. */
  readonly read: readonly ScannedFile[];
}

/** The files in which, by their value indexes, some row may meet all needles of some use, with the rows that may. */
export async function withNeedles(
  store: ObjectStore,
  files: readonly ScannedFile[],
  { fields, uses, entity, excerpts, picking }: Asked,
): Promise<Needled> {
  if (uses.length === 0 || uses.some((needles) => needles.length === 0)) return { files, read: files };
  // By bounds and bloom filters of the sorted column the engine itself finds the rows, in all files at once.
  const isFoundBySort = uses.flat().every(({ anyOf }) => anyOf.every((value) => isOf(value, entity)));
  const asFound = ({ rows, ...file }: ScannedFile): ScannedFile => (isFoundBySort ? file : { ...file, rows });
  const narrow = await filesWith(store, files, { fields, uses });
  const read =
    excerpts === undefined ? narrow : await inPart({ store, folder: excerpts, fields, picking }, narrow);
  return { files: narrow.map(asFound), read: read.map(asFound) };
}

/** By the rows that matter, else by excerpts. */
async function inPart(
  place: Parameters<typeof excerpted>[0] & Parameters<typeof withPicked>[0],
  files: readonly ScannedFile[],
): Promise<ScannedFile[]> {
  return excerpted(place, await withPicked(place, files));
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

/** Granules in which a use may be met, and what a row of them must have for it. */
interface UseFound {
  readonly granules: ReadonlySet<number>;
  readonly sought: readonly (readonly SoughtText[])[];
}

async function narrowed(world: FileWorld, uses: NeedleUses): Promise<ScannedFile | undefined> {
  const { file } = world;
  const index = await indexOf(world);
  if (index === undefined) return file;
  const found: (UseFound | undefined)[] = [];
  for (const needles of uses) found.push(await ofUse(world, index, needles));
  const all = found.filter((use) => use !== undefined);
  if (all.length < uses.length) return file;
  const granules = new Set(all.flatMap((use) => [...use.granules]));
  if (granules.size === 0) return undefined;
  const rows = rangesOf(granules, index.granuleRows ?? EARLIER_GRANULE);
  return { ...file, rows, sought: all.map(({ sought }) => sought) };
}

async function indexOf({ store, file }: FileWorld): Promise<ValueIndex | undefined> {
  if (!isSorted(file.key)) return undefined;
  try {
    const index = await keptHead(store, valueIndexKey(file.key));
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

/** Where all needles may be met; undefined where nothing is known of any. */
async function ofUse(
  world: FileWorld,
  index: ValueIndex,
  needles: readonly Needle[],
): Promise<UseFound | undefined> {
  let common: UseFound | undefined;
  for (const needle of needles) {
    const own = await ofNeedle(world, index, needle);
    if (own?.granules.size === 0) needle.letGo(1);
    if (own !== undefined) common = common === undefined ? own : inBoth(common, own);
  }
  return common;
}

const inBoth = (left: UseFound, right: UseFound): UseFound => ({
  granules: new Set([...left.granules].filter((each) => right.granules.has(each))),
  sought: [...left.sought, ...right.sought],
});

/** Values above which a needle is taken to be anywhere. */
const MOST_VALUES = 200;

async function ofNeedle(
  world: FileWorld,
  index: ValueIndex,
  { anyOf }: Needle,
): Promise<UseFound | undefined> {
  if (anyOf.length > MOST_VALUES) return undefined;
  const granules = new Set<number>();
  const sought: SoughtText[] = [];
  for (const value of anyOf) {
    const text = textIn(world, index, value);
    const own = text && (await ofText(world, index, text.text));
    if (text === undefined || own === undefined) return undefined;
    sought.push(text);
    for (const granule of own) granules.add(granule);
  }
  return { granules, sought: [sought] };
}

/** How a value is written in the column that an index has of it; undefined where it says nothing of it. */
function textIn({ fields }: FileWorld, index: ValueIndex, value: SoughtValue): SoughtText | undefined {
  const column = searchedColumn(fields, value.path);
  if (column === undefined || (value.as !== 'either' && column.isList !== (value.as === 'element')))
    return undefined;
  const text = value.isAddress ? canonicalAddress(value.text) : value.text;
  const isSaid = index.fields.includes(column.id) && (!value.isAddress || index.isCanonical);
  return text === undefined || !isSaid ? undefined : { column, text };
}

async function ofText({ store, file }: FileWorld, index: ValueIndex, text: string): Promise<Granules> {
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
