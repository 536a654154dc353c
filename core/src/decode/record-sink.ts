import type { Place, RejectKind } from './reject.ts';

/** Why and where a record is not a row. */
export interface Refusal {
  readonly kind: RejectKind;
  readonly reason: string;
}

/** Where a framer brings what it finds. Offsets are into `bytes`; `base` is the stream offset of `bytes[0]`. */
export interface RecordSink {
  /** A whole record. `isRegular`: the fast reader may have it; `day` is then its event day. */
  record(record: FoundRecord): void;
  /** Bytes that are not a record, or a record that can't be a row. */
  reject(refusal: Refusal, piece: FoundBytes): void;
}

export interface FoundBytes {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly base: number;
  /** Of a record that went by in pieces, of which `bytes` are the beginning: its length and SHA-256. */
  readonly whole?: { readonly length: number; readonly sha256: string };
}

export type { Place };

/** A record as the JSON framers find it. */
export interface FoundRecord extends FoundBytes {
  readonly isRegular: boolean;
  readonly isBroken: boolean;
  readonly day: number;
}
