/** Entities and hunts over all tables, and what arrives. */
import { z } from 'zod';
import { coversSchema, filterList, rangeSchema } from './contract-shared.ts';

export const ENTITY_KINDS = [
  'ip',
  'cidr',
  'arn',
  'access-key',
  'account',
  'instance',
  'network-interface',
  'bucket',
  'domain',
  'ja4',
  'ja3',
  'request-id',
  'text',
] as const;
export type EntityKind = (typeof ENTITY_KINDS)[number];

/** What one table knows of a value or a filter. */
const tableFinding = z.object({
  table: z.string(),
  count: z.number(),
  first: z.string().nullable(),
  last: z.string().nullable(),
  verdicts: z.array(z.object({ value: z.string().nullable(), count: z.number() })),
  /** Aligned with `buckets` of the answer. */
  lane: z.array(z.number()),
  /** Conditions that find these rows in this table. */
  filters: filterList,
  sql: z.string(),
});
export type TableFinding = z.infer<typeof tableFinding>;

/** POST /entity */
export const entityRequest = z.strictObject({ value: z.string().min(1).max(2048), range: rangeSchema });
export type EntityRequest = z.input<typeof entityRequest>;
export const entityAnswer = z.object({
  value: z.string(),
  kind: z.enum(ENTITY_KINDS),
  bucketSeconds: z.number(),
  buckets: z.array(z.string()),
  tables: z.array(tableFinding),
  related: z.array(z.object({ table: z.string(), field: z.string(), value: z.string(), count: z.number() })),
  covers: coversSchema,
});
export type EntityAnswer = z.infer<typeof entityAnswer>;

/** POST /hunt: the filters in every table that has all their fields. */
export const huntRequest = z.strictObject({ range: rangeSchema, filters: filterList.min(1) });
export type HuntRequest = z.input<typeof huntRequest>;
export const huntAnswer = z.object({
  bucketSeconds: z.number(),
  buckets: z.array(z.string()),
  tables: z.array(tableFinding),
  /** Tables without one of the fields. */
  skipped: z.array(z.object({ table: z.string(), field: z.string() })),
  covers: coversSchema,
});
export type HuntAnswer = z.infer<typeof huntAnswer>;

/** GET /ingest */
export const ingestAnswer = z.object({
  tables: z.array(
    z.object({
      table: z.string(),
      newestEvent: z.string().nullable(),
      newestCommit: z.string().nullable(),
      /** Seconds from the newest event to now. */
      lagSeconds: z.number().nullable(),
      objects: z.number(),
      rows: z.number(),
      rejects: z.number(),
      /** Rows per day of event, oldest first, without holes: a day of 0 between others is a gap. */
      days: z.array(z.object({ day: z.string(), rows: z.number() })),
      gaps: z.array(z.string()),
      /** Keys that the declaration does not know, or values it could not read: rows with them. */
      drift: z.array(z.object({ key: z.string(), rows: z.number() })),
    }),
  ),
  covers: coversSchema,
});
export type IngestAnswer = z.infer<typeof ingestAnswer>;

/** POST /rejects */
export const rejectsRequest = z.strictObject({ format: z.string().max(100).optional() });
export type RejectsRequest = z.input<typeof rejectsRequest>;
export const rejectsAnswer = z.object({
  total: z.number(),
  reasons: z.array(
    z.object({
      format: z.string().nullable(),
      kind: z.string().nullable(),
      count: z.number(),
      /** A few, raw text cut at 2,000 characters. */
      samples: z.array(
        z.object({
          source: z.string().nullable(),
          place: z.string().nullable(),
          message: z.string().nullable(),
          raw: z.string().nullable(),
        }),
      ),
    }),
  ),
  covers: coversSchema,
});
export type RejectsAnswer = z.infer<typeof rejectsAnswer>;
