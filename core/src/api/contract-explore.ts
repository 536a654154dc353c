/** Tables, histograms, top values, rows and single events. */
import { z } from 'zod';
import {
  MOST_BUCKETS,
  MOST_TOP,
  MOST_ROWS,
  coversSchema,
  fieldPath,
  tableName,
  rowSchema,
  scope,
  timeline,
  valueSchema,
} from './contract-shared.ts';

/** How the page treats a field's values. */
const kind = z.enum(['text', 'number', 'boolean', 'time', 'json', 'nested']);
export const fieldSchema = z.object({
  name: z.string(),
  /** SQL type of a value; of one element where `isList`. */
  type: z.string(),
  kind,
  isList: z.boolean(),
  about: z.string(),
});
export type FieldInfo = z.infer<typeof fieldSchema>;

export const tableSchema = z.object({
  name: z.string(),
  about: z.string(),
  fields: z.array(fieldSchema),
  /** Field whose values are outcomes, where the table has one; it splits the histogram. */
  verdict: z.string().nullable(),
  /** Columns to show first. */
  columns: z.array(z.string()),
  /** Fields whose values are worth following through all tables. */
  entities: z.array(z.string()),
  board: z.string().nullable(),
  rows: z.number(),
  bytes: z.number(),
  firstEvent: z.string().nullable(),
  newestEvent: z.string().nullable(),
});
export type TableInfo = z.infer<typeof tableSchema>;
/** GET /tables */
export const tablesAnswer = z.object({ tables: z.array(tableSchema), covers: coversSchema });
export type TablesAnswer = z.infer<typeof tablesAnswer>;

/** POST /histogram */
export const histogramRequest = z.strictObject({
  ...scope,
  split: fieldPath.optional(),
  /** At most this many points; the server chooses the bucket. */
  points: z.int().min(1).max(MOST_BUCKETS).default(120),
});
export type HistogramRequest = z.input<typeof histogramRequest>;
export const histogramAnswer = z.object({
  ...timeline,
  total: z.number(),
  sql: z.string(),
  covers: coversSchema,
});
export type HistogramAnswer = z.infer<typeof histogramAnswer>;

/** POST /top */
export const topRequest = z.strictObject({
  ...scope,
  field: fieldPath,
  n: z.int().min(1).max(MOST_TOP).default(10),
});
export type TopRequest = z.input<typeof topRequest>;
export const topAnswer = z.object({
  values: z.array(z.object({ value: valueSchema, count: z.number(), share: z.number() })),
  /** Rows with a value beyond the ones listed, rows without a value, and all rows. */
  other: z.number(),
  missing: z.number(),
  total: z.number(),
  distinct: z.number(),
  sql: z.string(),
  covers: coversSchema,
});
export type TopAnswer = z.infer<typeof topAnswer>;

/** POST /rows: newest first (or oldest first), the page after `after`. */
export const rowsRequest = z.strictObject({
  ...scope,
  columns: z.array(fieldPath).min(1).max(100).optional(),
  limit: z.int().min(1).max(MOST_ROWS).default(100),
  order: z.enum(['newest', 'oldest']).default('newest'),
  /** `next` of the page before. */
  after: z.string().max(500).optional(),
});
export type RowsRequest = z.input<typeof rowsRequest>;
export const rowsAnswer = z.object({
  columns: z.array(z.string()),
  rows: z.array(rowSchema),
  /** Null after the last row. */
  next: z.string().nullable(),
  sql: z.string(),
  covers: coversSchema,
});
export type RowsAnswer = z.infer<typeof rowsAnswer>;

/** POST /event */
export const eventRequest = z.strictObject({ table: tableName, id: z.string().min(1).max(500) });
export type EventRequest = z.input<typeof eventRequest>;
export const eventAnswer = z.object({
  table: z.string(),
  id: z.string(),
  /** Every column, nested values whole. */
  fields: z.record(z.string(), valueSchema),
  /** Object the record came from, and when Levee read it. */
  source: z.object({ object: z.string().nullable(), ingestedAt: z.string().nullable() }),
  sql: z.string(),
  covers: coversSchema,
});
export type EventAnswer = z.infer<typeof eventAnswer>;

/** What became of reading a record again. */
export const RAW_STATES = [
  /** The object is as it was when it was collected. */
  'same',
  /** The object has changed since; the record is still in it where `raw` is there. */
  'changed',
  /** No object has the name any more. */
  'gone',
  /** The lake's ledger knows no such object, or it is in a place that this server does not read. */
  'unknown',
  /** The object is there and cannot be read. */
  'unreadable',
  /** The object is Parquet, which holds columns and no text. */
  'columns',
  /** No record of the object reads as this row. */
  'missing',
] as const;
export type RawState = (typeof RAW_STATES)[number];

/** POST /event/raw, with the request of /event: read from the source object at that moment, never from the cache. */
export const rawAnswer = z.object({
  table: z.string(),
  id: z.string(),
  object: z.string().nullable(),
  state: z.enum(RAW_STATES),
  /** What there is to say, in whole sentences: about the object, or why there is no text. */
  notes: z.array(z.string()),
  /** The record from its first byte, bytes that are not UTF-8 as `\\xhh`; `covers.limits` says where it is cut. */
  raw: z.string().nullable(),
  /** Number of the record in its object from 0, where it begins in the inflated bytes, and its length there. */
  record: z.number().nullable(),
  offset: z.number().nullable(),
  bytes: z.number().nullable(),
  covers: coversSchema,
});
export type RawAnswer = z.infer<typeof rawAnswer>;
