/** A row whose record is looked for in the object that it came from. */
export interface WantedRecord {
  /** Microseconds since the epoch of its event, and that day in UTC (`YYYY-MM-DD`). */
  readonly micros: string;
  readonly day: string;
  /** What its columns hold. */
  readonly values: readonly {
    /** Names of the column and of the parts within: `['httprequest', 'country']`. */
    readonly path: readonly string[];
    /** The value as the engine writes it as text, that of a list or map as JSON (`isMany`); null where there is none. */
    readonly text: string | null;
    readonly isMany: boolean;
  }[];
}
