/** One row as JSON-like values: long as string or number, timestamps as text in UTC. */
export type EngineRow = Readonly<Record<string, unknown>>;

/** The embedded engine as the lake and the decoder use it. One connection; statements run one after the other. */
export interface EngineConnection {
  /** Runs a statement. `?` parameters are bound, never pasted. */
  run(sql: string, parameters?: readonly (string | number | bigint | boolean | null)[]): Promise<void>;
  /** Runs a statement and returns all rows; for small results only. */
  rows(
    sql: string,
    parameters?: readonly (string | number | bigint | boolean | null)[],
  ): Promise<EngineRow[]>;
  /** Stops the statement that is running; its promise rejects. */
  interrupt(): void;
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
