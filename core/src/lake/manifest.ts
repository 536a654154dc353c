import { stringifyJson } from '#kernel';
import { decodeAvro, encodeAvro, readAvro } from './avro.ts';
import { dayOf, intBytes } from './bounds.ts';
import type { DataFile } from './data-file.ts';
import type { ById } from './id-bytes.ts';
import { MANIFEST_ENTRY, MANIFEST_FILE, PARTITION_FIELD } from './manifest-schema.ts';
import { schemaOf, type TableMetadata } from './metadata.ts';

/** Status of an entry: it was there before, came with this snapshot, or left with it. */
export const EXISTING = 0;
const ADDED = 1;
export const DELETED = 2;

/** A data or delete file in a manifest, as Avro carries it. */
export interface FileEntry {
  readonly status: number;
  readonly snapshot_id: bigint | null;
  readonly sequence_number: bigint | null;
  readonly file_sequence_number: bigint | null;
  readonly data_file: {
    /** 0 data, 1 position deletes, 2 equality deletes. */
    readonly content: number;
    readonly file_path: string;
    readonly partition: Readonly<Record<string, unknown>>;
    readonly record_count: bigint;
    readonly file_size_in_bytes: bigint;
    readonly value_counts: ById<bigint>;
    readonly lower_bounds: ById<Buffer>;
    readonly upper_bounds: ById<Buffer>;
    readonly [member: string]: unknown;
  };
}

/** A manifest in a manifest list, as Avro carries it. */
export interface ManifestFile {
  readonly manifest_path: string;
  readonly manifest_length: bigint;
  readonly partition_spec_id: number;
  /** 0 data, 1 deletes. */
  readonly content: number;
  readonly sequence_number: bigint;
  readonly min_sequence_number: bigint;
  readonly added_snapshot_id: bigint;
  readonly added_files_count: number;
  readonly existing_files_count: number;
  readonly deleted_files_count: number;
  readonly added_rows_count: bigint;
  readonly existing_rows_count: bigint;
  readonly deleted_rows_count: bigint;
  readonly partitions: readonly PartitionRange[] | null;
  readonly key_metadata: Buffer | null;
}

/** Range of a partition field's values in a manifest. */
interface PartitionRange {
  readonly contains_null: boolean;
  readonly contains_nan: boolean | null;
  readonly lower_bound: Buffer | null;
  readonly upper_bound: Buffer | null;
}

/** An entry for a file that comes with snapshot `id`; its sequence numbers are inherited. */
export const addedEntry = (file: DataFile, location: (key: string) => string, id: bigint): FileEntry => ({
  status: ADDED,
  snapshot_id: id,
  sequence_number: null,
  file_sequence_number: null,
  data_file: {
    content: 0,
    file_path: location(file.key),
    file_format: 'PARQUET',
    partition: { [PARTITION_FIELD]: file.day === null ? null : (dayOf(file.day) ?? null) },
    record_count: BigInt(file.recordCount),
    file_size_in_bytes: BigInt(file.sizeBytes),
    column_sizes: idMap(file.columnSizes, BigInt),
    value_counts: idMap(file.valueCounts, BigInt),
    null_value_counts: idMap(file.nullCounts, BigInt),
    nan_value_counts: idMap(file.nanCounts, BigInt),
    lower_bounds: idMap(file.lowerBounds, (text) => Buffer.from(text, 'base64')),
    upper_bounds: idMap(file.upperBounds, (text) => Buffer.from(text, 'base64')),
    key_metadata: null,
    split_offsets: null,
    equality_ids: null,
    sort_order_id: 0,
  },
});

function idMap<From, To>(
  values: Readonly<Record<string, From>>,
  convert: (value: From) => To,
): { key: number; value: To }[] | null {
  const pairs = Object.entries(values).map(([id, value]) => ({ key: Number(id), value: convert(value) }));
  return pairs.length === 0 ? null : pairs.sort((left, right) => left.key - right.key);
}

/** Reads a manifest; entries get the sequence numbers that they inherit, so that a rewrite can state them. */
export const readManifest = (bytes: Uint8Array, manifest: ManifestFile): FileEntry[] =>
  entriesIn(decodeAvro(bytes), manifest);

/** Entries that are only read: what they hold by field id is bytes of the file until somebody asks. */
export interface LazyManifest {
  readonly entries: readonly FileEntry[];
  /** Bytes that the entries rest on. */
  readonly sizeBytes: number;
}

/** Reads a manifest for planning, ten times as fast. */
export function readLazyManifest(bytes: Uint8Array, manifest: ManifestFile): LazyManifest {
  const { records, sizeBytes } = readAvro(bytes, 'lazy');
  return { entries: entriesIn(records, manifest), sizeBytes };
}

const entriesIn = (records: readonly unknown[], manifest: ManifestFile): FileEntry[] =>
  (records as FileEntry[]).map((entry) => ({
    ...entry,
    snapshot_id: entry.snapshot_id ?? manifest.added_snapshot_id,
    sequence_number: entry.sequence_number ?? manifest.sequence_number,
    file_sequence_number: entry.file_sequence_number ?? manifest.sequence_number,
  }));

export const readManifestList = (bytes: Uint8Array): ManifestFile[] =>
  decodeAvro(bytes) as unknown as ManifestFile[];

/** Bytes of a manifest of data files. */
export function manifestBytes(metadata: TableMetadata, entries: readonly FileEntry[]): Promise<Buffer> {
  const spec = metadata['partition-specs'].find(
    (candidate) => candidate['spec-id'] === metadata['default-spec-id'],
  );
  const schema = schemaOf(metadata);
  const header = {
    schema: stringifyJson(schema),
    'schema-id': String(schema['schema-id']),
    'partition-spec': stringifyJson(spec?.fields ?? []),
    'partition-spec-id': String(metadata['default-spec-id']),
    'format-version': '2',
    content: 'data',
  };
  return encodeAvro(MANIFEST_ENTRY, header, entries);
}

/** The manifest list's line for a manifest of data files. */
export function manifestFile(
  at: { path: string; length: number; sequence: bigint; snapshot: bigint },
  entries: readonly FileEntry[],
): ManifestFile {
  const rows = (status: number) =>
    entries
      .filter((entry) => entry.status === status)
      .reduce((sum, entry) => sum + entry.data_file.record_count, 0n);
  const count = (status: number) => entries.filter((entry) => entry.status === status).length;
  const live = entries
    .filter((entry) => entry.status !== DELETED)
    .map((entry) => entry.sequence_number ?? at.sequence);
  return {
    manifest_path: at.path,
    manifest_length: BigInt(at.length),
    partition_spec_id: 0,
    content: 0,
    sequence_number: at.sequence,
    min_sequence_number: live.reduce((least, number) => (number < least ? number : least), at.sequence),
    added_snapshot_id: at.snapshot,
    added_files_count: count(ADDED),
    existing_files_count: count(EXISTING),
    deleted_files_count: count(DELETED),
    added_rows_count: rows(ADDED),
    existing_rows_count: rows(EXISTING),
    deleted_rows_count: rows(DELETED),
    partitions: [partitionSummary(entries)],
    key_metadata: null,
  };
}

/** Range of the days in a manifest, by which readers skip it whole. */
function partitionSummary(entries: readonly FileEntry[]): PartitionRange {
  const days = entries.map((entry) => entry.data_file.partition[PARTITION_FIELD] as number | null);
  const known = days.filter((day) => day !== null).sort((left, right) => left - right);
  const [first] = known;
  const last = known.at(-1);
  return {
    contains_null: days.includes(null),
    contains_nan: false,
    lower_bound: first === undefined ? null : intBytes(first),
    upper_bound: last === undefined ? null : intBytes(last),
  };
}

/** Bytes of a manifest list. */
export const manifestListBytes = (
  manifests: readonly ManifestFile[],
  snapshot: Readonly<Record<string, string>>,
): Promise<Buffer> => encodeAvro(MANIFEST_FILE, { ...snapshot, 'format-version': '2' }, manifests);
