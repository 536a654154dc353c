import { createHash } from 'node:crypto';
import type { FoundBytes } from './record-sink.ts';

/** Why a record is not a row. A closed list: tests and pages name them all. */
export type RejectKind =
  | 'malformed_json'
  | 'not_an_object'
  | 'no_records'
  | 'no_event_time'
  | 'unreadable_event_time'
  | 'too_deep'
  | 'too_long'
  | 'too_few_columns'
  | 'unclosed_quote'
  | 'unmatched_pattern'
  | 'no_header'
  | 'refused_format'
  | 'cut_record'
  | 'gzip_cut'
  | 'gzip_corrupt'
  | 'gzip_trailing'
  | 'object_too_large'
  | 'object_unreadable'
  | 'too_many_rejects';

/** Where a record stands: its number from 0 and its offset in the inflated text; undefined where not known. */
export interface Place {
  readonly record: number;
  readonly offset: number | undefined;
}

/** A record that could not become a row, as it is stored: everything needed to read it again or to find it. */
export interface Reject extends Place {
  readonly kind: RejectKind;
  /** The reason in words. */
  readonly reason: string;
  /** The record's first bytes as text; bytes that are not UTF-8 as `\xhh`. */
  readonly raw: string;
  /** Length of the whole record in bytes. */
  readonly rawBytes: number;
  /** SHA-256 of the whole record, where `raw` is not all of it. */
  readonly sha256: string | undefined;
}

/** Text of bytes that may not be UTF-8: each byte that is not part of a valid sequence is written `\xhh`. */
export function lossyText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .replace(UTF8_OR_BYTE, (piece) =>
      piece.length > 1 ? Buffer.from(piece, 'latin1').toString('utf8') : hex(piece),
    );
}

/** A valid multi-byte UTF-8 sequence (Unicode 16, table 3-7), or one byte above 0x7f. */
const UTF8_OR_BYTE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

const hex = (byte: string): string => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** What is kept of a record's bytes: all of them up to `limit`, else the beginning, the length and the hash. */
export function keepRaw(piece: FoundBytes, limit: number): Pick<Reject, 'raw' | 'rawBytes' | 'sha256'> {
  const bytes = piece.bytes.subarray(piece.start, piece.end);
  const raw = lossyText(bytes.subarray(0, limit));
  const rawBytes = piece.whole?.length ?? bytes.length;
  if (rawBytes <= limit) return { raw, rawBytes, sha256: undefined };
  return { raw, rawBytes, sha256: piece.whole?.sha256 ?? createHash('sha256').update(bytes).digest('hex') };
}
