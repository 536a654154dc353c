import type { Field, TableDefinition } from '#format';
import { LeveeError, messageOf, parseJson, type Json } from '#kernel';
import { highestId } from './column-types.ts';
import { PARTITION_FIELD, PARTITION_FIELD_ID } from './manifest-schema.ts';

/** A snapshot in table metadata (Iceberg spec v2, "Snapshots"). Ids of other engines may be `bigint`. */
export interface Snapshot {
  readonly 'snapshot-id': number | bigint;
  readonly 'parent-snapshot-id'?: number | bigint;
  readonly 'sequence-number': number;
  readonly 'timestamp-ms': number;
  readonly summary: Readonly<Record<string, string>>;
  readonly 'manifest-list': string;
  readonly 'schema-id'?: number;
}

interface Schema {
  readonly type: 'struct';
  readonly 'schema-id': number;
  readonly fields: readonly Field[];
}

interface Reference {
  readonly 'snapshot-id': number | bigint;
  readonly type: string;
}

/** Table metadata (Iceberg spec v2, "Table Metadata Fields"). Members we do not know are carried through. */
export interface TableMetadata {
  readonly [member: string]: unknown;
  readonly 'format-version': number;
  readonly 'table-uuid': string;
  readonly location: string;
  readonly 'last-sequence-number': number;
  readonly 'last-updated-ms': number;
  readonly 'last-column-id': number;
  readonly 'current-schema-id': number;
  readonly schemas: readonly Schema[];
  readonly 'default-spec-id': number;
  readonly 'partition-specs': readonly { readonly 'spec-id': number; readonly fields: readonly Json[] }[];
  readonly properties: Readonly<Record<string, string>>;
  readonly 'current-snapshot-id'?: number | bigint | null;
  readonly refs?: Readonly<Record<string, Reference>>;
  readonly snapshots?: readonly Snapshot[];
  readonly 'snapshot-log'?: readonly {
    readonly 'timestamp-ms': number;
    readonly 'snapshot-id': number | bigint;
  }[];
  readonly 'metadata-log'?: readonly { readonly 'timestamp-ms': number; readonly 'metadata-file': string }[];
}

/** Metadata versions that stay behind the current one. */
export const KEPT_VERSIONS = 100;

/** Metadata of a table without a snapshot. */
export function newMetadata(
  definition: TableDefinition,
  given: { uuid: string; location: string; now: number },
): TableMetadata {
  return {
    'format-version': 2,
    'table-uuid': given.uuid,
    location: given.location,
    'last-sequence-number': 0,
    'last-updated-ms': given.now,
    'last-column-id': highestId(definition.fields),
    'current-schema-id': 0,
    schemas: [{ type: 'struct', 'schema-id': 0, fields: definition.fields }],
    'default-spec-id': 0,
    'partition-specs': [{ 'spec-id': 0, fields: [partitionField(definition)] }],
    'last-partition-id': PARTITION_FIELD_ID,
    'default-sort-order-id': 0,
    'sort-orders': [{ 'order-id': 0, fields: [] }],
    properties: {
      comment: definition.about,
      'write.format.default': 'parquet',
      'write.parquet.compression-codec': 'zstd',
      'write.metadata.previous-versions-max': String(KEPT_VERSIONS),
    },
    'current-snapshot-id': -1,
    refs: {},
    snapshots: [],
    statistics: [],
    'snapshot-log': [],
    'metadata-log': [],
  };
}

function partitionField(definition: TableDefinition): Json {
  const source = definition.fields.find((field) => field.name === 'event_time');
  if (source === undefined) throw new LeveeError(`table ${definition.name} has no event_time`);
  return { name: PARTITION_FIELD, transform: 'day', 'source-id': source.id, 'field-id': PARTITION_FIELD_ID };
}

/** Reads metadata text. @throws LeveeError where it is not a table that Levee can work on. */
export function readMetadata(text: string, name: string): TableMetadata {
  const value = parsed(text, name);
  if (value['format-version'] !== 2) {
    throw new LeveeError(
      `table ${name} is of Iceberg format version ${value['format-version']}; Levee reads and writes version 2`,
      {
        hint: 'another engine changed the table; restore an earlier metadata file or use a new lake folder',
      },
    );
  }
  return value;
}

function parsed(text: string, name: string): TableMetadata {
  try {
    const value = parseJson(text);
    if (typeof value !== 'object' || value === null) throw new Error('not an object');
    return value as unknown as TableMetadata;
  } catch (cause) {
    throw new LeveeError(`the newest metadata of table ${name} is damaged: ${messageOf(cause)}`, {
      hint: 'move that file out of the metadata folder: the one before it then holds again',
      cause,
    });
  }
}

/** The current schema. */
export function schemaOf(metadata: TableMetadata): Schema {
  const schema = metadata.schemas.find(
    (candidate) => candidate['schema-id'] === metadata['current-schema-id'],
  );
  if (schema === undefined)
    throw new LeveeError(`metadata of ${metadata.location} has no schema ${metadata['current-schema-id']}`);
  return schema;
}

/** The snapshot that readers see, if there is one. */
export function currentSnapshot(metadata: TableMetadata): Snapshot | undefined {
  const id = metadata['current-snapshot-id'];
  if (id === undefined || id === null || id === -1) return undefined;
  return metadata.snapshots?.find((snapshot) => snapshot['snapshot-id'] === id);
}

/** Refuses a table whose files Levee would write wrongly: another partitioning than by the day of event_time. */
export function assertWritable(metadata: TableMetadata, name: string): void {
  const id = metadata['default-spec-id'];
  const spec = metadata['partition-specs'].find((candidate) => candidate['spec-id'] === id);
  const fields = (spec?.fields ?? []) as unknown as readonly PartitionField[];
  const eventTime = schemaOf(metadata).fields.find((field) => field.name === 'event_time')?.id;
  const isDaily = (field: PartitionField) =>
    field.transform === 'day' && field['source-id'] === eventTime && field.name === PARTITION_FIELD;
  if (id === 0 && fields.length === 1 && fields.every(isDaily)) return;
  const transforms = fields.map((field) => `${field.transform} of field ${field['source-id']}`);
  throw new LeveeError(
    `table ${name} is partitioned by ${transforms.join(', ') || 'nothing'}, not by the day of event_time`,
    { hint: 'another engine changed the partition spec; Levee does not write to such a table' },
  );
}

interface PartitionField {
  readonly name: string;
  readonly transform: string;
  readonly 'source-id': number;
}

/** Metadata with a new snapshot as the current one. Clocks that go back never make an earlier time. */
export function withSnapshot(metadata: TableMetadata, snapshot: Snapshot): TableMetadata {
  const id = snapshot['snapshot-id'];
  return {
    ...metadata,
    'last-sequence-number': snapshot['sequence-number'],
    'last-updated-ms': snapshot['timestamp-ms'],
    'current-snapshot-id': id,
    refs: { ...metadata.refs, main: { 'snapshot-id': id, type: 'branch' } },
    snapshots: [...(metadata.snapshots ?? []), snapshot],
    'snapshot-log': [
      ...(metadata['snapshot-log'] ?? []),
      { 'timestamp-ms': snapshot['timestamp-ms'], 'snapshot-id': id },
    ],
  };
}

/** Metadata with its predecessor in the log; entries beyond the kept versions fall off. */
export function withPredecessor(
  metadata: TableMetadata,
  previous: { file: string; updatedAt: number },
): TableMetadata {
  const log = [
    ...(metadata['metadata-log'] ?? []),
    { 'timestamp-ms': previous.updatedAt, 'metadata-file': previous.file },
  ];
  return { ...metadata, 'metadata-log': log.slice(-KEPT_VERSIONS) };
}
