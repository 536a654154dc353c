/** One version of one source object, as a listing or a notice names it. */
export interface ObjectVersion {
  /** Full URI: `file:///logs/a.gz`, `s3://bucket/key`. The `source_object` of its rows. */
  readonly uri: string;
  /** ETag, S3 version id, or `size-mtime` of a file: another value is another version. */
  readonly version: string;
  readonly sizeBytes: number;
}

/** What a claim of an object version answers. */
export type ClaimAnswer =
  | 'claimed' // yours until the lease ends: decode it
  | 'replaces' // yours; an earlier version of the object is in the lake and must be replaced in the same commit
  | 'committed' // this version is in the lake already: skip it
  | 'busy'; // another live worker holds it

/** An object's line in the ledger, the row of `ingest_log`. */
export interface LedgerEntry {
  readonly uri: string;
  readonly version: string;
  readonly sizeBytes: number;
  readonly format: string;
  readonly table: string;
  readonly batch: string;
  readonly records: number;
  readonly rows: number;
  readonly rejects: number;
  /** Milliseconds since the epoch of the commit. */
  readonly committedAt: number;
  /** First and last day (UTC, `YYYY-MM-DD`) of its rows; null where it has none. Bounds a later replacement. */
  readonly firstDay: string | null;
  readonly lastDay: string | null;
}

/**
 * The ledger of source objects: which are being worked on and which are in the lake.
 * The lake's snapshots are the truth; the ledger is repaired from them, never the other way round.
 */
export interface Ledger {
  /** Claims many versions in one step; answers in the same order. `again` claims committed ones too (`reparse`). */
  claim(
    objects: readonly ObjectVersion[],
    options: { leaseSeconds: number; again?: boolean },
  ): Promise<ClaimAnswer[]>;
  /** Prolongs every lease of this process. */
  renew(leaseSeconds: number): Promise<void>;
  /** Gives claims back without a result (a failed or discarded batch). */
  release(uris: readonly string[]): Promise<void>;
  /** Records that these entries are in the lake; ends their claims. All or nothing. */
  commit(entries: readonly LedgerEntry[]): Promise<void>;
  /** Entries of these objects that are in the lake, by URI. */
  committed(uris: readonly string[]): Promise<ReadonlyMap<string, LedgerEntry>>;
  /** All entries in the lake, streamed in pages, for `ingest_log`. */
  entries(): AsyncIterable<LedgerEntry>;
  /** Live claims of other processes right now (maintenance asks before it removes young orphans). */
  activeClaims(): Promise<number>;
  /** Runs `use` while no other process of this lake runs a section of the same name; freed when the process dies. */
  exclusive<T>(name: string, use: () => Promise<T>): Promise<T>;
  close(): void;
}
