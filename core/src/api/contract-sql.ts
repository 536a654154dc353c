/** A person's SQL: the engines that answer it, what it would read, and the query itself. */
import { z } from 'zod';
import { coversSchema, errorSchema, valueSchema } from './contract-shared.ts';

export const ENGINES = ['duckdb', 'trino', 'athena'] as const;
const engineName = z.enum(ENGINES);
export type EngineName = z.infer<typeof engineName>;

/** GET /engines: those that the server is configured with. */
export const enginesAnswer = z.object({
  engines: z.array(
    z.object({
      name: engineName,
      /** Answers where a request names none. */
      isDefault: z.boolean(),
      /** US dollars for a terabyte (2^40 bytes) that is scanned; null where a query costs nothing. */
      dollarsPerTerabyte: z.number().nullable(),
    }),
  ),
});
export type EnginesAnswer = z.infer<typeof enginesAnswer>;
export type Engine = EnginesAnswer['engines'][number];

const sqlText = z.string().min(1).max(100_000);

/** POST /sql starts a query; GET /sql/{id} is its state; DELETE /sql/{id} cancels it; GET /sql/{id}/result?form= its rows. */
export const sqlRequest = z.strictObject({
  sql: sqlText,
  /** Most rows of the result. */
  rows: z.int().min(1).max(100_000).default(1000),
  /** The server's default where absent. */
  engine: engineName.optional(),
});
export type SqlRequest = z.input<typeof sqlRequest>;

/** POST /sql/estimate: what a query would read, by the lake's manifests; nothing is run. */
export const estimateRequest = z.strictObject({ sql: sqlText, engine: engineName.optional() });
export type EstimateRequest = z.input<typeof estimateRequest>;
export const estimateAnswer = z.object({
  engine: engineName,
  /** Data files after planning, and those of the whole tables. */
  tables: z.array(
    z.object({
      table: z.string(),
      files: z.number(),
      bytes: z.number(),
      allFiles: z.number(),
      allBytes: z.number(),
    }),
  ),
  files: z.number(),
  /** The most that can be read: whole files. Engines read the columns that a query names, which is less. */
  bytes: z.number(),
  /** The most that it can cost; null where the engine charges nothing, or where nothing is known. */
  costUsd: z.number().nullable(),
  /** Large enough for a person to be asked first. */
  isLarge: z.boolean(),
  /** Why nothing is known: the engine may still run the query. */
  note: z.string().nullable(),
});
export type EstimateAnswer = z.infer<typeof estimateAnswer>;

export const SQL_FORMS = ['json', 'ndjson', 'csv', 'parquet'] as const;
export type SqlForm = (typeof SQL_FORMS)[number];
export const sqlAnswer = z.object({
  id: z.string(),
  engine: engineName,
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  elapsedMs: z.number(),
  /** The part that is done, 0 to 1, where the engine tells. */
  progress: z.number().nullable(),
  rows: z.number().nullable(),
  isCut: z.boolean(),
  /** Once it is done: data files after planning (the embedded engine's), and what the limit of rows cut. */
  covers: coversSchema.nullable(),
  /** What a distributed engine tells of it. */
  queryId: z.string().nullable(),
  scannedBytes: z.number().nullable(),
  costUsd: z.number().nullable(),
  error: errorSchema.shape.error.nullable(),
});
export type SqlAnswer = z.infer<typeof sqlAnswer>;
/** The result with `form=json`. */
export const sqlResult = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(valueSchema)),
  isCut: z.boolean(),
});
export type SqlResult = z.infer<typeof sqlResult>;
