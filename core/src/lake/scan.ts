import type { Field } from '#format';
import { LeveeError } from '#kernel';
import { ident, literal, type ObjectStore } from '#port';
import { engineType, schemaOption } from './column-types.ts';
import { entriesOf } from './commit.ts';
import { DELETED, type FileEntry } from './manifest.ts';
import { PARTITION_FIELD } from './manifest-schema.ts';
import { currentSnapshot, schemaOf } from './metadata.ts';
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
}

/** Everything needed to read a table at one snapshot. */
export interface TableScan {
  readonly table: string;
  readonly fields: readonly Field[];
  readonly snapshotId: string | undefined;
  readonly snapshotAt: number | undefined;
  readonly files: readonly ScannedFile[];
  /** A relation for FROM that yields the table's columns, deletes of other engines applied. */
  readonly relation: string;
}

/** Days to read, inclusive, `YYYY-MM-DD`. */
export interface DayRange {
  readonly from?: string;
  readonly to?: string;
}

/** Plans a scan from the manifests: never from a listing, which would count compacted rows twice. */
export async function scanTable(
  store: ObjectStore,
  state: TableState,
  days: DayRange = {},
): Promise<TableScan> {
  const deletes = await deleteFiles(store, state);
  const files: ScannedFile[] = [];
  for (const manifest of state.manifests.filter(({ content }) => content === 0)) {
    for (const entry of await entriesOf(store, state, manifest)) {
      const day = dayText(entry.data_file.partition[PARTITION_FIELD]);
      if (entry.status !== DELETED && isWithin(day, days))
        files.push(await scanned(store, state, { entry, day }));
    }
  }
  const { fields } = schemaOf(state.metadata);
  const snapshot = currentSnapshot(state.metadata);
  return {
    table: state.name,
    fields,
    snapshotId: snapshot === undefined ? undefined : String(snapshot['snapshot-id']),
    snapshotAt: snapshot?.['timestamp-ms'],
    files,
    relation: relationOf(fields, files, deletes),
  };
}

async function scanned(
  store: ObjectStore,
  state: TableState,
  { entry, day }: { entry: FileEntry; day: string | null },
): Promise<ScannedFile> {
  const key = keyOf(state, entry.data_file.file_path);
  return {
    key,
    path: await store.localPath(key),
    records: Number(entry.data_file.record_count),
    sizeBytes: Number(entry.data_file.file_size_in_bytes),
    day,
    entry,
  };
}

const dayText = (day: unknown): string | null =>
  typeof day === 'number' ? new Date(day * 86_400_000).toISOString().slice(0, 10) : null;

const isWithin = (day: string | null, { from, to }: DayRange): boolean =>
  day === null || ((from === undefined || day >= from) && (to === undefined || day <= to));

/** Position delete files that apply, or a refusal of what Levee can't apply. */
async function deleteFiles(store: ObjectStore, state: TableState): Promise<string[]> {
  const paths: string[] = [];
  for (const manifest of state.manifests.filter(({ content }) => content !== 0)) {
    for (const entry of await entriesOf(store, state, manifest)) {
      if (entry.status === DELETED) continue;
      const { content, file_format: format, file_path: path } = entry.data_file;
      if (content !== 1 || format !== 'PARQUET') throw unsupportedDeletes(state.name);
      paths.push(await store.localPath(keyOf(state, path)));
    }
  }
  return paths;
}

const unsupportedDeletes = (name: string): LeveeError =>
  new LeveeError(
    `table ${name} carries equality deletes or deletion vectors by another engine, which Levee cannot apply`,
    {
      hint: 'rewrite the data files there (Spark: CALL system.rewrite_data_files), then query again',
    },
  );

/** The relation over files; an empty one keeps names and types. */
export function relationOf(
  fields: readonly Field[],
  files: readonly { readonly path: string; readonly entry: FileEntry }[],
  deletes: readonly string[] = [],
): string {
  if (files.length === 0) return emptyRelation(fields);
  const paths = `[${files.map(({ path }) => literal(path)).join(', ')}]`;
  if (deletes.length === 0) return `read_parquet(${paths}, schema = ${schemaOption(fields)})`;
  return relationWithDeletes(fields, files, deletes);
}

function emptyRelation(fields: readonly Field[]): string {
  const columns = fields.map(({ name, type }) => `CAST(NULL AS ${engineType(type)}) AS ${ident(name)}`);
  return `(SELECT ${columns.join(', ')} WHERE false)`;
}

/**
 * Leaves out the rows that position deletes name. A delete applies to files of its own and earlier commits; a data file
 * is never rewritten under the same path, so path and position are enough.
 */
function relationWithDeletes(
  fields: readonly Field[],
  files: readonly { readonly path: string; readonly entry: FileEntry }[],
  deletes: readonly string[],
): string {
  const names = fields.map(({ name }) => ident(name)).join(', ');
  const gone = `read_parquet([${deletes.map(literal).join(', ')}])`;
  const parts = files.map(({ path, entry }) => {
    const rows = `read_parquet([${literal(path)}], schema = ${schemaOption(fields)}, file_row_number = true)`;
    const positions = `SELECT pos FROM ${gone} WHERE file_path = ${literal(entry.data_file.file_path)}`;
    return `SELECT ${names} FROM ${rows} WHERE file_row_number NOT IN (${positions})`;
  });
  return `(${parts.join(' UNION ALL ')})`;
}

/** Whether another engine left delete files. */
export const hasDeletes = (state: TableState): boolean =>
  state.manifests.some(({ content }) => content !== 0);
