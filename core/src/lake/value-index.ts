import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { parseJson, stringifyJson } from '#kernel';

/**
 * Which values the columns of a data file have that people look for, and in which of its rows: a file beside the data that no
 * Iceberg metadata names, so that other engines neither need nor see it. Where it is missing or damaged the data file is read.
 *
 * 8 bytes magic; 4 bytes CRC-32 of the rest of the head; 4 bytes length of the facts; the facts as JSON, filled up with zeros; then
 * per bucket, of which there is one for each first byte of a hash, the number of entries that lie before its end and the CRC-32
 * of its entries (4 bytes each); then the entries in order: the first 4 bytes of the value's MD5, and 2 bytes for the granule.
 * Numbers are big-endian.
 */
const MAGIC = Buffer.from('LEVEEVI2');
/** Of indexes that do not say how many rows a granule has, which readers of theirs would take for 8192. */
const EARLIER_MAGIC = Buffer.from('LEVEEVI1');

/** Bytes of the head: a page of most disks. */
export const HEAD_BYTES = 4096;
const BUCKETS = 256;
const DIRECTORY = HEAD_BYTES - BUCKETS * 8;
const FACTS = 16;
const ENTRY = 6;

/** Rows that an entry stands for: a third of a row group of a sorted file. 65,536 granules are the most that an entry can name. */
export const GRANULE_ROWS = 4096;
export const MOST_GRANULES = 65_536;

/** What an index is of. */
export interface IndexFacts {
  /** Name, size and rows of the data file. */
  readonly file: string;
  readonly sizeBytes: number;
  readonly records: number;
  /** Field ids of the columns whose values are all in it, elements of lists too. */
  readonly fields: readonly number[];
  /** Rows of a granule; absent in indexes of earlier releases: 8192. */
  readonly granuleRows?: number;
  /** Whether every IPv6 address among the values is written as RFC 5952 recommends, and none maps an IPv4 address. */
  readonly isCanonical: boolean;
}

/** Key of the index of a data file: `…/data/event_day=2024-05-01/x.parquet` has `…/index/event_day=2024-05-01/x.values`. */
export const valueIndexKey = (dataKey: string): string =>
  dataKey.replace(/\/data\/(?=[^/]*\/[^/]*$)/, '/index/').replace(/\.parquet$/, '.values');

/** First 8 hexadecimal digits of the MD5: what the engine's `left(md5(value), 8)` gives. */
const hashOf = (value: string): number => createHash('md5').update(value).digest().readUInt32BE();

/** Bytes of an index; `entries` in order, `ENTRY` bytes each. */
export function indexBytes(facts: IndexFacts, entries: Buffer): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  const text = Buffer.from(stringifyJson(facts));
  if (FACTS + text.length > DIRECTORY) throw new Error('the facts of a value index are too long');
  MAGIC.copy(head);
  head.writeUInt32BE(text.length, 12);
  text.copy(head, FACTS);
  let from = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    let to = from;
    while (to * ENTRY < entries.length && entries[to * ENTRY] === bucket) to += 1;
    head.writeUInt32BE(to, DIRECTORY + bucket * 8);
    head.writeUInt32BE(crc32(entries.subarray(from * ENTRY, to * ENTRY)), DIRECTORY + bucket * 8 + 4);
    from = to;
  }
  head.writeUInt32BE(crc32(head.subarray(12)), 8);
  return Buffer.concat([head, entries]);
}

/** An index whose head has been read and found whole. */
export interface ValueIndex extends IndexFacts {
  readonly head: Buffer;
}

/** Reads the head of an index; undefined for anything but one. */
export function readHead(bytes: Uint8Array): ValueIndex | undefined {
  const head = Buffer.from(bytes);
  const magic = head.subarray(0, 8);
  if (head.length < HEAD_BYTES || !(magic.equals(MAGIC) || magic.equals(EARLIER_MAGIC))) return undefined;
  if (crc32(head.subarray(12, HEAD_BYTES)) !== head.readUInt32BE(8)) return undefined;
  const text = head.subarray(FACTS, FACTS + head.readUInt32BE(12)).toString('utf8');
  return { ...(parseJson(text) as unknown as IndexFacts), head };
}

/** Where the entries of a value are that has this hash: offset and length in bytes. */
function bucketOf({ head }: ValueIndex, hash: number): { offset: number; length: number; crc: number } {
  const at = DIRECTORY + (hash >>> 24) * 8;
  const from = at === DIRECTORY ? 0 : head.readUInt32BE(at - 8);
  const to = head.readUInt32BE(at);
  return { offset: HEAD_BYTES + from * ENTRY, length: (to - from) * ENTRY, crc: head.readUInt32BE(at + 4) };
}

/** Reads some bytes of an index file. */
export type ReadRange = (offset: number, length: number) => Promise<Uint8Array>;

/**
 * Granules that may hold a value, by their number: without some that does, never. Two values of one hash are not told apart.
 * Undefined where the index is damaged.
 */
export async function granulesOf(
  index: ValueIndex,
  value: string,
  read: ReadRange,
): Promise<ReadonlySet<number> | undefined> {
  const hash = hashOf(value);
  const { offset, length, crc } = bucketOf(index, hash);
  const bytes = length === 0 ? Buffer.alloc(0) : Buffer.from(await read(offset, length));
  if (bytes.length !== length || crc32(bytes) !== crc) return undefined;
  const found = new Set<number>();
  for (let at = 0; at < length; at += ENTRY)
    if (bytes.readUInt32BE(at) === hash) found.add(bytes.readUInt16BE(at + 4));
  return found;
}
