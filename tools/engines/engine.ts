import type { Field } from '../../core/src/format/index.ts';
import type { Filter } from './filter.ts';
import type { Leaf } from './leaf.ts';

/** A table to look at, as the lake declares it. */
export interface Target {
  readonly table: string;
  readonly fields: readonly Field[];
  readonly leaves: readonly Leaf[];
}

/**
 * What can be said of a leaf's values in any order of rows, the same in every engine. A leaf inside lists or maps is one
 * text per row: its values joined, in order.
 */
export interface Checksum {
  /** Rows where the leaf is not null. */
  readonly count: string;
  /** Sum of the lengths of the values' canonical texts, in code points. */
  readonly characters: string;
  /** Least and greatest canonical text by bytes of UTF-8. */
  readonly least: string | null;
  readonly greatest: string | null;
  /** Sum over the rows of the first 40 bits of the text's MD5: fits 64 bits for 8 million rows. */
  readonly digest: string;
}

/** Rows that a filter leaves, and what the engine had to read for it. */
export interface Counted {
  readonly rows: number;
  /** Data files that pruning left (PyIceberg), where the engine says so. */
  readonly files?: number;
  /** Rows read from storage (Trino), where the engine says so. */
  readonly read?: number;
}

/**
 * Whether a null list of structs stays null. PyIceberg reads it as an empty list (its issue 3833, open), which no writer
 * can help; then the texts are compared without the difference.
 */
export type NullLists = 'null' | 'empty';

/** A reader of the lake. All answers are in one notation, so that they can be compared as they are. */
export interface Engine {
  readonly name: string;
  readonly nullLists: NullLists;
  /** Columns with their types, `name type`, as the engine sees them and as it should. */
  columns(
    target: Target,
  ): Promise<{ readonly found: readonly string[]; readonly expected: readonly string[] }>;
  /** Rows per filter, many filters in one go. */
  counts(target: Target, filters: readonly Filter[]): Promise<readonly number[]>;
  /** Rows of one filter with what was read for it. */
  counted(target: Target, filter: Filter): Promise<Counted>;
  /** Rows per UTC day of event_time, `YYYY-MM-DD n`, ordered; the day is `null` where event_time is. */
  perDay(target: Target): Promise<readonly string[]>;
  /** One checksum per leaf, and last one of whole rows. */
  checksums(target: Target, nullLists: NullLists): Promise<readonly Checksum[]>;
  /** Rows in each snapshot that the metadata keeps, oldest first, `id n`: read by time travel where the engine can. */
  snapshots(target: Target): Promise<readonly string[]>;
  /** Sum of the record counts of the live data files as the engine's own metadata table says. */
  recordsOfFiles(target: Target): Promise<number>;
  /** Reads every metadata table whole; answers what could not be read. */
  openMetadata(target: Target): Promise<readonly string[]>;
  /** Names of the catalog's views, for engines that list them. */
  readonly views?: () => Promise<readonly string[]>;
  /** Runs a statement of Spark's, where the engine is one. */
  readonly sparkRows?: (sql: string) => Promise<readonly (readonly (string | null)[])[]>;
  /** Address of the server, where the engine is a Trino. */
  readonly server?: string;
  close(): Promise<void>;
}
