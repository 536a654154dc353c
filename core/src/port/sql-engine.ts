/** One row as JSON-like values: long as string or number, timestamps as text in UTC. */
export type EngineRow = Readonly<Record<string, unknown>>;

/**
 * One value of a streamed result, nothing lost: integers beyond 2^53 are `bigint`; DECIMAL, dates, times and intervals
 * are text (timestamps ISO 8601 in microseconds, `Z` where the type has a time zone; intervals `1-2` or `3 04:05:06.789`); a BLOB its bytes; LIST an array;
 * STRUCT, and MAP with text keys, an object; any other MAP an array of `{ key, value }`.
 */
export type EngineValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly EngineValue[]
  | { readonly [name: string]: EngineValue };

/** A column of a streamed result. */
export interface EngineColumn {
  readonly name: string;
  /** SQL type as DuckDB writes it: `BIGINT`, `TIMESTAMP WITH TIME ZONE`, `STRUCT("a" INTEGER)`. */
  readonly type: string;
}

/** A result that is computed whole, kept by the engine within its memory (and on its temporary disk), and read in steps. */
export interface EngineStream {
  readonly columns: readonly EngineColumn[];
  /** Rows in the query's order, some thousand per step. To be read once; what is held ends with the reading. */
  readonly chunks: AsyncIterable<readonly (readonly EngineValue[])[]>;
}

/** A column of a result as numbers. */
export type NumberColumn = BigUint64Array | Float64Array;

/** The embedded engine as the lake and the decoder use it. One connection; statements run one after the other. */
export interface EngineConnection {
  /** Runs a statement. `?` parameters are bound, never pasted. */
  run(sql: string, parameters?: readonly (string | number | bigint | boolean | null)[]): Promise<void>;
  /** Runs a statement and returns all rows; for small results only. */
  rows(
    sql: string,
    parameters?: readonly (string | number | bigint | boolean | null)[],
  ): Promise<EngineRow[]>;
  /** Runs a query of any size; resolves when it has succeeded, so that no failure can pass for the end of its rows. */
  stream(
    sql: string,
    parameters?: readonly (string | number | bigint | boolean | null)[],
  ): Promise<EngineStream>;
  /**
   * As `stream`, for a result that is known to be small (some ten thousand rows, some ten megabytes): it is held in memory that no limit of
   * the engine counts, which takes less time.
   */
  held(
    sql: string,
    parameters?: readonly (string | number | bigint | boolean | null)[],
  ): Promise<EngineStream>;
  /** Runs a query of UBIGINT and DOUBLE columns without nulls, whose result fits into memory: an array for each column. */
  numbers(sql: string): Promise<NumberColumn[]>;
  /** Stops the statement that is running; its promise rejects. */
  interrupt(): void;
  /** From now on statements tell how far they are. Gives a probe: the part of the running one, 0 to 1; null where unknown. */
  watched(): Promise<() => number | null>;
}

/** An embedded engine with bounded memory and temporary disk. `UTC` is every connection's time zone. */
export interface EmbeddedEngine {
  /** Opens a connection for the duration of `use` and closes it, whatever happens. */
  withConnection<T>(use: (connection: EngineConnection) => Promise<T>): Promise<T>;
  close(): void;
}

/** Quotes an identifier for SQL. */
export const ident = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Quotes a text literal for SQL. Only for statements that cannot take parameters (COPY, table functions). */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
