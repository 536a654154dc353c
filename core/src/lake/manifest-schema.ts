import type { AvroSchema } from './avro.ts';

/** Name of the one partition field: the day of `event_time`. */
export const PARTITION_FIELD = 'event_day';
/** Its id; Iceberg's partition field ids begin at 1000. */
export const PARTITION_FIELD_ID = 1000;

type Type = string | object;

const optional = (name: string, type: Type, id: number) => ({
  name,
  type: ['null', type],
  default: null,
  'field-id': id,
});
const required = (name: string, type: Type, id: number) => ({ name, type, 'field-id': id });

/** A map with integer keys as Avro has it: an array of pairs with logical type `map`. */
const idMap = (keyId: number, valueId: number, value: string) => ({
  type: 'array',
  logicalType: 'map',
  items: {
    type: 'record',
    name: `k${keyId}_v${valueId}`,
    fields: [required('key', 'int', keyId), required('value', value, valueId)],
  },
});

/** Avro schema of a manifest's entries (Iceberg spec v2, "Manifests"). */
export const MANIFEST_ENTRY: AvroSchema = {
  type: 'record',
  name: 'manifest_entry',
  fields: [
    required('status', 'int', 0),
    optional('snapshot_id', 'long', 1),
    optional('sequence_number', 'long', 3),
    optional('file_sequence_number', 'long', 4),
    required(
      'data_file',
      {
        type: 'record',
        name: 'r2',
        fields: [
          required('content', 'int', 134),
          required('file_path', 'string', 100),
          required('file_format', 'string', 101),
          required(
            'partition',
            {
              type: 'record',
              name: 'r102',
              fields: [optional(PARTITION_FIELD, { type: 'int', logicalType: 'date' }, PARTITION_FIELD_ID)],
            },
            102,
          ),
          required('record_count', 'long', 103),
          required('file_size_in_bytes', 'long', 104),
          optional('column_sizes', idMap(117, 118, 'long'), 108),
          optional('value_counts', idMap(119, 120, 'long'), 109),
          optional('null_value_counts', idMap(121, 122, 'long'), 110),
          optional('nan_value_counts', idMap(138, 139, 'long'), 137),
          optional('lower_bounds', idMap(126, 127, 'bytes'), 125),
          optional('upper_bounds', idMap(129, 130, 'bytes'), 128),
          optional('key_metadata', 'bytes', 131),
          optional('split_offsets', { type: 'array', items: 'long', 'element-id': 133 }, 132),
          optional('equality_ids', { type: 'array', items: 'int', 'element-id': 136 }, 135),
          optional('sort_order_id', 'int', 140),
        ],
      },
      2,
    ),
  ],
};

const SUMMARY = {
  type: 'record',
  name: 'r508',
  fields: [
    required('contains_null', 'boolean', 509),
    optional('contains_nan', 'boolean', 518),
    optional('lower_bound', 'bytes', 510),
    optional('upper_bound', 'bytes', 511),
  ],
};

/** Avro schema of a manifest list (Iceberg spec v2, "Manifest Lists"). */
export const MANIFEST_FILE: AvroSchema = {
  type: 'record',
  name: 'manifest_file',
  fields: [
    required('manifest_path', 'string', 500),
    required('manifest_length', 'long', 501),
    required('partition_spec_id', 'int', 502),
    required('content', 'int', 517),
    required('sequence_number', 'long', 515),
    required('min_sequence_number', 'long', 516),
    required('added_snapshot_id', 'long', 503),
    required('added_files_count', 'int', 504),
    required('existing_files_count', 'int', 505),
    required('deleted_files_count', 'int', 506),
    required('added_rows_count', 'long', 512),
    required('existing_rows_count', 'long', 513),
    required('deleted_rows_count', 'long', 514),
    optional('partitions', { type: 'array', 'element-id': 508, items: SUMMARY }, 507),
    optional('key_metadata', 'bytes', 519),
  ],
};
