import { parentPort } from 'node:worker_threads';
import { messageOf } from '#kernel';
import { Unsupported } from '#parquet';
import { readParquetColumns, type FileFound } from './read-parquet.ts';
import type { ReadAnswer, ReadRequest } from './read-protocol.ts';

const port = parentPort;
if (port === null) throw new Error('read.worker.ts runs as a worker thread only');

port.on('message', ({ id, read }: ReadRequest) => {
  try {
    const found = readParquetColumns(read);
    port.postMessage({ id, found } satisfies ReadAnswer, buffersOf(found));
  } catch (error) {
    port.postMessage(refused(id, error));
  }
});

/** What is sent without a copy. */
const buffersOf = ({ times, codes, numbers }: FileFound): ArrayBuffer[] =>
  [
    times,
    ...codes.flatMap(([, { rows, texts }]) => [rows, texts.bytes, texts.starts]),
    ...numbers.map(([, each]) => each),
  ].map(({ buffer }) => buffer);

/** Whatever is wrong with the file, be it that it is not there: the engine says it best. */
function refused(id: number, error: unknown): ReadAnswer {
  const isFile = error instanceof Unsupported || error instanceof RangeError || hasCode(error);
  return isFile ? { id, unsupported: messageOf(error) } : { id, error: messageOf(error) };
}

/** Of the disk, or of zlib. */
const hasCode = (error: unknown): boolean => error instanceof Error && 'code' in error;
