/** Limits of decoding. Every one is configurable, and what it cuts becomes a reject that says so. */
export interface DecodeLimits {
  /** Longest record in bytes. */
  readonly maxRecordBytes: number;
  /** Most inflated bytes of one object. */
  readonly maxObjectBytes: number;
  /** Most inflated bytes per stored byte, checked above 100 MB: gzip itself reaches 1,032. */
  readonly maxInflationRatio: number;
  /** Deepest nesting of a JSON record. */
  readonly maxDepth: number;
  /** Raw bytes that a reject keeps; of a longer record also its SHA-256 and length. */
  readonly rejectRawBytes: number;
  /** Most rejects that are written one by one per object; above it, one reject says how many more. */
  readonly maxRejectsPerObject: number;
}

/**
 * Defaults. Depth 1,000 is the limit of Jackson's `StreamReadConstraints`, which Trino and Spark read JSON with.
 */
export const DEFAULT_LIMITS: DecodeLimits = {
  maxRecordBytes: 32 * 1024 * 1024,
  maxObjectBytes: 16 * 1024 ** 3,
  maxInflationRatio: 200,
  maxDepth: 1000,
  rejectRawBytes: 65_536,
  maxRejectsPerObject: 10_000,
};
