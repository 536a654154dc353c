import type { Field } from '#format';
import { LeveeError } from '#kernel';
import type { ChooseFiles, NeedleUses, ObjectStore } from '#port';
import { dayText } from './bounds.ts';
import { columnsOf, daysOf, fileCandidate, kept, manifestCandidate } from './candidate.ts';
import { areAtHand, plannedEntries } from './manifest-cache.ts';
import { DELETED, type FileEntry, type ManifestFile } from './manifest.ts';
import { PARTITION_FIELD } from './manifest-schema.ts';
import { currentSnapshot, schemaOf, type Snapshot } from './metadata.ts';
import { withNeedles } from './needle-files.ts';
import type { PickingThread } from './picking-thread.ts';
import type { DeleteFile, RowRange } from './relation.ts';
import { scanRelation } from './scan-relation.ts';
import type { SearchedColumn } from './searched-columns.ts';
import { keyOf, type TableState } from './table-log.ts';

/** A live data file as a scan sees it. */
export interface ScannedFile {
  readonly key: string;
  readonly path: string;
  readonly records: number;
  readonly sizeBytes: number;
  /** `YYYY-MM-DD`; null where event_time is null. */
  readonly day: string | null;
  /** Sort order and bounds stay in the entry. */
  readonly entry: FileEntry;
  /** Positions of the rows of which some may matter, in order; absent: all. */
  readonly rows?: readonly RowRange[] | undefined;
  /** What a row that matters has: of one of these all, of each of those any. Absent: nobody knows. */
  readonly sought?: readonly (readonly (readonly SoughtText[])[])[] | undefined;
  /** Of a file of picked rows: its bytes, uncompressed. */
  readonly pickedBytes?: number;
  /** Whether it has the table's columns, all of them, in order and of its types: a file that was made for the scan. */
  readonly isOfTable?: boolean | undefined;
}

/** A text that a column has, or an element of a list. */
export interface SoughtText {
  readonly column: SearchedColumn;
  readonly text: string;
}

/** Everything needed to read a table at one snapshot. */
export interface TableScan {
  readonly table: string;
  readonly fields: readonly Field[];
  readonly snapshotId: string | undefined;
  readonly snapshotAt: number | undefined;
  readonly files: readonly ScannedFile[];
  /** What the relation reads: the files, or what stands for some of them. */
  readonly read: readonly ScannedFile[];
  /** Where the relation reads picked rows alone: how many, and their bytes, uncompressed. */
  readonly picked: PickedSize | undefined;
  /** Position deletes of other engines. */
  readonly deletes: readonly DeleteFile[];
  /** A relation for FROM that yields the table's columns, deletes of other engines applied. */
  readonly relation: string;
  /** The same of some of the files. */
  readonly relationFor: (files: readonly ScannedFile[]) => string;
  /** Data files of the snapshot, and how large they are together: `files` are those of them that are to be read. */
  readonly total: { readonly files: number; readonly sizeBytes: number };
}

/** How much was picked. */
export interface PickedSize {
  readonly rows: number;
  readonly bytes: number;
}

/** What of a table to read: all of it where nothing is said. */
export interface ScanPart {
  readonly days?: DayRange;
  readonly choose?: ChooseFiles;
  /** Columns (lower-case) that the relation must have; absent: all. It may have others too. */
  readonly columns?: ReadonlySet<string> | undefined;
  /** Asked once `choose` has chosen. */
  readonly needles?: () => NeedleUses;
  /** The column that the table's files are sorted by. */
  readonly entity?: string | undefined;
  /**
   * A folder for excerpts of files of which only some rows may matter. It need not be there; who reads the scan removes it afterwards.
   * Absent: the files themselves are read.
   */
  readonly excerpts?: string | undefined;
  /** That may help to pick rows. */
  readonly picking?: PickingThread | undefined;
}

/** Days to read, inclusive, `YYYY-MM-DD`. */
export interface DayRange {
  readonly from?: string;
  readonly to?: string;
}

/** Live data files by the manifests: never by a listing, which would count compacted rows twice. */
export async function liveFiles(
  store: ObjectStore,
  state: TableState,
  { days = {}, choose }: Pick<ScanPart, 'days' | 'choose'> = {},
): Promise<ScannedFile[]> {
  const { fields } = schemaOf(state.metadata);
  const columns = columnsOf(fields);
  const isWanted = (manifest: ManifestFile) => manifest.content === 0 && mayHold(manifest, days);
  const wanted = state.manifests.filter(isWanted);
  const manifests = areAtHand(store, state, wanted)
    ? wanted
    : await kept(wanted, choose, { columns, candidate: manifestCandidate });
  const entries = await Promise.all(manifests.map((manifest) => plannedEntries(store, state, manifest)));
  const live = entries
    .flat()
    .filter((entry) => entry.status !== DELETED && isWithin(dayOfEntry(entry), days));
  const chosen = await kept(live, choose, { columns, candidate: fileCandidate(columns) });
  return Promise.all(chosen.map((entry) => scanned(store, state, { entry, day: dayOfEntry(entry) })));
}

const dayOfEntry = (entry: FileEntry): string | null => dayText(entry.data_file.partition[PARTITION_FIELD]);

/**
 * Plans a read of a table.
 * @throws LeveeError where another engine deleted rows in a way that Levee can't apply.
 */
export async function scanTable(store: ObjectStore, state: TableState, part?: ScanPart): Promise<TableScan> {
  const deletes = await deleteFiles(store, state);
  const { fields } = schemaOf(state.metadata);
  const live = await liveFiles(store, state, part);
  const { files, read } = await needled(store, live, {
    ...part,
    fields,
    excerpts: mayExcerpt(part, deletes),
  });
  const snapshot = currentSnapshot(state.metadata);
  const relationFor = (some: readonly ScannedFile[]): string =>
    scanRelation(state, { files: some, deletes }, part?.columns);
  return {
    table: state.name,
    fields,
    snapshotId: snapshot === undefined ? undefined : String(snapshot['snapshot-id']),
    snapshotAt: snapshot?.['timestamp-ms'],
    files,
    read,
    picked: pickedSize(read),
    deletes,
    relation: relationFor(read),
    relationFor,
    total: totalOf(snapshot, files),
  };
}

function pickedSize(read: readonly ScannedFile[]): PickedSize | undefined {
  const size = { rows: 0, bytes: 0 };
  for (const { records, pickedBytes } of read) {
    if (pickedBytes === undefined) return undefined;
    size.rows += records;
    size.bytes += pickedBytes;
  }
  return size;
}

/** Those that matter, and what stands for them in the relation. */
const needled = async (
  store: ObjectStore,
  files: readonly ScannedFile[],
  { fields, needles, entity, excerpts, picking }: ScanPart & { readonly fields: readonly Field[] },
): ReturnType<typeof withNeedles> =>
  needles === undefined
    ? { files, read: files }
    : withNeedles(store, files, { fields, uses: needles(), entity, excerpts, picking });

/** Columns up to which a file is read as it is: an excerpt has all of them. */
const FEW_COLUMNS = 8;

/** Where excerpts go, if they are to be made: deletes name rows by their places in the file itself. */
const mayExcerpt = (
  { excerpts, columns }: ScanPart = {},
  deletes: readonly DeleteFile[],
): string | undefined =>
  deletes.length > 0 || (columns !== undefined && columns.size <= FEW_COLUMNS) ? undefined : excerpts;

/** The snapshot's own totals, which our commits always write; where another engine's did not, what was found. */
function totalOf(snapshot: Snapshot | undefined, files: readonly ScannedFile[]): TableScan['total'] {
  const count = (name: string, found: number): number => Number(snapshot?.summary[name] ?? found);
  return {
    files: count('total-data-files', files.length),
    sizeBytes: count(
      'total-files-size',
      files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    ),
  };
}

async function scanned(
  store: ObjectStore,
  state: TableState,
  { entry, day }: { entry: FileEntry; day: string | null },
): Promise<ScannedFile> {
  const {
    file_path: path,
    file_format: format,
    record_count: records,
    file_size_in_bytes: size,
  } = entry.data_file;
  if (format !== 'PARQUET' && format !== 'parquet') {
    throw new LeveeError(`table ${state.name} holds a data file in the format ${String(format)}: ${path}`, {
      hint: 'another engine wrote it; rewrite the data files there as Parquet',
    });
  }
  const key = keyOf(state, path);
  return {
    key,
    path: await store.localPath(key),
    records: Number(records),
    sizeBytes: Number(size),
    day,
    entry,
  };
}

/** Whether a manifest may hold files of those days, by the range that the manifest list gives; unsure is yes. */
function mayHold(manifest: ManifestFile, days: DayRange): boolean {
  const [first, last] = daysOf(manifest);
  const isBefore = last !== null && days.from !== undefined && last < days.from;
  const isAfter = first !== null && days.to !== undefined && first > days.to;
  return !isBefore && !isAfter;
}

const isWithin = (day: string | null, { from, to }: DayRange): boolean =>
  day === null || ((from === undefined || day >= from) && (to === undefined || day <= to));

/** Position delete files, or a refusal of what Levee can't apply. */
async function deleteFiles(store: ObjectStore, state: TableState): Promise<DeleteFile[]> {
  const files: DeleteFile[] = [];
  for (const manifest of state.manifests.filter(({ content }) => content !== 0)) {
    for (const entry of await plannedEntries(store, state, manifest)) {
      if (entry.status === DELETED) continue;
      const { content, file_format: format, file_path: path } = entry.data_file;
      if (content !== 1 || format !== 'PARQUET') throw unsupportedDeletes(state.name);
      const key = keyOf(state, path);
      files.push({ key, path: await store.localPath(key) });
    }
  }
  return files;
}

const unsupportedDeletes = (name: string): LeveeError =>
  new LeveeError(
    `table ${name} carries equality deletes or deletion vectors by another engine, which Levee cannot apply`,
    {
      hint: 'rewrite the data files there (Spark: CALL system.rewrite_data_files), then query again',
    },
  );
