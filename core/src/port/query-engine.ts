import type { EngineColumn, EngineValue } from './sql-engine.ts';

/** A value of a `?` in a question. */
export type SqlParameter = string | number | bigint | boolean | null;

/** A question to the lake in Athena's SQL. */
export interface SqlQuestion {
  /** One statement that reads. */
  readonly sql: string;
  /** Values of the `?`, in order; bound by the engine, never pasted as they are. */
  readonly parameters?: readonly SqlParameter[];
  readonly limits?: SqlLimits;
  /** Cancels the question, in the engine too. */
  readonly signal?: AbortSignal;
}

/** What a question may take. */
export interface SqlLimits {
  /** Most rows of the answer; 0 for all. `DEFAULT_ROW_LIMIT` of the query room where absent. */
  readonly rows?: number;
  /** Longest time; 0, the default, for no limit. */
  readonly seconds?: number;
  /** Most bytes of data files to read; 0, the default, for no limit. Distributed engines are stopped when they have read more. */
  readonly bytes?: number;
}

/** An answer, to be read while its question is open. */
export interface SqlAnswer {
  /** `plan`: the answer of EXPLAIN, text of many lines in its last column. */
  readonly kind: 'rows' | 'plan';
  /** Types are named as DuckDB writes them, whatever the engine: `BIGINT`, `TIMESTAMP WITH TIME ZONE`, `VARCHAR[]`. */
  readonly columns: readonly EngineColumn[];
  /** Rows in the question's order, some thousand per step. To be read once. */
  readonly chunks: AsyncIterable<readonly (readonly EngineValue[])[]>;
  /** Complete once the chunks are read. */
  readonly summary: SqlSummary;
}

/** What became of a question. */
export interface SqlSummary {
  readonly rows: number;
  /** There were more rows than the limit. */
  readonly isCut: boolean;
  /** The engine's own name of the query, for its console and logs. */
  readonly queryId?: string;
  /** Bytes read from storage, where the engine says so. */
  readonly scannedBytes?: number;
  /** What the query costs in US dollars, where the engine charges by the query. */
  readonly costUsd?: number;
  /** The engine answered from an earlier query's result. */
  readonly isReused?: boolean;
}

/**
 * An engine that answers Athena's SQL over the lake's tables: the embedded one, Trino or Athena. (The embedded engine's
 * connection, as decoding and the lake use it, is `EmbeddedEngine` in `sql-engine.ts`.)
 */
export interface SqlEngine {
  readonly name: 'duckdb' | 'trino' | 'athena';
  /**
   * Asks, and hands the answer to `use`; whatever `use` has not read when it ends is given up, in the engine too.
   * @throws LeveeError for SQL that is wrong or does more than read, for a limit that is reached, for a cancel, and for an
   * engine that cannot be reached.
   */
  query<T>(question: SqlQuestion, use: (answer: SqlAnswer) => Promise<T>): Promise<T>;
  /** Closes what is kept open between questions. */
  close(): Promise<void>;
}
