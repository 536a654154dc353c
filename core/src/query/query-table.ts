import type { TablePlan } from '#plan';
import type { ChooseFiles, NeedleUses } from '#port';

/** A table of the lake; it is opened only when a query mentions it. */
export interface LakeTable {
  readonly name: string;
  /** Other names under which SQL may call it, lower-case; `database.table` too. */
  readonly aliases?: readonly string[];
  /** Columns that the table has only for SQL that names them: an expression over its own columns, by lower-case name. */
  readonly derived?: Readonly<Record<string, string>>;
  /** Column whose ISO 8601 text is the instant of `event_time`. */
  readonly isoTime?: string;
  /** Absolute folders below which every file of the table lies. */
  readonly folders: readonly string[];
  /** Names of its columns and of what is in them, lower-case; absent: nobody knows. */
  readonly names?: ReadonlySet<string>;
  /**
   * Plans a scan of the table as it is now: of the files that `choose` keeps, without those that lack what `needles` look for,
   * and at least of these columns (lower-case); absent: all.
   */
  open(choose: ChooseFiles, needles: () => NeedleUses, columns?: ReadonlySet<string>): Promise<OpenedTable>;
}

/** A table at one snapshot. */
export interface OpenedTable {
  /** What stands after FROM to read it: `read_parquet([…], …)`. */
  readonly relation: string;
  /** What of the table the relation reads. */
  readonly covers: ScanCover;
  /** Called when nobody reads the relation any more. */
  readonly close?: () => void | Promise<void>;
}

/** How much of a table a query reads. */
export interface ScanCover {
  readonly files: number;
  readonly bytes: number;
  /** Rows of those files, where they are known. */
  readonly rows?: number;
  /** Where all that the relation reads is a copy of some rows: how many, and their bytes, uncompressed. */
  readonly picked?: { readonly rows: number; readonly bytes: number } | undefined;
  /** Of the whole table. */
  readonly allFiles: number;
  readonly allBytes: number;
}

/** What a query reads of one table, and why not the rest. */
export interface TableCover extends ScanCover {
  readonly table: string;
  /** The conditions that let files go, in SQL, and how many each would have by itself. */
  readonly pruning: TablePlan['report'];
}

/** A table whose rows this program hands in, such as the ledger; they are loaded only when a query mentions it. */
export interface RowTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Rows by column name; timestamps as ISO 8601 text. */
  rows(): AsyncIterable<Readonly<Record<string, unknown>>>;
}

export type QueryTable = LakeTable | RowTable;

/** A view over tables of the lake: of those that exist, one below the other. */
export interface QueryView {
  readonly name: string;
  /** Per table the columns as expressions, the same names in every part. */
  readonly parts: readonly { readonly table: string; readonly columns: Readonly<Record<string, string>> }[];
}

/** Whether a table is one of the lake. */
export const isLakeTable = (table: QueryTable): table is LakeTable => 'open' in table;
