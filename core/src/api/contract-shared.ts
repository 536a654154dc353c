/** What requests and answers share. */
import { z } from 'zod';

/** Most points of a histogram, a timeline or a lane. */
export const MOST_BUCKETS = 300;
/** Most top values of one answer. */
export const MOST_TOP = 1000;
/** Most rows of one page. */
export const MOST_ROWS = 1000;

const time = z.iso.datetime({ offset: true });
export const tableName = z.string().regex(/^[a-z_][a-z0-9_]{0,127}$/);
/** A column, or a part of one by dots: `httprequest.country`; through a list it means any element: `labels.name`. */
export const fieldPath = z.string().min(1).max(300);
const scalar = z.union([z.string().max(10_000), z.number(), z.boolean()]);

export const rangeSchema = z.strictObject({ from: time, to: time });
export type TimeRange = z.infer<typeof rangeSchema>;

const on = { field: fieldPath, not: z.boolean().optional() };

/** A condition that is not made of others. */
const simpleFilter = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('equals'), ...on, value: scalar }),
  z.strictObject({ op: z.literal('in'), ...on, values: z.array(scalar).min(1).max(1000) }),
  /** The value in any of several fields, as the search for an entity looks for it. */
  z.strictObject({
    op: z.literal('any'),
    fields: z.array(fieldPath).min(1).max(20),
    not: z.boolean().optional(),
    value: z.string().max(10_000),
  }),
  z.strictObject({ op: z.literal('exists'), ...on }),
  z.strictObject({ op: z.literal('cidr'), ...on, value: z.string().max(50) }),
  z.strictObject({ op: z.literal('contains'), ...on, value: z.string().min(1).max(1000) }),
  z.strictObject({ op: z.literal('starts'), ...on, value: z.string().min(1).max(1000) }),
  z.strictObject({ op: z.literal('regex'), ...on, value: z.string().min(1).max(1000) }),
  z.strictObject({ op: z.literal('range'), ...on, from: scalar.optional(), to: scalar.optional() }),
]);
export type SimpleFilter = z.infer<typeof simpleFilter>;

/** One condition. With `not` it holds for all other rows, those without a value included. */
export const filterSchema = z.discriminatedUnion('op', [
  ...simpleFilter.options,
  /** Any of several conditions. */
  z.strictObject({
    op: z.literal('or'),
    not: z.boolean().optional(),
    filters: z.array(simpleFilter).min(2).max(20),
  }),
]);
export type Filter = z.infer<typeof filterSchema>;
export const filterList = z.array(filterSchema).max(100);

/** What an answer rests on. */
export const coversSchema = z.object({
  /** Rows, files and bytes of the data files that planning leaves to be read, each file once. */
  rows: z.number(),
  files: z.number(),
  bytes: z.number(),
  elapsedMs: z.number(),
  cached: z.boolean(),
  /** Each limit that cut something: which one, and what it left out. Empty where the answer is whole. */
  limits: z.array(z.object({ limit: z.string(), cut: z.string() })),
  newestEvent: z.string().nullable(),
  snapshotId: z.string().nullable(),
});
export type Covers = z.infer<typeof coversSchema>;

/** A refusal or failure: 400 (with `field` and `expected`), 401, 403, 404, 429 (too many at once), 503, 504 (too long). */
export const errorSchema = z.object({
  error: z.object({
    message: z.string(),
    hint: z.string().optional(),
    field: z.string().optional(),
    expected: z.string().optional(),
  }),
});
export type ApiError = z.infer<typeof errorSchema>;

/**
 * A line of an answer that is asked for as `application/x-ndjson`: how far the question is, then its answer or what went
 * wrong. `share` is the part that is done, 0 to 1, and null where nothing is known yet.
 */
export const progressLine = z.union([
  z.object({ progress: z.object({ share: z.number().nullable(), elapsedMs: z.number() }) }),
  z.object({ answer: z.looseObject({ covers: coversSchema }) }),
  z.object({ error: errorSchema.shape.error, status: z.number() }),
]);
export type ProgressLine = z.infer<typeof progressLine>;

export const scope = { table: tableName, range: rangeSchema, filters: filterList.default([]) };

const series = z.object({ name: z.string().nullable(), counts: z.array(z.number()), total: z.number() });
/** Names of the series are values of the split, of which there are `distinct`; `other` collects those beyond the ten largest. */
export const timeline = {
  bucketSeconds: z.number(),
  /** Start of each bucket, without holes; counts align with it. */
  buckets: z.array(z.string()),
  series: z.array(series),
  other: z.array(z.number()).nullable(),
  distinct: z.number(),
};
/** Any value of a row: nested ones as JSON. */
export const valueSchema = z.json();
export type Value = z.infer<typeof valueSchema>;

/** A row with its place: `id` opens it with /event. */
export const rowSchema = z.object({ id: z.string(), time: z.string(), values: z.array(valueSchema) });
export type Row = z.infer<typeof rowSchema>;
