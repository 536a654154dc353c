/**
 * A table as the lake stores it, in Iceberg's own terms (spec v2, "Schemas and Data Types" and Appendix C).
 * Every format declaration compiles to one; `rejects` is one too.
 */

/** Iceberg primitive types that Levee's tables use. */
export type PrimitiveType = 'boolean' | 'int' | 'long' | 'double' | 'string' | 'timestamptz';

export interface StructType {
  readonly type: 'struct';
  readonly fields: readonly Field[];
}

export interface ListType {
  readonly type: 'list';
  readonly 'element-id': number;
  readonly 'element-required': false;
  readonly element: FieldType;
}

export interface MapType {
  readonly type: 'map';
  readonly 'key-id': number;
  readonly key: 'string';
  readonly 'value-id': number;
  readonly 'value-required': false;
  readonly value: FieldType;
}

export type FieldType = PrimitiveType | StructType | ListType | MapType;

/** One Iceberg field. `id` never changes once it was released; a removed field's id is not used again. */
export interface Field {
  readonly id: number;
  readonly name: string;
  readonly required: boolean;
  readonly type: FieldType;
  readonly doc?: string;
}

/** What the lake must know of a table to create, evolve, write, compact and expire it. */
export interface TableDefinition {
  /** Lower-case table name, as in AWS's Athena pages: `waf_logs`. */
  readonly name: string;
  /** One sentence: what a row is. Becomes the Iceberg property `comment`. */
  readonly about: string;
  /** All columns in order: the format's own, the common ones, and last `year`, `month`, `day`. */
  readonly fields: readonly Field[];
  /** The column compaction sorts by after the hour of `event_time`: the one most looked for. */
  readonly entity: string;
  /**
   * Text columns and lists of texts, as paths, whose values people look for: sorted files get an index of them. The entity alone
   * where absent.
   */
  readonly searched?: readonly (readonly string[])[];
}
