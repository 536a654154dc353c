/** Engines that may be asked, and what they take (docs/api.md). A server that knows its own engine only tells of none. */
export type EngineName = 'duckdb' | 'trino' | 'athena';

export interface Engine {
  readonly name: EngineName;
  readonly isDefault: boolean;
  /** US dollars for a terabyte (2^40 bytes) that is scanned; null where a query costs nothing. */
  readonly dollarsPerTerabyte: number | null;
}

/** What a query would read at most; nothing is run. */
export interface Estimate {
  readonly engine: EngineName;
  readonly files: number;
  readonly bytes: number;
  readonly costUsd: number | null;
  /** Large enough for a person to be asked first. */
  readonly isLarge: boolean;
  /** Why nothing is known. */
  readonly note: string | null;
}

/** What a query has taken, as far as its engine tells. */
export interface Taken {
  /** The query's. */
  readonly id: string;
  readonly progress?: number | null;
  readonly scannedBytes?: number | null;
  readonly costUsd?: number | null;
}
