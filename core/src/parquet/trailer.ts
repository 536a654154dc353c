import { MAGIC } from '#thrift';

/** Bytes after a footer: its length, and `PAR1`. */
export const TRAILER_BYTES = 8;

/** Length of the footer, by the last bytes of a file. @throws RangeError for anything but Parquet */
export function footerLength(trailer: Buffer): number {
  if (trailer.length !== TRAILER_BYTES || !trailer.subarray(4).equals(MAGIC))
    throw new RangeError('no Parquet');
  return trailer.readUInt32LE(0);
}
