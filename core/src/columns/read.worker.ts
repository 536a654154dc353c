import { answerQuestions, type Answering } from '#kernel';
import { Unsupported } from '#parquet';
import { readParquetColumns, type FileFound, type ParquetToRead } from './read-parquet.ts';

answerQuestions((read: ParquetToRead): Answering<FileFound | undefined> => {
  try {
    const found = readParquetColumns(read);
    return { answered: found, sent: buffersOf(found) };
  } catch (error) {
    // Whatever is wrong with the file, be it that it is not there: the engine says it best.
    if (error instanceof Unsupported || error instanceof RangeError || hasCode(error))
      return { answered: undefined, sent: [] };
    throw error;
  }
});

/** What is sent without a copy. */
const buffersOf = ({ times, codes, numbers }: FileFound): ArrayBuffer[] =>
  [
    times,
    ...codes.flatMap(([, { rows, texts }]) => [rows, texts.bytes, texts.starts]),
    ...numbers.map(([, each]) => each),
  ].map(({ buffer }) => buffer);

/** Of the disk, or of zlib. */
const hasCode = (error: unknown): boolean => error instanceof Error && 'code' in error;
